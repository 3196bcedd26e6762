import { createAtr, nextAtr } from './atr.ts';
import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { isZero } from './zero.ts';

/**
 * Normalized average true range: the average true range in percent of the close.
 *
 * 0 where the close is 0; first output at row period.
 *
 * @see Forman 2006, Stocks & Commodities 24(5); TA-Lib `TA_NATR`
 */
export const natr = defineIndicator({
  name: 'natr',
  title: 'Normalized average true range',
  params: { period: periodParameter(14) },
  inputs: ['high', 'low', 'close'],
  outputs: ['value'],
  lookback: (params) => params.period,
  init: (params) => createAtr(params.period),
  step(state, input, output) {
    const range = nextAtr(state, input);
    const close = input[2]!;
    output[0] = Number.isNaN(range) || !isZero(close) ? (range / close) * 100 : 0;
  },
});
