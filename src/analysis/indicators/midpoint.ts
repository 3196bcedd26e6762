import { defineIndicator } from './define.ts';
import { createHighest, createLowest, nextExtreme } from './extreme.ts';
import { periodParameter } from './period.ts';

/**
 * Midpoint of the window: half of its greatest and least value together.
 *
 * First output at row period - 1.
 *
 * @see TA-Lib `TA_MIDPOINT`
 */
export const midpoint = defineIndicator({
  name: 'midpoint',
  title: 'Midpoint',
  params: { period: periodParameter(14) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => params.period - 1,
  init: (params) => ({ high: createHighest(params.period), low: createLowest(params.period) }),
  step({ high, low }, input, output) {
    output[0] = (nextExtreme(high, input[0]!) + nextExtreme(low, input[0]!)) / 2;
  },
});
