import { fillWarmUp, warmRows } from './segments.ts';

/** The columns that a true range is made of. */
export interface RangeColumns {
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
}

/** The true range of row i ≥ 1: half of the three distances' sum is the greatest of them. */
function rangeAt(h: number, l: number, previous: number): number {
  return (h - l + Math.abs(h - previous) + Math.abs(l - previous)) * 0.5;
}

/**
 * Average true ranges over whole columns, two stretches at a time.
 *
 * @returns false where a value is missing or not finite
 */
export function atrKernel(columns: RangeColumns, out: Float64Array, period: number): boolean {
  const { high, low, close } = columns;
  const n = high.length;
  fillWarmUp(out, period);
  if (n <= period) return true;
  const w = 1 / period;
  const c = 1 - w;
  const warm = warmRows(c);
  let v0 = 0;
  for (let i = 1; i <= period; i += 1) v0 += rangeAt(high[i]!, low[i]!, close[i - 1]!);
  v0 /= period;
  out[period] = v0;
  const start = period + 1;
  const half = n - start < 8 * warm ? 0 : (n - start) >> 1;
  let v1 = v0;
  for (let i = half === 0 ? start : start + half - warm; i < start + half; i += 1) {
    v1 = v1 * c + rangeAt(high[i]!, low[i]!, close[i - 1]!) * w;
  }
  let p0 = close[start - 1]!;
  let p1 = close[start + half - 1]!;
  for (let i = start, j = start + half; i < start + half; i += 1, j += 1) {
    v0 = v0 * c + rangeAt(high[i]!, low[i]!, p0) * w;
    v1 = v1 * c + rangeAt(high[j]!, low[j]!, p1) * w;
    p0 = close[i]!;
    p1 = close[j]!;
    out[i] = v0;
    out[j] = v1;
  }
  for (let i = start + 2 * half; i < n; i += 1) {
    v1 = v1 * c + rangeAt(high[i]!, low[i]!, p1) * w;
    p1 = close[i]!;
    out[i] = v1;
  }
  // The last close enters no range; a hole there must not pass for a value.
  return Number.isFinite(v0 + v1 + p1);
}
