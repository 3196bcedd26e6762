import type { WorldClock } from '../../core/world.ts';
import { alpacaError } from '../errors.ts';

/** Stops asking a server that does not answer, and tries it again now and then. */
export interface CircuitBreaker {
  /** @throws QuipuError `alpaca.circuit_open` while requests rest */
  check(): void;
  succeeded(): void;
  failed(): void;
}

/** When it opens, and how long it rests. */
export interface BreakerOptions {
  /** Failures in a row that open it; 5 by default. */
  readonly failures?: number;
  /** First rest; doubled by every failed trial up to `restMsMax`. */
  readonly restMs?: number;
  readonly restMsMax?: number;
}

/** A breaker that is closed, on the world's clock. */
export function createCircuitBreaker(
  clock: WorldClock,
  { failures = 5, restMs = 5_000, restMsMax = 60_000 }: BreakerOptions = {},
): CircuitBreaker {
  let inARow = 0;
  let rest = restMs;
  let openUntil: number | undefined;
  return {
    check() {
      if (openUntil === undefined) return;
      const now = clock.monotonic();
      const ms = Math.ceil(openUntil - now);
      if (ms <= 0) {
        // One trial may pass; others wait for what becomes of it.
        openUntil = now + rest;
        return;
      }
      throw alpacaError(
        'alpaca.circuit_open',
        `Expected Alpaca to answer, found ${inARow} failures in a row; next trial in ${ms} ms.`,
        { retry: 'safe', facts: { retry_after_ms: ms } },
      );
    },
    succeeded() {
      inARow = 0;
      rest = restMs;
      openUntil = undefined;
    },
    failed() {
      inARow += 1;
      if (inARow < failures) return;
      if (openUntil !== undefined) rest = Math.min(rest * 2, restMsMax);
      openUntil = clock.monotonic() + rest;
    },
  };
}
