import type { WorldClock } from '../../core/world.ts';

/** Who waits when the budget is short: cancels and questions about unknown orders never first. */
export type Priority = 'normal' | 'urgent';

/** How many requests may leave within any minute. */
export interface RequestBudget {
  /** Resolves when a request may leave, and counts it; rejects with the signal's reason. */
  take(priority: Priority, signal?: AbortSignal): Promise<void>;
  /** Lets normal requests rest for a while, because the broker said that its limit is reached. */
  rest(ms: number): void;
}

const WINDOW_MS = 60_000;
/** The share of the budget that only urgent requests may use. */
const RESERVED = 0.25;
/** A wait is looked at again after this long, in case the world's clock is coarse. */
const LEAST_WAIT_MS = 5;

/**
 * A budget over a sliding minute: whatever the pattern of calls, no 60 seconds see more of them.
 *
 * @param perMinute the whole budget; a quarter of it is kept for urgent requests
 */
export function createRequestBudget(clock: WorldClock, perMinute: number): RequestBudget {
  // When each request of the last minute left, oldest first.
  const left: number[] = [];
  let restUntil = 0;
  const normal = Math.max(1, Math.floor(perMinute * (1 - RESERVED)));

  /** How long until a request may leave; 0 for now. */
  const wait = (priority: Priority): number => {
    const now = clock.monotonic();
    while (left.length > 0 && (left[0] ?? now) <= now - WINDOW_MS) left.shift();
    const limit = priority === 'urgent' ? perMinute : normal;
    const resting = priority === 'urgent' ? 0 : restUntil - now;
    const oldest = left[left.length - limit];
    const full = oldest === undefined ? 0 : oldest + WINDOW_MS - now;
    return Math.max(0, resting, full);
  };
  return {
    async take(priority, signal) {
      for (;;) {
        const ms = wait(priority);
        if (ms <= 0) break;
        await clock.sleep(Math.max(ms, LEAST_WAIT_MS), signal);
      }
      left.push(clock.monotonic());
    },
    rest(ms) {
      restUntil = Math.max(restUntil, clock.monotonic() + Math.min(ms, WINDOW_MS));
    },
  };
}
