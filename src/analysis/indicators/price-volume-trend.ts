import { defineIndicator } from './define.ts';

/**
 * Price-volume trend: the running total of volume times the close's relative change.
 *
 * 0 at the first row, which has an output.
 */
export const priceVolumeTrend = defineIndicator({
  name: 'price_volume_trend',
  title: 'Price-volume trend',
  params: {},
  inputs: ['close', 'volume'],
  outputs: ['value'],
  lookback: () => 0,
  init: () => ({ previous: 0, value: 0 }),
  step(state, input, output) {
    const { previous } = state;
    state.previous = input[0]!;
    if (previous !== 0) state.value += ((input[0]! - previous) / previous) * input[1]!;
    output[0] = state.value;
  },
});
