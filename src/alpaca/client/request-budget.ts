import type { WorldClock } from '../../core/world.ts';

/** Priority when the budget is short: cancels and lookups of unknown orders are urgent. */
export type Priority = 'normal' | 'urgent';

/** Request budget for any 60 seconds. */
export interface RequestBudget {
  /** Resolves when a request may be sent, and counts it; rejects with the signal's reason. */
  take(priority: Priority, signal?: AbortSignal): Promise<void>;
  /** Pauses normal requests for a while, after the broker reported its rate limit. */
  rest(ms: number): void;
}

const WINDOW_MS = 60_000;
/** Share of the budget reserved for urgent requests. */
const RESERVED = 0.25;
/** Time after which a wait is checked again, in case the world's clock is coarse. */
const LEAST_WAIT_MS = 5;

/**
 * Creates a budget over a sliding minute: no 60 seconds contain more requests, for any pattern of
 * calls.
 *
 * @param perMinute the whole budget; a quarter of it is reserved for urgent requests
 */
export function createRequestBudget(clock: WorldClock, perMinute: number): RequestBudget {
  // Send times of the last minute's requests, oldest first.
  const left: number[] = [];
  let restUntil = 0;
  const normal = Math.max(1, Math.floor(perMinute * (1 - RESERVED)));

  /** Returns how long until a request may be sent; 0 for now. */
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
