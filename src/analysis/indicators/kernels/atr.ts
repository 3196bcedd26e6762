import { planLanes, walkLanes } from '../../compiled/walk-lanes.ts';
import { fillWarmUp, sumOf, warmRows } from './segments.ts';

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
  // The first high and low enter no range; a hole there must not pass for values.
  if (!Number.isFinite(high[0]! + low[0]!)) return n === 0;
  if (n <= period) return true;
  const w = 1 / period;
  const c = 1 - w;
  const warm = warmRows(c);
  let v0 = 0;
  for (let i = 1; i <= period; i += 1) v0 += rangeAt(high[i]!, low[i]!, close[i - 1]!);
  v0 /= period;
  out[period] = v0;
  const start = period + 1;
  const lanes = atrLanes(columns, out, period, warm);
  if (lanes !== undefined) return lanes;
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

/** The same by the compiled kernel, in place; undefined where there is none. */
function atrLanes(
  { high, low, close }: RangeColumns,
  out: Float64Array,
  period: number,
  warm: number,
): boolean | undefined {
  const start = period + 1;
  const end = high.length;
  const inputs = [high, low, close];
  const plan = planLanes('atr', { inputs, outputs: [out], start, end, least: 2 * warm });
  if (plan === undefined) return undefined;
  const { lanes, rows } = plan;
  const w = 1 / period;
  const c = 1 - w;
  const states = new Float64Array(2 * lanes);
  for (let lane = 0; lane < lanes; lane += 1) {
    const first = start + lane * rows;
    let v = out[period]!;
    for (let i = lane === 0 ? first : first - warm; i < first; i += 1) {
      v = v * c + rangeAt(high[i]!, low[i]!, close[i - 1]!) * w;
    }
    states[lane] = close[first - 1]!;
    states[lanes + lane] = v;
  }
  walkLanes(plan, { states, constants: [c, w / 2], lag: 0 });
  let v = states.at(-1)!;
  for (let i = plan.end; i < end; i += 1) {
    out[i] = v = v * c + rangeAt(high[i]!, low[i]!, close[i - 1]!) * w;
  }
  // The last close enters no range; a hole there must not pass for a value.
  return Number.isFinite(v + close[end - 1]! + sumOf(states, 0, states.length));
}
