import { fillWarmUp, sumOf, warmRows } from './segments.ts';

/**
 * Exponential averages over a whole column, seeded with a simple one, four stretches at a time.
 *
 * A stretch in the middle starts so far before its first row that its own start no longer shows.
 *
 * @returns false where a value is missing or not finite
 */
export function emaKernel(x: Float64Array, out: Float64Array, period: number): boolean {
  const n = x.length;
  fillWarmUp(out, period - 1);
  if (n < period) return true;
  const weight = 2 / (period + 1);
  const decay = 1 - weight;
  const warm = warmRows(decay);
  let v0 = sumOf(x, 0, period) / period;
  out[period - 1] = v0;
  const quarter = n - period < 8 * warm ? 0 : (n - period) >> 2;
  const start = period + 3 * quarter;
  let v1 = v0;
  let v2 = v0;
  let v3 = v0;
  for (let k = quarter === 0 ? 0 : warm; k > 0; k -= 1) {
    v1 = v1 * decay + x[period + quarter - k]! * weight;
    v2 = v2 * decay + x[period + 2 * quarter - k]! * weight;
    v3 = v3 * decay + x[start - k]! * weight;
  }
  for (let i = period; i < period + quarter; i += 1) {
    v0 = v0 * decay + x[i]! * weight;
    v1 = v1 * decay + x[i + quarter]! * weight;
    v2 = v2 * decay + x[i + 2 * quarter]! * weight;
    v3 = v3 * decay + x[i + 3 * quarter]! * weight;
    out[i] = v0;
    out[i + quarter] = v1;
    out[i + 2 * quarter] = v2;
    out[i + 3 * quarter] = v3;
  }
  for (let i = start + quarter; i < n; i += 1) out[i] = v3 = v3 * decay + x[i]! * weight;
  return Number.isFinite(v0 + v1 + v2 + v3);
}
