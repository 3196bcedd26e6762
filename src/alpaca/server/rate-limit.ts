import { MINUTE } from '../../core/time.ts';
import type { WorldClock } from '../../core/world.ts';

/** Rate limit state of a caller after one more request. */
export interface RateVerdict {
  readonly allowed: boolean;
  /** The three `x-ratelimit-*` headers of every response. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts requests in fixed windows of a minute, as Alpaca's `X-RateLimit-Reset` suggests. */
export interface RateLimit {
  /** Counts one request; a refused one is not counted again. */
  take(): RateVerdict;
}

/** Creates a limit of `perMinute` requests; windows run on the monotonic clock. */
export function createRateLimit(clock: WorldClock, perMinute: number): RateLimit {
  let begun = Number.NEGATIVE_INFINITY;
  let used = 0;
  return {
    take() {
      const passed = clock.monotonic() - begun;
      if (passed >= MINUTE) {
        // Windows start with the wall clock's minutes, as far as that clock can be trusted.
        const into = Number.isFinite(passed) ? passed % MINUTE : clock.now() % MINUTE;
        begun = clock.monotonic() - into;
        used = 0;
      }
      const allowed = used < perMinute;
      if (allowed) used += 1;
      const left = begun + MINUTE - clock.monotonic();
      return {
        allowed,
        headers: {
          'x-ratelimit-limit': String(perMinute),
          'x-ratelimit-remaining': String(perMinute - used),
          'x-ratelimit-reset': String(Math.round((clock.now() + left) / 1_000)),
        },
      };
    },
  };
}
