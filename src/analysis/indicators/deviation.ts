/**
 * Sum and sum of squares of the last `period` values, measured from the first value of the series
 * so that squares of large prices do not drown their differences.
 */
export interface Deviation {
  readonly period: number;
  readonly ring: Float64Array;
  at: number;
  left: number;
  origin: number;
  sum: number;
  squares: number;
}

/** The moments of `period` values, before the first. */
export function createDeviation(period: number): Deviation {
  const ring = new Float64Array(period);
  return { period, ring, at: 0, left: period, origin: Number.NaN, sum: 0, squares: 0 };
}

/** Takes one value and returns the population variance, NaN before the `period`th value. */
export function nextVariance(state: Deviation, value: number): number {
  const { ring, period, at } = state;
  if (Number.isNaN(state.origin)) state.origin = value;
  const next = value - state.origin;
  const oldest = ring[at]!;
  ring[at] = next;
  state.at = at + 1 === period ? 0 : at + 1;
  const change = next - oldest;
  state.sum += change;
  state.squares += change * (next + oldest);
  if (state.left > 1) {
    state.left -= 1;
    return Number.NaN;
  }
  state.left = 0;
  const mean = state.sum / period;
  const variance = state.squares / period - mean * mean;
  return variance < ZERO_VARIANCE ? 0 : variance;
}

/** The mean of the values that the last variance was taken over. */
export function meanOf(state: Deviation): number {
  return state.origin + state.sum / state.period;
}

/** A variance below this counts as none (TA-Lib's bound). */
export const ZERO_VARIANCE = 1e-14;
