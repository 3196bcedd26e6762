import { fillWarmUp, warmRows } from './segments.ts';

/** Wilder's averages of gains and of absolute changes. */
interface Averages {
  gain: number;
  size: number;
}

/** The averages after rows `from` … `to` − 1. */
function advance(x: Float64Array, averages: Averages, from: number, to: number, w: number): void {
  let { gain, size } = averages;
  for (let i = from; i < to; i += 1) {
    const change = x[i]! - x[i - 1]!;
    const moved = Math.abs(change);
    gain = gain * (1 - w) + (change + moved) * (0.5 * w);
    size = size * (1 - w) + moved * w;
  }
  averages.gain = gain;
  averages.size = size;
}

function indexOf(gain: number, size: number): number {
  return size < 1e-14 ? 0 : (100 * gain) / size;
}

/**
 * Relative strength indices over a whole column: 100·G / A with A the average absolute change.
 *
 * @returns false where a value is missing or not finite
 */
export function rsiKernel(x: Float64Array, out: Float64Array, period: number): boolean {
  const n = x.length;
  fillWarmUp(out, period);
  if (n <= period) return true;
  const w = 1 / period;
  const warm = warmRows(1 - w);
  const seed: Averages = { gain: 0, size: 0 };
  for (let i = 1; i <= period; i += 1) {
    const change = x[i]! - x[i - 1]!;
    seed.gain += (change + Math.abs(change)) / 2;
    seed.size += Math.abs(change);
  }
  seed.gain /= period;
  seed.size /= period;
  out[period] = indexOf(seed.gain, seed.size);
  const start = period + 1;
  const half = n - start < 8 * warm ? 0 : (n - start) >> 1;
  const other: Averages = { ...seed };
  if (half > 0) advance(x, other, start + half - warm, start + half, w);
  return rsiPair(x, out, { start, half, w }, [seed, other]);
}

function rsiPair(
  x: Float64Array,
  out: Float64Array,
  { start, half, w }: { readonly start: number; readonly half: number; readonly w: number },
  [first, second]: readonly [Averages, Averages],
): boolean {
  const c = 1 - w;
  const g = 0.5 * w;
  let { gain: g0, size: a0 } = first;
  let { gain: g1, size: a1 } = second;
  let p0 = x[start - 1]!;
  let p1 = x[start + half - 1]!;
  for (let i = start, j = start + half; i < start + half; i += 1, j += 1) {
    const x0 = x[i]!;
    const x1 = x[j]!;
    const d0 = x0 - p0;
    const d1 = x1 - p1;
    const m0 = Math.abs(d0);
    const m1 = Math.abs(d1);
    p0 = x0;
    p1 = x1;
    g0 = g0 * c + (d0 + m0) * g;
    g1 = g1 * c + (d1 + m1) * g;
    a0 = a0 * c + m0 * w;
    a1 = a1 * c + m1 * w;
    out[i] = indexOf(g0, a0);
    out[j] = indexOf(g1, a1);
  }
  for (let i = start + 2 * half; i < x.length; i += 1) {
    const change = x[i]! - p1;
    const moved = Math.abs(change);
    p1 = x[i]!;
    g1 = g1 * c + (change + moved) * g;
    a1 = a1 * c + moved * w;
    out[i] = indexOf(g1, a1);
  }
  return Number.isFinite(a0 + a1 + g0 + g1);
}
