import { planLanes, walkLanes } from '../../compiled/walk-lanes.ts';
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
  const lanes = emaLanes(x, out, period, warm);
  if (lanes !== undefined) return lanes;
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

/** The same by the compiled kernel, in place; undefined where there is none. */
function emaLanes(
  x: Float64Array,
  out: Float64Array,
  period: number,
  warm: number,
): boolean | undefined {
  const end = x.length;
  const request = { inputs: [x], outputs: [out], start: period, end, least: 2 * warm };
  const plan = planLanes('ema', request);
  if (plan === undefined) return undefined;
  const weight = 2 / (period + 1);
  const decay = 1 - weight;
  const states = new Float64Array(plan.lanes).fill(out[period - 1]!);
  for (let k = warm; k > 0; k -= 1) {
    for (let lane = 1; lane < plan.lanes; lane += 1) {
      const row = period + lane * plan.rows - k;
      states[lane] = states[lane]! * decay + x[row]! * weight;
    }
  }
  walkLanes(plan, { states, constants: [decay, weight], lag: 0 });
  let v = states.at(-1)!;
  for (let i = plan.end; i < end; i += 1) out[i] = v = v * decay + x[i]! * weight;
  return Number.isFinite(v + sumOf(states, 0, plan.lanes));
}
