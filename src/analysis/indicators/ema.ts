import { integer } from '../../core/schema.ts';
import { defineIndicator } from './define.ts';
import { emaKernel } from './kernels/ema.ts';

/** An exponential average and the sum that seeds it; {@link nextEma} advances it. */
export interface EmaState {
  readonly period: number;
  readonly weight: number;
  left: number;
  sum: number;
  value: number;
}

/** An exponential average with weight 2 / (period + 1), before its first value. */
export function createEma(period: number, weight = 2 / (period + 1)): EmaState {
  return { period, weight, left: period, sum: 0, value: Number.NaN };
}

/** Takes one value and returns the average, NaN before the `period`th value. */
export function nextEma(state: EmaState, value: number): number {
  if (state.left === 0) {
    const previous = state.value;
    return (state.value = (value - previous) * state.weight + previous);
  }
  state.sum += value;
  state.left -= 1;
  return state.left === 0 ? (state.value = state.sum / state.period) : Number.NaN;
}

/**
 * Exponential moving average: each value moves the average by 2 / (period + 1) of their distance.
 *
 * Seeded with the simple average of the first `period` values; first output at row period - 1.
 *
 * @see TA-Lib `TA_EMA`, default compatibility
 */
export const ema = defineIndicator({
  name: 'ema',
  title: 'Exponential moving average',
  params: { period: integer({ min: 1, max: 100_000, default: 20 }) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: ({ period }) => period - 1,
  init: ({ period }) => createEma(period),
  kernel: ({ period }, inputs, outputs) => emaKernel(inputs[0]!, outputs[0]!, period),
  step(state, input, output) {
    output[0] = nextEma(state, input[0]!);
  },
});
