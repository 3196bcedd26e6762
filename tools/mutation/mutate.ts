import { parseArgs } from 'node:util';
import { productSources } from '../../tests/tidy/source.ts';
import { type MutatedRoom, mutatedRooms } from './rooms.ts';
import { sampleOf } from './sample.ts';
import { type Room, scoreOf, table } from './score.ts';
import { installStryker, runStryker, savedOutcome } from './stryker.ts';
import { LIST, readSurvivors, type Survivor } from './survivors.ts';

const USAGE = `npm run mutate -- [room …] [options]

Changes the code of a room in small ways and runs its tests against each change. A change that no
test notices is a survivor: write the test, or list it with a reason in ${LIST}.

  --minutes N      stop after N minutes; the same command continues
  --fresh          forget earlier results, for instance after a change in a helper of the tests
  --sample         one line in a hundred of every room, in one short run
  --concurrency N  test processes at a time (2)
  --saved          run nothing, print what earlier runs found
  --propose        print unlisted survivors as entries for the list
`;

/** Lowest score of a room, in percent. */
const GOAL = 90;

const { values, positionals } = parseArgs({
  allowPositionals: true,
  options: {
    minutes: { type: 'string' },
    concurrency: { type: 'string', default: '2' },
    fresh: { type: 'boolean', default: false },
    sample: { type: 'boolean', default: false },
    saved: { type: 'boolean', default: false },
    propose: { type: 'boolean', default: false },
    help: { type: 'boolean', default: false },
  },
});

const endsAt = values.minutes === undefined ? undefined : Date.now() + minutes(values.minutes);

if (values.help) process.stdout.write(USAGE);
else process.exitCode = await main();

async function main(): Promise<number> {
  const rooms = chosen(mutatedRooms());
  const listed = readSurvivors();
  if (!values.saved) installStryker();
  const scored: Room[] = [];
  if (values.sample) {
    const merged = sampled(rooms);
    scored.push(await score(merged, sampleFiles(rooms), listed));
  } else {
    for (const room of rooms) {
      if (endsAt !== undefined && Date.now() >= endsAt) break;
      scored.push(await score(room, room.files, listed));
    }
  }
  return print(scored, rooms);
}

async function score(
  room: MutatedRoom,
  mutate: readonly string[],
  listed: readonly Survivor[],
): Promise<Room> {
  if (values.saved) return scoreOf(room, savedOutcome(room.name), listed);
  const outcome = await runStryker({
    name: room.name,
    mutate,
    tests: room.tests,
    concurrency: Number(values.concurrency),
    limitMs: endsAt === undefined ? undefined : Math.max(endsAt - Date.now(), 1),
    isFresh: values.fresh,
  });
  return scoreOf(room, outcome, listed);
}

function sampled(rooms: readonly MutatedRoom[]): MutatedRoom {
  return {
    name: 'sample',
    files: rooms.flatMap(({ files }) => files),
    tests: rooms.flatMap(({ tests }) => tests),
  };
}

function sampleFiles(rooms: readonly MutatedRoom[]): readonly string[] {
  const paths = new Set(rooms.flatMap(({ files }) => files));
  return sampleOf(productSources().filter(({ path }) => paths.has(path)));
}

function print(scored: readonly Room[], rooms: readonly MutatedRoom[]): number {
  const isSample = values.sample;
  process.stdout.write(`\nScore per room\n${table(scored)}\n`);
  let faults = 0;
  for (const { name, unlisted, revived, isWhole, percent } of scored) {
    for (const one of unlisted) process.stdout.write(values.propose ? one.entry : one.text);
    for (const one of revived) {
      process.stdout.write(`${one.file}: \`${one.original}\` is killed now; take it off ${LIST}\n`);
    }
    const isLow = isWhole && !isSample && percent < GOAL;
    if (isLow) process.stdout.write(`${name}: expected at least ${GOAL}%\n`);
    faults += unlisted.length + (isLow ? 1 : 0);
  }
  const open = isSample ? [] : rooms.filter(({ name }) => !isDone(scored, name));
  if (scored.some(({ isWhole }) => !isWhole) || open.length > 0) {
    process.stdout.write('Not finished: the same command continues where this one stopped.\n');
    return 1;
  }
  return faults === 0 ? 0 : 1;
}

function isDone(scored: readonly Room[], name: string): boolean {
  return scored.some((one) => one.name === name && one.isWhole);
}

function chosen(rooms: readonly MutatedRoom[]): readonly MutatedRoom[] {
  for (const name of positionals) {
    if (rooms.some((room) => room.name === name)) continue;
    const names = rooms.map((room) => room.name).join(', ');
    throw new Error(`Expected one of ${names}, found "${name}".`);
  }
  return positionals.length === 0 ? rooms : rooms.filter(({ name }) => positionals.includes(name));
}

function minutes(text: string): number {
  const number = Number(text);
  if (!(number > 0)) throw new Error(`--minutes: expected a number above 0, found "${text}".`);
  return number * 60_000;
}
