import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tests/tidy/source.ts';

/** The committed list of mutants that no test can or should kill, each with its reason. */
export const LIST = 'tools/mutation/survivors.json';

/** A place in a file: line from 1, column from 1. */
export interface Place {
  readonly line: number;
  readonly column: number;
}

/** One mutant of a finished run, as Stryker reports it. */
export interface Mutant {
  readonly mutatorName: string;
  readonly replacement: string;
  readonly status: string;
  /** Whether it is at the top level of a module, where only loading the module reaches it. */
  readonly static?: boolean;
  readonly location: { readonly start: Place; readonly end: Place };
}

/** What identifies a mutant whatever lines are added above it. */
export interface MutantText {
  readonly file: string;
  /** Name of the top-level declaration that the mutant is in. */
  readonly in: string;
  /** The first mutated line, trimmed. */
  readonly line: string;
  readonly mutator: string;
  /** Mutated source, white space collapsed. */
  readonly original: string;
  readonly replacement: string;
}

/** A listed survivor: its identity, and why it stays. */
export interface Survivor extends MutantText {
  readonly reason: string;
}

interface Group {
  readonly reason: string;
  readonly mutants: readonly MutantText[];
}

/** The committed list, which groups mutants that stay for one reason. */
export function readSurvivors(): readonly Survivor[] {
  const groups = JSON.parse(readFileSync(join(root, LIST), 'utf8')) as readonly Group[];
  return groups.flatMap(({ reason, mutants }) => mutants.map((one) => ({ ...one, reason })));
}

/** Describes a mutant by text instead of by place. */
export function textOf(file: string, source: string, mutant: Mutant): MutantText {
  const { start, end } = mutant.location;
  const lines = source.split('\n');
  const cut = lines.slice(start.line - 1, end.line);
  cut[cut.length - 1] = cut.at(-1)!.slice(0, end.column - 1);
  cut[0] = cut[0]!.slice(start.column - 1);
  return {
    file,
    in: declarationAt(lines, start.line),
    line: lines[start.line - 1]!.trim(),
    mutator: mutant.mutatorName,
    original: collapsed(cut.join('\n')),
    replacement: collapsed(mutant.replacement),
  };
}

/** The key under which a mutant and its entry in the list meet. */
export function keyOf(text: MutantText): string {
  const { file, line, mutator, original, replacement } = text;
  return [file, text.in, line, mutator, original, replacement].join('\u0000');
}

/** Entries whose file, declaration or line is no longer in the source. */
export function lostSurvivors(
  listed: readonly Survivor[],
  read: (file: string) => string | undefined,
): readonly string[] {
  return listed.flatMap((entry) => {
    const source = read(entry.file);
    if (source === undefined) return [`${entry.file}: expected a file, found none`];
    const lines = source.split('\n');
    const isThere = lines.some(
      (line, index) =>
        line.trim() === entry.line &&
        declarationAt(lines, index + 1) === entry.in &&
        collapsed(lines.slice(index).join('\n')).includes(entry.original),
    );
    if (isThere) return [];
    return [`${entry.file}: expected \`${entry.line}\` in ${entry.in || 'the file'}, found none`];
  });
}

const declaration =
  /^(?:export )?(?:async )?(?:const|let|function|class|interface|type) ([A-Za-z_$][\w$]*)/;

/** Name of the top-level declaration that holds a line (from 1); empty above the first. */
function declarationAt(lines: readonly string[], line: number): string {
  for (let index = line - 1; index >= 0; index -= 1) {
    const name = declaration.exec(lines[index]!)?.[1];
    if (name !== undefined) return name;
  }
  return '';
}

function collapsed(text: string): string {
  return text.replaceAll(/\s+/g, ' ').trim();
}
