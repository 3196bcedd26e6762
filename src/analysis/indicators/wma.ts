import { defineIndicator } from './define.ts';
import { wmaKernel } from './kernels/wma.ts';
import { periodParameter } from './period.ts';

/** The running sums of a weighted average; {@link nextWma} advances it. */
export interface WmaState {
  readonly period: number;
  readonly ring: Float64Array;
  at: number;
  left: number;
  plain: number;
  weighted: number;
  oldest: number;
}

/** A weighted average of `length` values, before its first. */
export function createWma(length: number): WmaState {
  const ring = new Float64Array(length);
  return { period: length, ring, at: 0, left: length - 1, plain: 0, weighted: 0, oldest: 0 };
}

/** Takes one value and returns the weighted average, NaN while there are fewer than `period`. */
export function nextWma(state: WmaState, value: number): number {
  const { ring, period: length } = state;
  let { at } = state;
  ring[at] = value;
  at = at + 1 === length ? 0 : at + 1;
  state.at = at;
  if (state.left > 0) {
    state.plain += value;
    state.weighted += value * (length - state.left);
    state.left -= 1;
    return Number.NaN;
  }
  // Fresh sums once a window: running ones would gather rounding errors over a long series.
  if (at === 0) return refresh(state) / ((length * (length + 1)) / 2);
  const plain = state.plain + value - state.oldest;
  const weighted = state.weighted + value * length;
  state.oldest = ring[at]!;
  state.plain = plain;
  state.weighted = weighted - plain;
  return weighted / ((length * (length + 1)) / 2);
}

/** Sums the window from scratch, oldest value first; returns the weighted sum. */
function refresh(state: WmaState): number {
  const { ring, period: length } = state;
  let plain = 0;
  let weighted = 0;
  for (let row = 0; row < length; row += 1) {
    plain += ring[row]!;
    weighted += ring[row]! * (row + 1);
  }
  state.plain = plain;
  state.weighted = weighted - plain;
  state.oldest = ring[0]!;
  return weighted;
}

/**
 * Weighted moving average: weights 1 … period, the newest value the heaviest.
 *
 * First output at row period - 1.
 *
 * @see TA-Lib `TA_WMA`
 */
export const wma = defineIndicator({
  name: 'wma',
  title: 'Weighted moving average',
  params: { period: periodParameter(20) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => params.period - 1,
  init: (params) => createWma(params.period),
  kernel: (params, inputs, outputs) => wmaKernel(inputs[0]!, outputs[0]!, params.period),
  step(state, input, output) {
    output[0] = nextWma(state, input[0]!);
  },
});
