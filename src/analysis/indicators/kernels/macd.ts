import { planLanes, walkLanes } from '../../compiled/walk-lanes.ts';
import { fillWarmUp, sumOf, warmRows } from './segments.ts';

/** The three averages of a MACD, advanced row by row. */
interface Averages {
  fast: number;
  slow: number;
  signal: number;
}

/** Window lengths in rows. */
export interface MacdPeriods {
  readonly fast: number;
  readonly slow: number;
  readonly signal: number;
}

/** Decays and weights of the three averages. */
interface Rates {
  readonly fast: number;
  readonly slow: number;
  readonly signal: number;
}

/** Advances over rows `from` … `to` - 1 without writing. */
function advance(x: Float64Array, averages: Averages, rates: Rates, rows: [number, number]): void {
  let { fast, slow, signal } = averages;
  const { fast: f, slow: s, signal: g } = rates;
  for (let i = rows[0]; i < rows[1]; i += 1) {
    const value = x[i]!;
    fast = (value - fast) * f + fast;
    slow = (value - slow) * s + slow;
    signal = (fast - slow - signal) * g + signal;
  }
  averages.fast = fast;
  averages.slow = slow;
  averages.signal = signal;
}

/** The averages at the first output row, seeded as the stream seeds them. */
function seedOf(x: Float64Array, periods: MacdPeriods, rates: Rates): Averages {
  const { fast, slow, signal } = periods;
  const averages: Averages = {
    fast: sumOf(x, slow - fast, fast) / fast,
    slow: sumOf(x, 0, slow) / slow,
    signal: 0,
  };
  let total = averages.fast - averages.slow;
  for (let i = slow; i < slow + signal - 1; i += 1) {
    averages.fast = (x[i]! - averages.fast) * rates.fast + averages.fast;
    averages.slow = (x[i]! - averages.slow) * rates.slow + averages.slow;
    total += averages.fast - averages.slow;
  }
  averages.signal = total / signal;
  return averages;
}

/**
 * MACD, signal and histogram over a whole column in one pass, two stretches at a time.
 *
 * @returns false where a value is missing or not finite
 */
export function macdKernel(
  x: Float64Array,
  outputs: readonly Float64Array[],
  periods: MacdPeriods,
): boolean {
  const n = x.length;
  const first = periods.slow + periods.signal - 2;
  for (const output of outputs) fillWarmUp(output, first);
  if (n <= first) return true;
  const rates = {
    fast: 2 / (periods.fast + 1),
    slow: 2 / (periods.slow + 1),
    signal: 2 / (periods.signal + 1),
  };
  const seed = seedOf(x, periods, rates);
  outputs[0]![first] = seed.fast - seed.slow;
  outputs[1]![first] = seed.signal;
  outputs[2]![first] = seed.fast - seed.slow - seed.signal;
  const start = first + 1;
  const warm = warmRows(1 - rates.slow) + warmRows(1 - rates.signal);
  const lanes = macdLanes(x, outputs, { rates, seed, start, warm });
  if (lanes !== undefined) return lanes;
  const half = n - start < 8 * warm ? 0 : (n - start) >> 1;
  const other = { ...seed };
  if (half > 0) advance(x, other, rates, [start + half - warm, start + half]);
  const clean = macdStretch(x, outputs, { rates, rows: [start, half] }, [seed, other]);
  return macdTail(x, outputs, { rates, rows: [start + 2 * half, n] }, other) && clean;
}

interface Stretch {
  readonly rates: Rates;
  readonly rows: readonly [number, number];
}

function macdStretch(
  x: Float64Array,
  outputs: readonly Float64Array[],
  { rates, rows: [start, half] }: Stretch,
  [first, second]: readonly [Averages, Averages],
): boolean {
  const macd = outputs[0]!;
  const signal = outputs[1]!;
  const histogram = outputs[2]!;
  const { fast: f, slow: s, signal: g } = rates;
  let { fast: f0, slow: s0, signal: g0 } = first;
  let { fast: f1, slow: s1, signal: g1 } = second;
  for (let i = start, j = start + half; i < start + half; i += 1, j += 1) {
    const x0 = x[i]!;
    const x1 = x[j]!;
    f0 = (x0 - f0) * f + f0;
    f1 = (x1 - f1) * f + f1;
    s0 = (x0 - s0) * s + s0;
    s1 = (x1 - s1) * s + s1;
    const m0 = f0 - s0;
    const m1 = f1 - s1;
    g0 = (m0 - g0) * g + g0;
    g1 = (m1 - g1) * g + g1;
    macd[i] = m0;
    macd[j] = m1;
    signal[i] = g0;
    signal[j] = g1;
    histogram[i] = m0 - g0;
    histogram[j] = m1 - g1;
  }
  second.fast = f1;
  second.slow = s1;
  second.signal = g1;
  return Number.isFinite(g0 + g1);
}

function macdTail(
  x: Float64Array,
  outputs: readonly Float64Array[],
  { rates, rows: [from, to] }: Stretch,
  averages: Averages,
): boolean {
  for (let i = from; i < to; i += 1) {
    advance(x, averages, rates, [i, i + 1]);
    const difference = averages.fast - averages.slow;
    outputs[0]![i] = difference;
    outputs[1]![i] = averages.signal;
    outputs[2]![i] = difference - averages.signal;
  }
  return Number.isFinite(averages.signal);
}

interface LaneOptions {
  readonly rates: Rates;
  readonly seed: Averages;
  readonly start: number;
  readonly warm: number;
}

/** The same by the compiled kernel, in place; undefined where there is none. */
function macdLanes(
  x: Float64Array,
  outputs: readonly Float64Array[],
  { rates, seed, start, warm }: LaneOptions,
): boolean | undefined {
  const end = x.length;
  const plan = planLanes('macd', { inputs: [x], outputs, start, end, least: 2 * warm });
  if (plan === undefined) return undefined;
  const { lanes, rows } = plan;
  const states = new Float64Array(3 * lanes);
  for (let lane = 0; lane < lanes; lane += 1) {
    const first = start + lane * rows;
    const averages = { ...seed };
    if (lane > 0) advance(x, averages, rates, [first - warm, first]);
    states[lane] = averages.fast;
    states[lanes + lane] = averages.slow;
    states[2 * lanes + lane] = averages.signal;
  }
  walkLanes(plan, { states, constants: [rates.fast, rates.slow, rates.signal], lag: 0 });
  const last = {
    fast: states[lanes - 1]!,
    slow: states[2 * lanes - 1]!,
    signal: states[3 * lanes - 1]!,
  };
  const clean = macdTail(x, outputs, { rates, rows: [plan.end, end] }, last);
  return clean && Number.isFinite(sumOf(states, 0, states.length));
}
