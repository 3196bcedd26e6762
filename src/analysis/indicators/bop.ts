import { defineIndicator } from './define.ts';

/**
 * Balance of power: (close - open) / (high - low), -1 to 1.
 *
 * 0 for a bar without range; an output from the first row.
 *
 * @see Livshin 2001, Stocks & Commodities 19(8); TA-Lib `TA_BOP`
 */
export const bop = defineIndicator({
  name: 'bop',
  title: 'Balance of power',
  params: {},
  inputs: ['open', 'high', 'low', 'close'],
  outputs: ['value'],
  lookback: () => 0,
  init: () => ({}),
  step(_state, input, output) {
    const range = input[1]! - input[2]!;
    output[0] = range < 1e-14 ? 0 : (input[3]! - input[0]!) / range;
  },
});
