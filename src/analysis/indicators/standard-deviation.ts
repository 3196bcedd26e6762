import { number } from '../../core/schema.ts';
import { defineIndicator } from './define.ts';
import { createDeviation, nextVariance } from './deviation.ts';
import { periodParameter } from './period.ts';

/**
 * Population standard deviation of the last `period` values, times `scale`.
 *
 * First output at row period - 1; exactly 0 where the variance is below 1e-14.
 *
 * @see TA-Lib `TA_STDDEV`
 */
export const standardDeviation = defineIndicator({
  name: 'standard_deviation',
  title: 'Standard deviation',
  params: { period: periodParameter(20), scale: number({ min: 0, max: 100, default: 1 }) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => params.period - 1,
  init: (params) => ({ moments: createDeviation(params.period), scale: params.scale }),
  step({ moments, scale }, input, output) {
    output[0] = Math.sqrt(nextVariance(moments, input[0]!)) * scale;
  },
});
