import type { WindowWalk } from '../../compiled/walk-lanes.ts';
import { walkWindows } from '../../compiled/walk-lanes.ts';
import { leastVariance, SWAMPED } from '../deviation.ts';
import { fillWarmUp } from './segments.ts';

/** A window's length and the widths of the bands in deviations. */
export interface BandOptions {
  readonly period: number;
  readonly above: number;
  readonly below: number;
}

/** Windows of fewer rows are walked row by row, with fresh moments where their spread falls. */
const FEWEST = 5;

/** Rows between two fresh origins; sums of distances from a near origin keep their bits. */
function stretchOf(period: number): number {
  return Math.max(256, Math.min(16 * period, 4096));
}

/**
 * Bollinger bands over a whole column.
 *
 * @returns false where a value is missing or not finite
 */
export function bollingerKernel(
  x: Float64Array,
  outputs: readonly Float64Array[],
  options: BandOptions,
): boolean {
  const { period } = options;
  const n = x.length;
  for (const output of outputs) fillWarmUp(output, period - 1);
  if (n < period) return true;
  const stretch = stretchOf(period);
  const head = bandStretch(x, outputs, { ...options, from: period - 1, to: period });
  // A window of a few rows often varies a thousand times less than the one before.
  const few = period < FEWEST;
  const reached = walkWindows('bands', {
    input: few ? x.subarray(0, 0) : x,
    outputs,
    period,
    rows: 2 * stretch,
    constants: [1 / period, options.above, options.below, 1e-14],
    seed: seedOf(x, period),
    unsettled: (ends) => isDoubtful(ends, period),
  });
  let clean = head && reached.clean;
  for (let from = reached.row; from < n; from += stretch) {
    const to = Math.min(from + stretch, n);
    clean = bandStretch(x, outputs, { ...options, from, to }) && clean;
  }
  for (const [from, to] of reached.doubts) {
    clean = bandStretch(x, outputs, { ...options, from, to }) && clean;
  }
  return clean;
}

/**
 * Whether a bad tick may have swamped the squares of a stretch: what is then rounded off stays
 * until its end, where it shows next to fresh moments, unless another bad tick swamps those too.
 *
 * The bound is what moves a band by 1e-13 of the price.
 */
function isDoubtful(ends: Float64Array, period: number): boolean {
  // Each time the mean less origin, the squares and the origin: before, after, afresh.
  const price = Math.abs(ends[8]!);
  const squares = ends[7]!;
  const error = Math.abs(ends[4]! - squares);
  const centers = Math.abs(ends[3]! + ends[5]! - ends[6]! - ends[8]!);
  // Beyond those of prices: a tenth of the last price's.
  const areTame = ends[1]! <= 0.1 * ends[2]! * ends[2]! && squares <= 0.1 * price * price;
  const isClose = error <= 1e-13 * price * Math.sqrt(period * squares) + 1e-14;
  return !(areTame && isClose && centers <= 1e-13 * price);
}

/** The moments of the window before a row, from its newest value. */
function seedOf(x: Float64Array, period: number): WindowWalk['seed'] {
  return (memory, at, row, apart) => {
    const { origin, mean, spread } = momentsAt(x, row - 1, period);
    memory[at] = mean;
    memory[at + apart] = spread;
    memory[at + 2 * apart] = origin;
  };
}

interface Stretch extends BandOptions {
  readonly from: number;
  readonly to: number;
}

/** Rows of a stretch, with fresh moments at its start and wherever a bad tick has left. */
function bandStretch(
  x: Float64Array,
  outputs: readonly Float64Array[],
  { from, ...stretch }: Stretch,
): boolean {
  let row = from;
  while (row < stretch.to) row = bandRun(x, outputs, { ...stretch, from: row });
  return !Number.isNaN(row);
}

/** Rows up to the end, or up to one whose squares were swamped; returns it, NaN where unclean. */
function bandRun(
  x: Float64Array,
  outputs: readonly Float64Array[],
  { period, above, below, from, to }: Stretch,
): number {
  const upper = outputs[0]!;
  const middle = outputs[1]!;
  const lower = outputs[2]!;
  const scale = 1 / period;
  const start = momentsAt(x, from, period);
  const { origin } = start;
  let { mean, spread } = start;
  let least = spread * SWAMPED;
  let i = from;
  do {
    const variance = spread * scale;
    const deviation = variance < leastVariance(mean) ? 0 : Math.sqrt(variance);
    const center = origin + mean;
    upper[i] = center + deviation * above;
    middle[i] = center;
    lower[i] = center - deviation * below;
    i += 1;
    if (i === to) break;
    const next = x[i]! - origin;
    const last = x[i - period]! - origin;
    const change = next - last;
    const moved = mean + change * scale;
    spread += change * (next - moved + (last - mean));
    mean = moved;
    least = Math.max(least, spread * SWAMPED);
  } while (spread >= least);
  return Number.isFinite(spread + mean) ? i : Number.NaN;
}

/** Mean less origin, squared distances and origin of a window. */
interface Moments {
  readonly origin: number;
  readonly mean: number;
  readonly spread: number;
}

/** The moments of the window that ends at a row, from its newest value. */
function momentsAt(x: Float64Array, row: number, period: number): Moments {
  const origin = x[row]!;
  let sum = 0;
  for (let i = row - period + 1; i <= row; i += 1) sum += x[i]! - origin;
  const mean = sum / period;
  let spread = 0;
  for (let i = row - period + 1; i <= row; i += 1) spread += (x[i]! - origin - mean) ** 2;
  return { origin, mean, spread };
}
