import { defineIndicator } from './define.ts';
import { createHighest, createLowest, nextExtreme } from './extreme.ts';
import { periodParameter } from './period.ts';

/**
 * Williams %R: how far the close stands below the top of the range, -100 to 0.
 *
 * First output at row period - 1; 0 in a range of nothing.
 *
 * @see Williams 1973, How I Made One Million Dollars Last Year Trading Commodities
 * @see TA-Lib `TA_WILLR`
 */
export const williamsR = defineIndicator({
  name: 'williams_r',
  title: 'Williams %R',
  params: { period: periodParameter(14) },
  inputs: ['high', 'low', 'close'],
  outputs: ['value'],
  lookback: (params) => params.period - 1,
  init: (params) => ({ high: createHighest(params.period), low: createLowest(params.period) }),
  step(state, input, output) {
    const top = nextExtreme(state.high, input[0]!);
    const bottom = nextExtreme(state.low, input[1]!);
    const span = (top - bottom) / -100;
    output[0] = span === 0 ? 0 : (top - input[2]!) / span;
  },
});
