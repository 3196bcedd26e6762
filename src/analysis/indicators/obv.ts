import { defineIndicator } from './define.ts';
import { obvKernel } from './kernels/obv.ts';

/**
 * On-balance volume: volume added on a rise of the close and taken off on a fall.
 *
 * Starts at the first row's volume, as in TA-Lib; an output from the first row.
 *
 * @see Granville 1963, New Key to Stock Market Profits; TA-Lib `TA_OBV`
 */
export const obv = defineIndicator({
  name: 'obv',
  title: 'On-balance volume',
  params: {},
  inputs: ['close', 'volume'],
  outputs: ['value'],
  lookback: () => 0,
  init: () => ({ previous: Number.NaN, value: 0 }),
  kernel: (_params, inputs, outputs) => obvKernel(inputs[0]!, inputs[1]!, outputs[0]!),
  step(state, input, output) {
    const close = input[0]!;
    const { previous } = state;
    const sign = Number.isNaN(previous) ? 1 : Number(close > previous) - Number(close < previous);
    state.previous = close;
    output[0] = state.value += sign * input[1]!;
  },
});
