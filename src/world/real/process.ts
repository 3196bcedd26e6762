import process from 'node:process';

import type { WorldProcess } from '../../core/world.ts';
import { errnoOf } from '../errors.ts';

function alive(pid: number): boolean {
  try {
    // Signal 0 asks only whether the process is there.
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return errnoOf(error) === 'EPERM';
  }
}

function onStop(run: (signal: string) => void): void {
  const signals = ['SIGINT', 'SIGTERM'] as const;
  const stop = (signal: string): void => {
    // A second signal meets the platform's default and ends a process that does not stop by itself.
    for (const name of signals) process.off(name, stop);
    run(signal);
  };
  for (const name of signals) process.on(name, stop);
}

/** The process that this program runs in. */
export function createRealProcess(): WorldProcess {
  return {
    pid: process.pid,
    env: Object.freeze({ ...process.env }),
    cwd: process.cwd(),
    alive,
    onStop,
  };
}
