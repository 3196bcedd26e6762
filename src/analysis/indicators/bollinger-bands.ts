import { number } from '../../core/schema.ts';
import { defineIndicator } from './define.ts';
import { bollingerKernel } from './kernels/bollinger-bands.ts';
import { createDeviation, meanOf, nextVariance } from './deviation.ts';
import { periodParameter } from './period.ts';

/**
 * Bollinger bands: a simple average, and so many population standard deviations above and below.
 *
 * First output at row period - 1; the bands meet the average where the series does not vary.
 *
 * @see Bollinger 2001, Bollinger on Bollinger Bands; TA-Lib `TA_BBANDS`
 */
export const bollingerBands = defineIndicator({
  name: 'bollinger_bands',
  title: 'Bollinger bands',
  params: {
    period: periodParameter(20),
    above: number({ min: 0, max: 100, default: 2 }),
    below: number({ min: 0, max: 100, default: 2 }),
  },
  inputs: ['close'],
  outputs: ['upper', 'middle', 'lower'],
  lookback: (params) => params.period - 1,
  init: (params) => ({
    moments: createDeviation(params.period),
    above: params.above,
    below: params.below,
  }),
  kernel: (params, inputs, outputs) => bollingerKernel(inputs[0]!, outputs, params),
  step({ moments, above, below }, input, output) {
    const deviation = Math.sqrt(nextVariance(moments, input[0]!));
    const middle = Number.isNaN(deviation) ? deviation : meanOf(moments);
    output[0] = middle + deviation * above;
    output[1] = middle;
    output[2] = middle - deviation * below;
  },
});
