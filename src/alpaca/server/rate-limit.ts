import { MINUTE } from '../../core/time.ts';
import type { WorldClock } from '../../core/world.ts';

/** Where a caller stands after one more request. */
export interface RateVerdict {
  readonly allowed: boolean;
  /** The three `x-ratelimit-*` headers that every answer carries. */
  readonly headers: Readonly<Record<string, string>>;
}

/** Counts requests in fixed windows of a minute, as Alpaca's `X-RateLimit-Reset` suggests. */
export interface RateLimit {
  /** Counts one request; a refused one is not counted again. */
  take(): RateVerdict;
}

/** A limit of `perMinute` requests on the world's clock. */
export function createRateLimit(clock: WorldClock, perMinute: number): RateLimit {
  let window = -1;
  let used = 0;
  return {
    take() {
      const current = Math.floor(clock.now() / MINUTE);
      if (current !== window) {
        window = current;
        used = 0;
      }
      const allowed = used < perMinute;
      if (allowed) used += 1;
      return {
        allowed,
        headers: {
          'x-ratelimit-limit': String(perMinute),
          'x-ratelimit-remaining': String(perMinute - used),
          'x-ratelimit-reset': String((window + 1) * 60),
        },
      };
    },
  };
}
