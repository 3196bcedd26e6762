import { assert } from '../../core/assert.ts';
import { epochMs } from '../../core/time.ts';
import type { CancelTimer, WorldClock } from '../../core/world.ts';

// The platform stores a delay in 32 bits; a longer wait is split into several.
const DELAY_MS_MAX = 2_000_000_000;

function timer(ms: number, run: () => void): CancelTimer {
  assert(!Number.isNaN(ms), 'a wait is a number of milliseconds');
  if (ms === Number.POSITIVE_INFINITY) return () => {};
  const due = performance.now() + ms;
  let handle: NodeJS.Timeout;
  const arm = (left: number): void => {
    handle = setTimeout(
      () => {
        // The platform may fire a fraction of a millisecond early; a wait must never be shorter.
        const rest = due - performance.now();
        if (rest > 0) arm(rest);
        else run();
      },
      Math.min(Math.max(0, Math.ceil(left)), DELAY_MS_MAX),
    );
  };
  arm(ms);
  return () => clearTimeout(handle);
}

function sleep(ms: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve, reject) => {
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
  });
}

/** Creates the machine's clock. */
export function createRealClock(): WorldClock {
  return {
    now: () => epochMs(Date.now()),
    monotonic: () => performance.now(),
    sleep,
    timer,
  };
}
