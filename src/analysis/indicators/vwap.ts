import { defineIndicator } from './define.ts';
import { vwapKernel } from './kernels/vwap.ts';

/**
 * Volume-weighted average price since the first row: Σ typical·volume / Σ volume.
 *
 * Typical price (high + low + close) / 3, which also stands in until a share has traded. An output
 * from the first row.
 */
export const vwap = defineIndicator({
  name: 'vwap',
  title: 'Volume-weighted average price, cumulative',
  params: {},
  inputs: ['high', 'low', 'close', 'volume'],
  outputs: ['value'],
  lookback: () => 0,
  init: () => ({ money: 0, shares: 0 }),
  kernel: (_params, inputs, outputs) =>
    vwapKernel({ high: inputs[0]!, low: inputs[1]!, close: inputs[2]! }, inputs[3]!, outputs[0]!),
  step(state, input, output) {
    const typical = (input[0]! + input[1]! + input[2]!) / 3;
    state.money += typical * input[3]!;
    state.shares += input[3]!;
    output[0] = state.shares === 0 ? typical : state.money / state.shares;
  },
});
