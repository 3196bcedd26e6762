import { planLanes, walkLanes } from '../../compiled/walk-lanes.ts';
import { fillWarmUp, sumOf, warmRows } from './segments.ts';

/** Wilder's averages of gains and of absolute changes. */
interface Averages {
  gain: number;
  size: number;
}

/** The averages after rows `from` … `to` - 1. */
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

/** The average change below which nothing has changed. */
const LEAST_SIZE = 1e-14;

function indexOf(gain: number, size: number): number {
  return size < LEAST_SIZE ? 0 : (100 * gain) / size;
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
  const lanes = rsiLanes(x, out, period, seed);
  if (lanes !== undefined) return lanes;
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

/** The same by the compiled kernel, in place; undefined where there is none. */
function rsiLanes(
  x: Float64Array,
  out: Float64Array,
  period: number,
  seed: Averages,
): boolean | undefined {
  const w = 1 / period;
  const warm = warmRows(1 - w);
  const start = period + 1;
  const end = x.length;
  const plan = planLanes('rsi', { inputs: [x], outputs: [out], start, end, least: 2 * warm });
  if (plan === undefined) return undefined;
  const { lanes, rows } = plan;
  const states = new Float64Array(3 * lanes);
  for (let lane = 0; lane < lanes; lane += 1) {
    const first = start + lane * rows;
    const averages = { ...seed };
    if (lane > 0) advance(x, averages, first - warm, first, w);
    states[lane] = x[first - 1]!;
    states[lanes + lane] = 100 * averages.gain;
    states[2 * lanes + lane] = averages.size;
  }
  walkLanes(plan, { states, constants: [1 - w, 50 * w, w, LEAST_SIZE], lag: 0 });
  const last = { gain: states[2 * lanes - 1]! / 100, size: states[3 * lanes - 1]! };
  for (let i = plan.end; i < end; i += 1) {
    advance(x, last, i, i + 1, w);
    out[i] = indexOf(last.gain, last.size);
  }
  return Number.isFinite(last.gain + last.size + sumOf(states, 0, states.length));
}
