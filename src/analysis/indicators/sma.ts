import { integer } from '../../core/schema.ts';
import { defineIndicator } from './define.ts';
import { smaKernel } from './kernels/sma.ts';

/** The running sum of the last `period` values; {@link nextSma} advances it. */
export interface SmaState {
  readonly period: number;
  readonly ring: Float64Array;
  at: number;
  left: number;
  sum: number;
}

/** A simple average of `period` values, before its first. */
export function createSma(period: number): SmaState {
  return { period, ring: new Float64Array(period), at: 0, left: period - 1, sum: 0 };
}

/** Takes one value and returns the average of the last `period`, NaN while there are fewer. */
export function nextSma(state: SmaState, value: number): number {
  const { ring, period } = state;
  let { at } = state;
  const sum = state.sum + value;
  ring[at] = value;
  at = at + 1 === period ? 0 : at + 1;
  state.at = at;
  if (state.left > 0) {
    state.left -= 1;
    state.sum = sum;
    return Number.NaN;
  }
  state.sum = sum - ring[at]!;
  return sum / period;
}

/**
 * Simple moving average: the mean of the last `period` values.
 *
 * First output at row period - 1. The running sum adds the new value before it drops the oldest.
 *
 * @see TA-Lib `TA_SMA`
 */
export const sma = defineIndicator({
  name: 'sma',
  title: 'Simple moving average',
  params: { period: integer({ min: 1, max: 100_000, default: 20 }) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: ({ period }) => period - 1,
  init: ({ period }) => createSma(period),
  kernel: ({ period }, inputs, outputs) => smaKernel(inputs[0]!, outputs[0]!, period),
  step(state, input, output) {
    output[0] = nextSma(state, input[0]!);
  },
});
