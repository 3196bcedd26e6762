import type { RangeColumns } from './atr.ts';
import { fillWarmUp, sumOf } from './segments.ts';
import { compiledStochastic } from './stochastic-compiled.ts';

/** Rows worked on at a time: what five scratch columns leave room for in the nearest cache. */
const BLOCK = 1024;

/** Window lengths in rows. */
export interface StochasticPeriods {
  readonly period: number;
  readonly slowing: number;
  readonly smoothing: number;
}

/** The greater of two, without a branch; exact where they are within a factor of two. */
function greater(a: number, b: number): number {
  const rise = b - a;
  return a + (rise + Math.abs(rise)) * 0.5;
}

/** The lesser of two, likewise. */
function lesser(a: number, b: number): number {
  const fall = a - b;
  return a - (fall + Math.abs(fall)) * 0.5;
}

/** The extremes of the windows of a block, and the columns they are taken from. */
interface Block {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly tops: Float64Array;
  readonly bottoms: Float64Array;
  readonly raw: Float64Array;
}

/** Extremes of windows of four rows, straight from the columns, pairs carried along. */
function fours({ high, low, tops, bottoms }: Block, start: number, length: number): void {
  let h = high[start + 2]!;
  let l = low[start + 2]!;
  let top0 = greater(high[start]!, high[start + 1]!);
  let top1 = greater(high[start + 1]!, h);
  let bottom0 = lesser(low[start]!, low[start + 1]!);
  let bottom1 = lesser(low[start + 1]!, l);
  for (let i = 0, j = start + 3; i < length; i += 1, j += 1) {
    const nextHigh = high[j]!;
    const nextLow = low[j]!;
    const top2 = greater(h, nextHigh);
    const bottom2 = lesser(l, nextLow);
    tops[i] = greater(top0, top2);
    bottoms[i] = lesser(bottom0, bottom2);
    top0 = top1;
    top1 = top2;
    bottom0 = bottom1;
    bottom1 = bottom2;
    h = nextHigh;
    l = nextLow;
  }
}

/**
 * Extremes of windows of the greatest power of two that is not above `period`; returns that width.
 *
 * By doubling: the extreme of two neighboring windows is that of a window twice as long.
 */
function extremes(block: Block, rows: number, period: number, start: number): number {
  const { high, low, tops, bottoms } = block;
  let length = rows + period - 1;
  let width = 1;
  if (period >= 4) {
    length -= 3;
    width = 4;
    fours(block, start, length);
  } else {
    tops.set(high.subarray(start, start + length));
    bottoms.set(low.subarray(start, start + length));
  }
  for (; 2 * width <= period; width *= 2) {
    length -= width;
    for (let i = 0, j = width; i < length; i += 1, j += 1) {
      tops[i] = greater(tops[i]!, tops[j]!);
      bottoms[i] = lesser(bottoms[i]!, bottoms[j]!);
    }
  }
  return width;
}

/**
 * Where each close stands in its window, 0 to 100; two overlapping windows of `width` make one of
 * `width + shift`.
 *
 * @returns false where a value is missing or not finite, or prices of a window differ by a factor
 * of two, so that the extremes may not be exact
 */
function positions(block: Block, first: number, rows: number, shift: number): boolean {
  const { close, tops, bottoms, raw } = block;
  let total = 0;
  let exact = true;
  for (let i = 0, j = shift, k = first; i < rows; i += 1, j += 1, k += 1) {
    const bottom = lesser(bottoms[i]!, bottoms[j]!);
    const top = greater(tops[i]!, tops[j]!);
    const price = close[k]!;
    const span = top - bottom;
    if (!(top <= 2 * bottom)) exact = false;
    const value = span === 0 ? 0 : (100 * (price - bottom)) / span;
    raw[i] = value;
    // A missing close shows in the sum even where the range is nothing.
    total += value + price;
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
  const { period, slowing, smoothing } = periods;
  const n = columns.high.length;
  const lookback = period + slowing + smoothing - 3;
  const [k, d] = outputs as readonly [Float64Array, Float64Array];
  if (n <= lookback) {
    fillWarmUp(k, n);
    fillWarmUp(d, n);
    return true;
  }
  // Closes before the first window is full enter nothing; a hole there must not go unseen.
  if (!Number.isFinite(sumOf(columns.close, 0, period - 1))) return false;
  const extra = slowing + smoothing - 2;
  const scratch = (length: number): Float64Array => new Float64Array(length);
  const block: Block = {
    ...columns,
    tops: scratch(BLOCK + extra + period),
    bottoms: scratch(BLOCK + extra + period),
    raw: scratch(BLOCK + extra),
  };
  const slow = scratch(BLOCK + smoothing);
  const threes = slowing === 3 && smoothing === 3;
  const first = threes ? compiledStochastic(columns, outputs, period) : lookback;
  if (first === undefined) return false;
  for (let from = first; from < n; from += BLOCK) {
    const rows = Math.min(BLOCK, n - from);
    const start = from - lookback;
    const width = extremes(block, rows + extra, period, start);
    if (!positions(block, start + period - 1, rows + extra, period - width)) return false;
    average(block.raw, slow, rows + smoothing - 1, slowing);
    k.set(slow.subarray(smoothing - 1, smoothing - 1 + rows), from);
    average(slow, block.raw, rows, smoothing);
    d.set(block.raw.subarray(0, rows), from);
  }
  fillWarmUp(k, lookback);
  fillWarmUp(d, lookback);
  return true;
}

/** Simple averages of `period` values; `from` holds period - 1 values more than `to` gets. */
function average(from: Float64Array, to: Float64Array, rows: number, period: number): void {
  const scale = 1 / period;
  if (period === 3) {
    let first = from[0]!;
    let second = from[1]!;
    for (let i = 0; i < rows; i += 1) {
      const third = from[i + 2]!;
      to[i] = (first + second + third) * scale;
      first = second;
      second = third;
    }
    return;
  }
  let sum = 0;
  for (let i = 0; i < period - 1; i += 1) sum += from[i]!;
  for (let i = 0; i < rows; i += 1) {
    sum += from[i + period - 1]!;
    to[i] = sum * scale;
    sum -= from[i]!;
  }
}
