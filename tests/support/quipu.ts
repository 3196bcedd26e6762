import { spawnSync, type SpawnOptions } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { onTestFinished } from 'vitest';
import { type Child, follow } from './child.ts';

const LAUNCHER = fileURLToPath(new URL('../../bin/quipu.cjs', import.meta.url));
const PROJECT = fileURLToPath(new URL('../..', import.meta.url));

/** Command that runs Quipu from source; arguments are appended. */
export const QUIPU: readonly [string, ...string[]] = [
  process.execPath,
  '--conditions=quipu-src',
  LAUNCHER,
];

/**
 * Environment of every Quipu in tests: compiled sources are cached, because tests start it a
 * hundred times.
 */
const QUIPU_ENV: Readonly<Record<string, string>> = {
  NODE_COMPILE_CACHE: `${PROJECT}node_modules/.cache/quipu-tests`,
  CI: 'true',
};

/** Quipu process that runs until it is stopped. */
export interface QuipuProcess extends Child {
  /** Its standard error so far. */
  readonly said: () => string;
  /** Kills it with `kill -9` and waits for its exit; does nothing when it has exited. */
  kill(): Promise<void>;
  /** Requests a stop; resolves with its exit code. */
  stop(): Promise<number | null>;
}

/** Start options of a process, including whether it outlives the test that starts it. */
export type QuipuOptions = SpawnOptions & { readonly outlives?: boolean };

/** Starts `quipu WORDS`; it is killed when the test has finished in any way. */
export function startQuipu(words: readonly string[], options: QuipuOptions = {}): QuipuProcess {
  const [command, ...flags] = QUIPU;
  return followQuipu(command, [...flags, ...words], options);
}

/** Starts a command that becomes Quipu, such as a shell that sets a limit first. */
export function followQuipu(
  command: string,
  args: readonly string[],
  { outlives = false, ...options }: QuipuOptions = {},
): QuipuProcess {
  const child = follow(command, args, {
    stdio: ['pipe', 'pipe', 'pipe'],
    ...options,
    env: { ...process.env, ...QUIPU_ENV, ...options.env },
  });
  let text = '';
  child.process.stderr?.on('data', (chunk: Buffer) => (text += chunk.toString()));
  let isGone = false;
  void child.ended.finally(() => (isGone = true));
  const send = (signal: NodeJS.Signals): void => void (isGone || child.process.kill(signal));
  if (!outlives) onTestFinished(() => send('SIGKILL'));
  return {
    ...child,
    said: () => text,
    async kill() {
      send('SIGKILL');
      await child.ended;
    },
    stop() {
      send('SIGTERM');
      return child.ended;
    },
  };
}

/** Result of a finished command. */
export interface Outcome {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

/** Folder, user and input of a command. */
export interface RunOptions {
  readonly cwd?: string;
  readonly uid?: number;
  readonly gid?: number;
  readonly input?: string;
}

/** Runs `quipu WORDS` to its end. */
export function runQuipu(words: readonly string[], options: RunOptions = {}): Outcome {
  const [command, ...flags] = QUIPU;
  const { status, stdout, stderr } = spawnSync(command, [...flags, ...words], {
    input: '',
    ...options,
    env: { ...process.env, ...QUIPU_ENV },
    encoding: 'utf8',
    timeout: 60_000,
    killSignal: 'SIGKILL',
  });
  return { code: status, out: stdout, err: stderr };
}

/** Calls the server of a data folder as its owner; the body is read as JSON. */
export async function askServer(
  dataDir: string,
  line: string,
  body?: unknown,
): Promise<{ readonly status: number; readonly body: Record<string, unknown> }> {
  const [method = '', path = ''] = line.split(' ');
  const { url } = JSON.parse(readFileSync(`${dataDir}/run.json`, 'utf8')) as { url: string };
  const token = readFileSync(`${dataDir}/owner.token`, 'utf8').trim();
  const response = await fetch(`${url}${path}`, {
    method,
    headers: {
      authorization: `Bearer ${token}`,
      'content-type': 'application/json',
      'idempotency-key': crypto.randomUUID(),
    },
    ...(body === undefined ? {} : { body: JSON.stringify(body) }),
  });
  return { status: response.status, body: (await response.json()) as Record<string, unknown> };
}
