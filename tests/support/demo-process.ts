import { execFileSync } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { type Child, follow } from './child.ts';

/** Demonstration in its own process, as a new user starts it. */
export interface DemoProcess {
  readonly url: string;
  /** One-time link that it printed. */
  readonly link: string;
  /** Stops its clock: nothing is answered until it is resumed. */
  pause(): void;
  resume(): void;
  stop(): Promise<void>;
}

const root = fileURLToPath(new URL('../..', import.meta.url));

/** Builds the page if its sources are newer, and starts `quipu demo` on a free port. */
export async function startDemoProcess(
  dataDir: string,
  options: { readonly speed?: number; readonly seed?: number } = {},
): Promise<DemoProcess> {
  const { speed = 60, seed = 7 } = options;
  execFileSync(process.execPath, ['scripts/build-dashboard.mjs', '--if-stale'], { cwd: root });
  const words = '--conditions=quipu-src bin/quipu.cjs demo --no-open --port 0'.split(' ');
  const args = [...words, '--data-dir', dataDir, '--speed', `${speed}`, '--seed', `${seed}`];
  const child = follow(process.execPath, args, { cwd: root });
  const link = linkIn(await child.line((line) => line.includes('#code=')));
  return {
    url: new URL(link).origin,
    link,
    pause: () => void child.process.kill('SIGSTOP'),
    resume: () => void child.process.kill('SIGCONT'),
    stop: () => stopChild(child),
  };
}

function linkIn(text: string): string {
  const found = /http:\/\/[\d.:]+\/#code=\w+/.exec(text)?.[0];
  if (found === undefined) throw new Error(`Expected a one-time link, found: ${text}`);
  return found;
}

async function stopChild(child: Child): Promise<void> {
  child.process.kill('SIGTERM');
  await child.ended;
}
