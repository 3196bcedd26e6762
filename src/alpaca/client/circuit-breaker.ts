import type { WorldClock } from '../../core/world.ts';
import { alpacaError } from '../errors.ts';

/**
 * Circuit breaker: stops requests to a server that does not respond, and probes it periodically.
 */
export interface CircuitBreaker {
  /** @throws QuipuError `alpaca.circuit_open` while the breaker is open */
  check(): void;
  succeeded(): void;
  failed(): void;
}

/** Threshold and rest times of a circuit breaker. */
export interface BreakerOptions {
  /** Consecutive failures that open it; 5 by default. */
  readonly failures?: number;
  /** First rest time; doubles after every failed probe, up to `restMsMax`. */
  readonly restMs?: number;
  readonly restMsMax?: number;
}

/** Creates a closed breaker on the world's clock. */
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
        // One probe goes through; other requests wait for its result.
        openUntil = now + rest;
        return;
      }
      throw alpacaError(
        'alpaca.circuit_open',
        `Expected Alpaca to respond, found ${inARow} failures in a row; next attempt in ${ms} ms.`,
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
