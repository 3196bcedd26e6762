import { posix } from 'node:path';
import { engineCore } from '../../tests/tidy/engine-core.ts';
import { roomOf } from '../../tests/tidy/floors.ts';
import { productSources, readSources, type SourceFile } from '../../tests/tidy/source.ts';

/** A part of the product whose tests are themselves tested by mutation. */
export interface MutatedRoom {
  readonly name: string;
  /** Paths of the files that are mutated, from the root. */
  readonly files: readonly string[];
  /** Paths of the tests that have to notice. */
  readonly tests: readonly string[];
}

/** Where authentication lives: names of files in a folder, or anywhere below it. */
const authentication: Readonly<Record<string, readonly string[]>> = {
  'src/app/access/': ['authorize.ts', 'sessions.ts', 'token-files.ts', 'tokens.ts'],
  'src/app/operation/': ['principal.ts'],
  'src/surfaces/rest/': ['browser-session.ts', 'identify.ts'],
  'src/alpaca/server/': ['auth.ts'],
};

/** The tests of authentication, by name, and the rooms that they are in. */
const authenticationTests =
  /\/(access|authorize|sessions|token-files|tokens|identify|auth)\.test\.ts$/;
const authenticationRooms = ['app', 'surfaces', 'alpaca'];

/** Tests outside the engine that drive all of it through whole runs, in less than a second. */
const engineRuns = ['src/research/run.test.ts', 'tests/golden/backtest-oracle.test.ts'];

/** Every room, in the order of the imports. */
export function mutatedRooms(): readonly MutatedRoom[] {
  const sources = productSources();
  const tests = readSources('src', /\.test\.ts$/).map(({ path }) => path);
  const whole = (name: string): MutatedRoom => ({
    name,
    files: sources.filter(({ path }) => roomOf(path) === name).map(({ path }) => path),
    tests: tests.filter((path) => roomOf(path) === name),
  });
  return [
    whole('orders'),
    whole('ledger'),
    whole('risk'),
    {
      name: 'engine',
      files: engineCore(sources).map(({ path }) => path),
      tests: [...tests.filter((path) => roomOf(path) === 'engine'), ...engineRuns],
    },
    {
      name: 'authentication',
      files: sources.filter(isAuthentication).map(({ path }) => path),
      tests: tests.filter(
        (path) =>
          authenticationTests.test(path) && authenticationRooms.includes(roomOf(path) ?? ''),
      ),
    },
  ];
}

function isAuthentication({ path }: SourceFile): boolean {
  const folder = folderOf(path);
  return folder !== undefined && authentication[folder]!.includes(posix.basename(path));
}

function folderOf(path: string): string | undefined {
  return Object.keys(authentication).find((folder) => path.startsWith(folder));
}

/** Names of authentication files that no file has, as after a rename. */
export function lostAuthentication(): readonly string[] {
  const paths = productSources().map(({ path }) => path);
  return Object.entries(authentication).flatMap(([folder, names]) =>
    names
      .filter((name) => !paths.some((path) => path.startsWith(folder) && path.endsWith(`/${name}`)))
      .map((name) => `${folder}**/${name}`),
  );
}
