import { number } from '../../core/schema.ts';
import { createAtr, nextAtr } from './atr.ts';
import { defineIndicator } from './define.ts';
import { createHighest, createLowest, nextExtreme } from './extreme.ts';
import { periodParameter } from './period.ts';

/**
 * Chandelier exit: stops hung a multiple of the average true range from the window's extremes.
 *
 * Long: highest high - multiple·ATR; short: lowest low + multiple·ATR; first output at row period.
 *
 * @see Le Beau, in Elder 2002, Come into My Trading Room
 */
export const chandelierExit = defineIndicator({
  name: 'chandelier_exit',
  title: 'Chandelier exit',
  params: { period: periodParameter(22), multiple: number({ min: 0, max: 100, default: 3 }) },
  inputs: ['high', 'low', 'close'],
  outputs: ['long', 'short'],
  lookback: (params) => params.period,
  init: (params) => ({
    range: createAtr(params.period),
    high: createHighest(params.period),
    low: createLowest(params.period),
    multiple: params.multiple,
  }),
  step(state, input, output) {
    const reach = nextAtr(state.range, input) * state.multiple;
    output[0] = nextExtreme(state.high, input[0]!) - reach;
    output[1] = nextExtreme(state.low, input[1]!) + reach;
  },
});
