import { defineIndicator } from './define.ts';
import { createDeviation, nextVariance } from './deviation.ts';
import { periodParameter } from './period.ts';

/**
 * Population variance of the last `period` values.
 *
 * First output at row period - 1; exactly 0 below 1e-14.
 *
 * @see TA-Lib `TA_VAR`
 */
export const variance = defineIndicator({
  name: 'variance',
  title: 'Variance',
  params: { period: periodParameter(20) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => params.period - 1,
  init: (params) => createDeviation(params.period),
  step(state, input, output) {
    output[0] = nextVariance(state, input[0]!);
  },
});
