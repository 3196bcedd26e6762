import process from 'node:process';

import type { WorldProcess } from '../../core/world.ts';
import { errnoOf } from '../errors.ts';

function alive(pid: number): boolean {
  try {
    // Signal 0 only checks whether the process exists.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

/** Environment variable with the parent process id; this process stops when the parent does. */
const PARENT = 'QUIPU_PARENT_PID';
const parentPid = Number(process.env[PARENT] ?? Number.NaN);
// It applies to this process only, not to its children.
delete process.env[PARENT];

/** Interval of the parent check, in milliseconds. */
const PARENT_EVERY_MS = 500;

/**
 * Calls `run` once the parent has exited, which no signal reports. Returns a function that stops
 * watching.
 */
function watchParent(run: () => void): () => void {
  if (Number.isNaN(parentPid)) return () => {};
  // On Windows the parent's id stays after its exit; elsewhere another process takes over.
  const isThere = (): boolean => process.ppid === parentPid && alive(parentPid);
  const timer = setInterval(() => isThere() || run(), PARENT_EVERY_MS);
  timer.unref();
  return () => clearInterval(timer);
}

function onStop(run: (signal: string) => void): void {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const stop = (signal: string): void => {
    // A second signal gets the platform's default, which ends a process that does not stop.
    for (const name of signals) process.off(name, stop);
    unwatch();
    run(signal);
  };
  for (const name of signals) process.on(name, stop);
  const unwatch = watchParent(() => stop('SIGTERM'));
}

/** Creates access to the process of this program. */
export function createRealProcess(): WorldProcess {
  return {
    pid: process.pid,
    env: Object.freeze({ ...process.env }),
    cwd: process.cwd(),
    alive,
    onStop,
  };
}
