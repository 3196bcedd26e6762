/**
 * Mean and squared distances from it of the last `period` values, measured from a value of the
 * window so that large prices do not drown their differences.
 */
export interface Deviation {
  readonly period: number;
  readonly ring: Float64Array;
  at: number;
  left: number;
  origin: number;
  /** Mean less origin. */
  mean: number;
  /** Sum of squared distances from the mean. */
  spread: number;
}

/**
 * A spread that drops below this fraction of its last value in one step is mostly rounding error.
 *
 * One bad tick of a thousand times the price swamps the squares of all other values of its window;
 * taking it out again would leave the rounding error of the values next to it.
 */
export const SWAMPED = 1e-2;

/** The moments of `period` values, before the first. */
export function createDeviation(period: number): Deviation {
  const ring = new Float64Array(period);
  const nan = Number.NaN;
  return { period, ring, at: 0, left: period - 1, origin: nan, mean: nan, spread: nan };
}

/**
 * Takes one value and returns the population variance, NaN before the `period`th value.
 *
 * @see Welford 1962, Technometrics 4(3), for a window that drops its oldest value
 */
export function nextVariance(state: Deviation, value: number): number {
  const { ring, period, at, origin, mean } = state;
  const oldest = ring[at]!;
  ring[at] = value;
  const next = at + 1 === period ? 0 : at + 1;
  state.at = next;
  if (state.left > 0) {
    state.left -= 1;
    return Number.NaN;
  }
  if (next === 0) measureFrom(state, value);
  else {
    const change = value - oldest;
    const moved = mean + change / period;
    const before = state.spread;
    const spread = before + change * (value - origin - moved + (oldest - origin - mean));
    state.spread = spread;
    state.mean = moved;
    if (spread < SWAMPED * before) measureFrom(state, value);
  }
  const variance = state.spread / period;
  return variance < leastVariance(state.mean) ? 0 : variance;
}

/**
 * Fresh moments from a near origin, once a window and where the spread fell far, so that no
 * rounding error outlives what it came with.
 */
function measureFrom(state: Deviation, origin: number): void {
  const { ring, period } = state;
  let sum = 0;
  for (let row = 0; row < period; row += 1) sum += ring[row]! - origin;
  const mean = sum / period;
  let spread = 0;
  for (let row = 0; row < period; row += 1) spread += (ring[row]! - origin - mean) ** 2;
  state.origin = origin;
  state.mean = mean;
  state.spread = spread;
}

/** The mean of the values that the last variance was taken over. */
export function meanOf(state: Deviation): number {
  return state.origin + state.mean;
}

/**
 * The variance below which there is none: 1e-14, TA-Lib's bound, and what rounding can leave when
 * the mean lies so far from the origin of the sums.
 */
export function leastVariance(mean: number): number {
  return 1e-14 * (1 + mean * mean);
}
