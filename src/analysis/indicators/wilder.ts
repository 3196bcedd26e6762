/** Wilder's smoothing: a mean of `period` values, then a running one with weight 1 / period. */
export interface Wilder {
  readonly period: number;
  left: number;
  value: number;
}

/** A Wilder average before its first value. */
export function createWilder(period: number): Wilder {
  return { period, left: period, value: 0 };
}

/** Takes one value and returns the average, NaN before the `period`th value. */
export function nextWilder(state: Wilder, value: number): number {
  const { period } = state;
  if (state.left === 0) return (state.value = (state.value * (period - 1) + value) / period);
  state.value += value;
  state.left -= 1;
  return state.left === 0 ? (state.value /= period) : Number.NaN;
}
