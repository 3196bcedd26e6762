import { defineIndicator } from './define.ts';
import { createLowest, nextExtreme } from './extreme.ts';
import { periodParameter } from './period.ts';

/**
 * The least of the last `period` values.
 *
 * First output at row period - 1.
 *
 * @see TA-Lib `TA_MIN`
 */
export const lowest = defineIndicator({
  name: 'lowest',
  title: 'Lowest value',
  params: { period: periodParameter(20) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => params.period - 1,
  init: (params) => createLowest(params.period),
  step(state, input, output) {
    output[0] = nextExtreme(state, input[0]!);
  },
});
