import type { WorldRandom } from '../../core/world.ts';

/** How waits between attempts grow. */
export interface BackoffOptions {
  readonly firstMs: number;
  readonly maxMs: number;
}

/**
 * How long to wait before another attempt: doubling, at most `maxMs`, 20 % up or down by chance.
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
