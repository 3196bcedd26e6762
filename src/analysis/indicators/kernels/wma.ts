import { walkWindows } from '../../compiled/walk-lanes.ts';
import { CHUNK, fillWarmUp } from './segments.ts';

/** The plain and the weighted sum of the window that ends at a row. */
interface Sums {
  readonly plain: number;
  readonly weighted: number;
}

function sumsAt(x: Float64Array, row: number, period: number): Sums {
  let plain = 0;
  let weighted = 0;
  for (let k = 1; k <= period; k += 1) {
    const value = x[row - period + k]!;
    plain += value;
    weighted += value * k;
  }
  return { plain, weighted };
}

/**
 * Weighted averages over a whole column, four stretches at a time.
 *
 * @returns false where a value is missing or not finite
 */
export function wmaKernel(x: Float64Array, out: Float64Array, period: number): boolean {
  const n = x.length;
  fillWarmUp(out, period - 1);
  // The weighted sum gathers errors of the plain one too: fresh ones sooner.
  const chunk = Math.max(CHUNK / 4, 8 * period);
  if (n < period) return true;
  const head = wmaChunk(x, out, { from: period - 1, rows: 1, period });
  const reached = walkWindows('wma', {
    input: x,
    outputs: [out],
    period,
    rows: 2 * chunk,
    constants: [period, 2 / (period * (period + 1))],
    seed(memory, at, row, apart) {
      // Distances from a near origin keep their bits.
      const origin = x[row - 1]!;
      let plain = 0;
      let weighted = 0;
      for (let k = 1; k <= period; k += 1) {
        const distance = x[row - 1 - period + k]! - origin;
        plain += distance;
        weighted += distance * k;
      }
      memory[at] = origin + (weighted * 2) / (period * (period + 1));
      memory[at + apart] = plain;
      memory[at + 2 * apart] = origin;
    },
  });
  let clean = head && reached.clean;
  for (let from = reached.row; from < n; from += chunk) {
    const rows = Math.min(chunk, n - from);
    clean = wmaChunk(x, out, { from, rows, period }) && clean;
  }
  return clean;
}

interface Stretch {
  readonly from: number;
  readonly rows: number;
  readonly period: number;
}

function wmaChunk(x: Float64Array, out: Float64Array, { from, rows, period }: Stretch): boolean {
  const scale = 1 / ((period * (period + 1)) / 2);
  const half = rows >> 1;
  const first = sumsAt(x, from, period);
  let { plain: s0, weighted: w0 } = first;
  out[from] = w0 * scale;
  if (half < 2) return wmaTail(x, out, { from, rows, period }, first);
  const middle = from + half;
  let { plain: s1, weighted: w1 } = sumsAt(x, middle, period);
  out[middle] = w1 * scale;
  for (let i = from + 1, j = middle + 1; i < middle; i += 1, j += 1) {
    const x0 = x[i]!;
    const x1 = x[j]!;
    w0 += period * x0 - s0;
    w1 += period * x1 - s1;
    s0 += x0 - x[i - period]!;
    s1 += x1 - x[j - period]!;
    out[i] = w0 * scale;
    out[j] = w1 * scale;
  }
  const clean = Number.isFinite(w0 + s0);
  const last = middle + half - 1;
  const rest = { from: last, rows: from + rows - last, period };
  return wmaTail(x, out, rest, { plain: s1, weighted: w1 }) && clean;
}

/** The rows after `from`, whose sums are given. */
function wmaTail(x: Float64Array, out: Float64Array, stretch: Stretch, sums: Sums): boolean {
  const { from, rows, period } = stretch;
  const scale = 1 / ((period * (period + 1)) / 2);
  let { plain, weighted } = sums;
  for (let i = from + 1; i < from + rows; i += 1) {
    weighted += period * x[i]! - plain;
    plain += x[i]! - x[i - period]!;
    out[i] = weighted * scale;
  }
  return Number.isFinite(weighted + plain);
}
