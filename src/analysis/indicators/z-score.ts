import { defineIndicator } from './define.ts';
import { createDeviation, meanOf, nextVariance } from './deviation.ts';
import { periodParameter } from './period.ts';

/**
 * Z-score: how many population standard deviations the value stands above the window's mean.
 *
 * 0 where the window does not vary; first output at row period - 1.
 */
export const zScore = defineIndicator({
  name: 'z_score',
  title: 'Z-score',
  params: { period: periodParameter(20, 2) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => params.period - 1,
  init: (params) => createDeviation(params.period),
  step(state, input, output) {
    const variance = nextVariance(state, input[0]!);
    output[0] = variance === 0 ? 0 : (input[0]! - meanOf(state)) / Math.sqrt(variance);
  },
});
