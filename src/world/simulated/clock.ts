import { assert } from '../../core/assert.ts';
import { later } from '../../core/time.ts';
import type { CancelTimer, WorldClock } from '../../core/world.ts';
import type { Kernel } from './kernel.ts';
import type { Owner } from './owner.ts';

/**
 * Creates the clock of one life of one program, on virtual time.
 *
 * @param wall how far the wall clock of its machine is ahead of the kernel's, which may change at
 *   any time; waits are not affected
 */
export function createSimulatedClock(
  kernel: Kernel,
  owner: Owner,
  wall: { readonly aheadMs: number } = { aheadMs: 0 },
): WorldClock {
  const timer = (ms: number, run: () => void): CancelTimer => {
    assert(!Number.isNaN(ms), 'a wait is a number of milliseconds');
    const payload = `${owner.name} ${Math.round(ms)}`;
    return kernel.after(Math.ceil(Math.max(0, ms)), { kind: 'timer', owner, payload, run });
  };
  return {
    now: () => later(kernel.now(), wall.aheadMs),
    monotonic: () => kernel.now() - kernel.startedAt,
    timer,
    sleep: (ms, signal) =>
      new Promise((resolve, reject) => {
        if (signal?.aborted === true) {
          reject(signal.reason as Error);
          return;
        }
        const abort = (): void => {
          cancel();
          reject(signal?.reason as Error);
        };
        const cancel = timer(ms, () => {
          signal?.removeEventListener('abort', abort);
          resolve();
        });
        signal?.addEventListener('abort', abort, { once: true });
      }),
  };
}
