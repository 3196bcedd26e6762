import type { MutatedRoom } from './rooms.ts';
import type { Outcome } from './stryker.ts';
import { keyOf, type Mutant, type MutantText, type Survivor, textOf } from './survivors.ts';

/** A survivor that the list does not have. */
export interface Unlisted {
  /** Where it is and what changes, for a person. */
  readonly text: string;
  /** An entry for the list, to be put under its reason. */
  readonly entry: string;
}

/** The result of a room. */
export interface Room {
  readonly name: string;
  readonly mutants: number;
  readonly killed: number;
  readonly survived: number;
  /** Survivors, listed ones too, count against it. */
  readonly percent: number;
  readonly unlisted: readonly Unlisted[];
  /** Entries of the list that a test kills by now. */
  readonly revived: readonly MutantText[];
  readonly isWhole: boolean;
}

const KILLED = new Set(['Killed', 'Timeout']);
const SURVIVED = new Set(['Survived', 'NoCoverage']);

/** Counts what became of the mutants of a room, and looks up the survivors in the list. */
export function scoreOf(
  { name, files }: MutatedRoom,
  outcome: Outcome,
  listed: readonly Survivor[],
): Room {
  const keys = new Set(listed.map(keyOf));
  const unlisted: Unlisted[] = [];
  const alive = new Set<string>();
  const dead = new Map<string, MutantText>();
  let killed = 0;
  let survived = 0;
  for (const file of files) {
    const { source, mutants } = outcome.files[file] ?? { source: '', mutants: [] };
    for (const mutant of mutants) {
      const text = textOf(file, source, mutant);
      const key = keyOf(text);
      if (KILLED.has(mutant.status)) {
        killed += 1;
        dead.set(key, text);
      } else if (SURVIVED.has(mutant.status)) {
        survived += 1;
        alive.add(key);
        if (!keys.has(key)) unlisted.push({ text: describe(text, mutant), entry: entryOf(text) });
      }
    }
  }
  const revived = Array.from(dead).filter(([key]) => keys.has(key) && !alive.has(key));
  const mutants = killed + survived;
  return {
    name,
    mutants,
    killed,
    survived,
    percent: mutants === 0 ? 0 : (100 * killed) / mutants,
    unlisted,
    revived: revived.map(([, text]) => text),
    isWhole: outcome.isWhole,
  };
}

/** The scores as lines of text. */
export function table(rooms: readonly Room[]): string {
  const rows = [
    ['room', 'mutants', 'killed', 'survived', 'unlisted', 'score'],
    ...rooms.map((room) => [
      room.name,
      String(room.mutants),
      String(room.killed),
      String(room.survived),
      String(room.unlisted.length),
      `${room.percent.toFixed(1)}%${room.isWhole ? '' : ' so far'}`,
    ]),
  ];
  return rows
    .map((row) => row.map((cell, at) => (at === 0 ? cell.padEnd(14) : cell.padStart(9))).join(' '))
    .join('\n');
}

function describe(text: MutantText, { location, status }: Mutant): string {
  const where = `${text.file}:${location.start.line}:${location.start.column}`;
  const note = status === 'NoCoverage' ? ', no test reaches it' : '';
  const head = `${where} ${text.mutator} in ${text.in}${note}`;
  return `\n${head}\n- ${text.original}\n+ ${text.replacement}\n`;
}

function entryOf(text: MutantText): string {
  return `${JSON.stringify(text)},\n`;
}
