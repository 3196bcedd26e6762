import { defineIndicator } from './define.ts';

/**
 * Positive and negative volume index: growth of the close on days of rising and of falling volume.
 *
 * Both start at 1000 at the first row, which has an output.
 *
 * @see Fosback 1976, Stock Market Logic
 */
export const volumeIndex = defineIndicator({
  name: 'volume_index',
  title: 'Positive and negative volume index',
  params: {},
  inputs: ['close', 'volume'],
  outputs: ['positive', 'negative'],
  lookback: () => 0,
  init: () => ({ close: 0, volume: Number.NaN, positive: 1000, negative: 1000 }),
  step(state, input, output) {
    const growth = state.close === 0 ? 1 : input[0]! / state.close;
    if (input[1]! > state.volume) state.positive *= growth;
    if (input[1]! < state.volume) state.negative *= growth;
    state.close = input[0]!;
    state.volume = input[1]!;
    output[0] = state.positive;
    output[1] = state.negative;
  },
});
