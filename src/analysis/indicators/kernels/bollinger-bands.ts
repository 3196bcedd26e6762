import type { WindowWalk } from '../../compiled/walk-lanes.ts';
import { walkWindows } from '../../compiled/walk-lanes.ts';
import { leastVariance } from '../deviation.ts';
import { fillWarmUp } from './segments.ts';

/** A window's length and the widths of the bands in deviations. */
export interface BandOptions {
  readonly period: number;
  readonly above: number;
  readonly below: number;
}

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
  const reached = walkWindows('bands', {
    input: x,
    outputs,
    period,
    rows: 2 * stretch,
    constants: [1 / period, options.above, options.below, 1e-14],
    seed: seedOf(x, period),
  });
  let clean = head && reached.clean;
  for (let from = reached.row; from < n; from += stretch) {
    const to = Math.min(from + stretch, n);
    clean = bandStretch(x, outputs, { ...options, from, to }) && clean;
  }
  return clean;
}

/** The moments of the window before a row, from its newest value. */
function seedOf(x: Float64Array, period: number): WindowWalk['seed'] {
  return (memory, at, row, apart) => {
    const origin = x[row - 1]!;
    let sum = 0;
    for (let i = row - period; i < row; i += 1) sum += x[i]! - origin;
    const mean = sum / period;
    let spread = 0;
    for (let i = row - period; i < row; i += 1) spread += (x[i]! - origin - mean) ** 2;
    memory[at] = mean;
    memory[at + apart] = spread;
    memory[at + 2 * apart] = origin;
  };
}

function bandStretch(
  x: Float64Array,
  outputs: readonly Float64Array[],
  stretch: BandOptions & { readonly from: number; readonly to: number },
): boolean {
  const { period, above, below, from, to } = stretch;
  const upper = outputs[0]!;
  const middle = outputs[1]!;
  const lower = outputs[2]!;
  const scale = 1 / period;
  const origin = x[from]!;
  let sum = 0;
  for (let i = from - period + 1; i <= from; i += 1) sum += x[i]! - origin;
  let mean = sum * scale;
  let spread = 0;
  for (let i = from - period + 1; i <= from; i += 1) spread += (x[i]! - origin - mean) ** 2;
  for (let i = from; ;) {
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
  }
  return Number.isFinite(spread + mean);
}
