import { defineIndicator } from './define.ts';
import { createHighest, nextExtreme } from './extreme.ts';
import { periodParameter } from './period.ts';

/**
 * The greatest of the last `period` values.
 *
 * First output at row period - 1.
 *
 * @see TA-Lib `TA_MAX`
 */
export const highest = defineIndicator({
  name: 'highest',
  title: 'Highest value',
  params: { period: periodParameter(20) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => params.period - 1,
  init: (params) => createHighest(params.period),
  step(state, input, output) {
    output[0] = nextExtreme(state, input[0]!);
  },
});
