import type { RangeColumns } from './atr.ts';
import { fillWarmUp } from './segments.ts';

/** Rows worked on at a time: what five scratch columns leave room for in the nearest cache. */
const BLOCK = 512;

/** Window lengths in rows. */
export interface StochasticPeriods {
  readonly period: number;
  readonly slowing: number;
  readonly smoothing: number;
}

/** Greatest of each pair; exact where a and b are within a factor of two, as prices are. */
function greater(a: number, b: number): number {
  const d = b - a;
  return a + (d + Math.abs(d)) * 0.5;
}

function lesser(a: number, b: number): number {
  const d = a - b;
  return a - (d + Math.abs(d)) * 0.5;
}

/**
 * Greatest highs and least lows of every window that ends in a block, by doubling: windows of 1, 2,
 * 4 … rows, and two overlapping ones for the rest.
 */
function extremes(tops: Float64Array, bottoms: Float64Array, rows: number, period: number): void {
  let width = 1;
  let length = rows + period - 1;
  while (2 * width <= period) {
    length -= width;
    for (let i = 0; i < length; i += 1) {
      tops[i] = greater(tops[i]!, tops[i + width]!);
      bottoms[i] = lesser(bottoms[i]!, bottoms[i + width]!);
    }
    width *= 2;
  }
  const shift = period - width;
  if (shift === 0) return;
  for (let i = 0; i < rows; i += 1) {
    tops[i] = greater(tops[i]!, tops[i + shift]!);
    bottoms[i] = lesser(bottoms[i]!, bottoms[i + shift]!);
  }
}

/**
 * Where each close stands in its window, 0 to 100.
 *
 * @returns false where a value is missing or not finite, or prices of a window differ by a factor
 * of two, so that `greater` and `lesser` may not be exact
 */
function positions(
  close: Float64Array,
  tops: Float64Array,
  bottoms: Float64Array,
  raw: Float64Array,
): boolean {
  const rows = close.length;
  let total = 0;
  let exact = true;
  for (let i = 0; i < rows; i += 1) {
    const bottom = bottoms[i]!;
    const top = tops[i]!;
    const span = top - bottom;
    if (!(top <= 2 * bottom)) exact = false;
    const value = span === 0 ? 0 : (100 * (close[i]! - bottom)) / span;
    raw[i] = value;
    // A missing close shows in the sum even where the range is nothing.
    total += value + close[i]!;
  }
  return exact && Number.isFinite(total);
}

/**
 * Slow stochastic %K and %D over whole columns.
 *
 * @returns false where a value is missing or not finite, or prices differ too widely for it
 */
export function stochasticKernel(
  columns: RangeColumns,
  outputs: readonly Float64Array[],
  periods: StochasticPeriods,
): boolean {
  const { high, low, close } = columns;
  const { period, slowing, smoothing } = periods;
  const n = high.length;
  const lookback = period + slowing + smoothing - 3;
  const [k, d] = outputs as readonly [Float64Array, Float64Array];
  if (n <= lookback) {
    fillWarmUp(k, n);
    fillWarmUp(d, n);
    return true;
  }
  const extra = slowing + smoothing - 2;
  const tops = new Float64Array(BLOCK + extra + period);
  const bottoms = new Float64Array(BLOCK + extra + period);
  const raw = new Float64Array(BLOCK + extra);
  const slow = new Float64Array(BLOCK + smoothing);
  for (let from = lookback; from < n; from += BLOCK) {
    const rows = Math.min(BLOCK, n - from);
    const start = from - lookback;
    tops.set(high.subarray(start, from + rows));
    bottoms.set(low.subarray(start, from + rows));
    extremes(tops, bottoms, rows + extra, period);
    const closes = close.subarray(start + period - 1, from + rows);
    if (!positions(closes, tops, bottoms, raw)) return false;
    average(raw, slow, rows + smoothing - 1, slowing);
    k.set(slow.subarray(smoothing - 1, smoothing - 1 + rows), from);
    average(slow, raw, rows, smoothing);
    d.set(raw.subarray(0, rows), from);
  }
  fillWarmUp(k, lookback);
  fillWarmUp(d, lookback);
  return true;
}

/** Simple averages of `period` values; `from` holds period − 1 values more than `to` gets. */
function average(from: Float64Array, to: Float64Array, rows: number, period: number): void {
  if (period === 3) {
    for (let i = 0; i < rows; i += 1) to[i] = (from[i]! + from[i + 1]! + from[i + 2]!) / 3;
    return;
  }
  let sum = 0;
  for (let i = 0; i < period - 1; i += 1) sum += from[i]!;
  for (let i = 0; i < rows; i += 1) {
    sum += from[i + period - 1]!;
    to[i] = sum / period;
    sum -= from[i]!;
  }
}
