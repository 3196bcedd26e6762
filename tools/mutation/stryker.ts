import { spawn, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { root } from '../../tests/tidy/source.ts';
import type { Mutant } from './survivors.ts';
import { TESTS_VARIABLE } from './variable.ts';

const home = join(root, 'tools/mutation');
const state = join(root, '.mutation');
const installed = join(home, 'node_modules/.package-lock.json');
const command = join(home, 'node_modules/@stryker-mutator/core/bin/stryker.js');

/** A run of Stryker over some files. */
export interface Run {
  /** Names the saved state, so that the next run of the same name continues it. */
  readonly name: string;
  /** Files or line ranges to mutate, in Stryker's form. */
  readonly mutate: readonly string[];
  readonly tests: readonly string[];
  readonly concurrency: number;
  /** Stops after so many milliseconds and saves what is done. */
  readonly limitMs: number | undefined;
  /** Throws away the saved state first. */
  readonly isFresh: boolean;
}

/** What a run found, by file. */
export interface Outcome {
  /** Whether every mutant was tried; if not, the same run continues it. */
  readonly isWhole: boolean;
  readonly files: Readonly<Record<string, MutatedFile>>;
}

/** A mutated file as it was when it was mutated, and what became of each mutant. */
export interface MutatedFile {
  readonly source: string;
  readonly mutants: readonly Mutant[];
}

/** Installs Stryker from its own lock file unless it is there already. */
export function installStryker(): void {
  const lock = join(home, 'package-lock.json');
  if (existsSync(installed) && statSync(installed).mtimeMs >= statSync(lock).mtimeMs) return;
  const npm = process.env['npm_execpath'];
  if (npm === undefined) {
    throw new Error('Expected npm to start this command, found no npm_execpath: npm run mutate.');
  }
  process.stdout.write('Installing Stryker in tools/mutation …\n');
  const { status } = spawnSync(process.execPath, [npm, 'ci', '--prefix', home], {
    cwd: home,
    stdio: 'inherit',
  });
  if (status !== 0) throw new Error(`npm ci in tools/mutation failed with status ${status}.`);
}

/** What earlier runs of that name found; empty when there were none. */
export function savedOutcome(name: string): Outcome {
  const result = join(state, `${name}.json`);
  if (!existsSync(result)) return { isWhole: false, files: {} };
  const { files } = JSON.parse(readFileSync(result, 'utf8')) as Pick<Outcome, 'files'>;
  return { isWhole: false, files };
}

/** Runs Stryker; what an earlier run of that name found is used where nothing changed. */
export async function runStryker(run: Run): Promise<Outcome> {
  mkdirSync(state, { recursive: true });
  const result = join(state, `${run.name}.json`);
  if (run.isFresh) rmSync(result, { force: true });
  forgetStatic(result);
  const before = existsSync(result) ? statSync(result).mtimeMs : 0;
  const settings = join(state, `${run.name}.settings.json`);
  writeFileSync(settings, JSON.stringify(settingsOf(run, result), null, 2));
  const { status, output } = await start(settings, run);
  const isWhole = status === 0;
  const isSaved = existsSync(result) && (isWhole || statSync(result).mtimeMs > before);
  if (!isSaved && !isWhole) throw new Error(`Stryker ended with ${status}:\n${output}`);
  return { ...savedOutcome(run.name), isWhole };
}

/**
 * Drops survivors at the top level of a module from the saved state. Stryker repeats a survivor
 * when a test that reaches it is new, and of these it does not know which tests reach them.
 */
function forgetStatic(result: string): void {
  if (!existsSync(result)) return;
  const saved = JSON.parse(readFileSync(result, 'utf8')) as Pick<Outcome, 'files'>;
  const files = Object.entries(saved.files).map(([path, file]) => {
    const mutants = file.mutants.filter(
      (one) => !(one.static === true && one.status === 'Survived'),
    );
    return [path, { ...file, mutants }] as const;
  });
  writeFileSync(result, JSON.stringify({ ...saved, files: Object.fromEntries(files) }, null, 2));
}

function settingsOf(run: Run, incrementalFile: string): Readonly<Record<string, unknown>> {
  return {
    testRunner: 'vitest',
    vitest: { related: false, configFile: 'tools/mutation/vitest.config.ts' },
    mutate: run.mutate,
    coverageAnalysis: 'perTest',
    concurrency: run.concurrency,
    incremental: true,
    incrementalFile,
    reporters: [],
    tempDirName: join(state, 'sandbox', run.name),
    ignorePatterns: ['.mutation', 'coverage', 'dist'],
    // Stryker reads a tsconfig through the API of an older TypeScript; a name that no file has
    // keeps it from trying.
    tsconfigFile: 'none.json',
  };
}

async function start(
  settings: string,
  { tests, limitMs }: Run,
): Promise<{ readonly status: number | null; readonly output: string }> {
  const env = { ...process.env, [TESTS_VARIABLE]: tests.join(',') };
  const child = spawn(process.execPath, [command, 'run', settings], { cwd: root, env });
  let output = '';
  const keep = (part: Buffer): void => {
    output = (output + part.toString()).slice(-4_000);
  };
  child.stdout.on('data', keep);
  child.stderr.on('data', keep);
  // Stryker saves the results that it has before it ends.
  const stop = (): boolean => child.kill('SIGINT');
  const timer = limitMs === undefined ? undefined : setTimeout(stop, limitMs);
  process.once('SIGINT', stop);
  process.once('SIGTERM', stop);
  const status = await new Promise<number | null>((resolve, reject) => {
    child.once('error', reject);
    child.once('close', resolve);
  });
  clearTimeout(timer);
  process.off('SIGINT', stop);
  process.off('SIGTERM', stop);
  return { status, output };
}
