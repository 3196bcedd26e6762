import { walkWindows } from '../../compiled/walk-lanes.ts';
import { CHUNK, fillWarmUp, sumOf } from './segments.ts';

/**
 * Simple averages over a whole column, four stretches at a time.
 *
 * @returns false where a value is missing or not finite; the output is then of no use
 */
export function smaKernel(x: Float64Array, out: Float64Array, period: number): boolean {
  const n = x.length;
  fillWarmUp(out, period - 1);
  if (n < period) return true;
  const chunk = Math.max(CHUNK, 8 * period);
  const head = smaChunk(x, out, { from: period - 1, to: period, period });
  const reached = walkWindows('sma', {
    input: x,
    outputs: [out],
    period,
    rows: 2 * chunk,
    constants: [1 / period],
    seed(memory, at, row) {
      memory[at] = sumOf(x, row - period, period);
    },
  });
  let clean = head && reached.clean;
  for (let from = reached.row; from < n; from += chunk) {
    const to = Math.min(from + chunk, n);
    clean = smaChunk(x, out, { from, to, period }) && clean;
  }
  return clean;
}

interface Stretch {
  readonly from: number;
  readonly to: number;
  readonly period: number;
}

function smaChunk(x: Float64Array, out: Float64Array, { from, to, period }: Stretch): boolean {
  const scale = 1 / period;
  const quarter = (to - from) >> 2;
  const b = from + quarter;
  const c = b + quarter;
  const d = c + quarter;
  // Each sum starts without the newest value of its first window.
  let s0 = sumOf(x, from - period + 1, period - 1);
  let s1 = sumOf(x, b - period + 1, period - 1);
  let s2 = sumOf(x, c - period + 1, period - 1);
  let s3 = sumOf(x, d - period + 1, period - 1);
  for (let i = from, lag = from - period + 1; i < b; i += 1, lag += 1) {
    s0 += x[i]!;
    s1 += x[i + quarter]!;
    s2 += x[i + 2 * quarter]!;
    s3 += x[i + 3 * quarter]!;
    out[i] = s0 * scale;
    out[i + quarter] = s1 * scale;
    out[i + 2 * quarter] = s2 * scale;
    out[i + 3 * quarter] = s3 * scale;
    s0 -= x[lag]!;
    s1 -= x[lag + quarter]!;
    s2 -= x[lag + 2 * quarter]!;
    s3 -= x[lag + 3 * quarter]!;
  }
  for (let i = d + quarter; i < to; i += 1) {
    s3 += x[i]!;
    out[i] = s3 * scale;
    s3 -= x[i - period + 1]!;
  }
  return Number.isFinite(s0 + s1 + s2 + s3);
}
