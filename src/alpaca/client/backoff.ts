import type { WorldRandom } from '../../core/world.ts';

/** Growth of the waits between attempts. */
export interface BackoffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * Returns the wait before another attempt: doubles up to `maxMs`, with 20% random jitter.
 *
 * @param attempt 0 after the first failure
 */
export function backoffMs(
  attempt: number,
  { firstMs, maxMs }: BackoffOptions,
  random: WorldRandom,
): number {
  const base = Math.min(maxMs, firstMs * 2 ** Math.min(attempt, 30));
  return Math.round(base * (0.8 + (0.4 * random.u32()) / 2 ** 32));
}
