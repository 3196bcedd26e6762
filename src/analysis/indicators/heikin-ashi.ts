import { defineIndicator } from './define.ts';

/**
 * Heikin-Ashi bars: close (o + h + l + c) / 4, open halfway through the Heikin-Ashi bar before.
 *
 * The first open is (open + close) / 2; high and low reach over open and close. An output from the
 * first row.
 *
 * @see Valcu 2004, Stocks & Commodities 22(2)
 */
export const heikinAshi = defineIndicator({
  name: 'heikin_ashi',
  title: 'Heikin-Ashi bars',
  params: {},
  inputs: ['open', 'high', 'low', 'close'],
  outputs: ['open', 'high', 'low', 'close'],
  lookback: () => 0,
  init: () => ({ open: Number.NaN, close: Number.NaN }),
  step(state, input, output) {
    const close = (input[0]! + input[1]! + input[2]! + input[3]!) / 4;
    const first = Number.isNaN(state.open);
    const open = first ? (input[0]! + input[3]!) / 2 : (state.open + state.close) / 2;
    state.open = open;
    state.close = close;
    output[0] = open;
    output[1] = Math.max(input[1]!, open, close);
    output[2] = Math.min(input[2]!, open, close);
    output[3] = close;
  },
});
