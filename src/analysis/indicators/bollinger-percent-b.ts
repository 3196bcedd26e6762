import { number } from '../../core/schema.ts';
import { defineIndicator } from './define.ts';
import { createDeviation, meanOf, nextVariance } from './deviation.ts';
import { periodParameter } from './period.ts';

/**
 * Bollinger %b and bandwidth: where the value stands between the bands, and how wide they are.
 *
 * %b = (x - lower) / (upper - lower), 0.5 where the bands meet; bandwidth = (upper - lower) /
 * middle, 0 where the middle is 0. First output at row period - 1.
 *
 * @see Bollinger 2001, Bollinger on Bollinger Bands
 */
export const bollingerPercentB = defineIndicator({
  name: 'bollinger_percent_b',
  title: 'Bollinger %b and bandwidth',
  params: { period: periodParameter(20), width: number({ min: 0, max: 100, default: 2 }) },
  inputs: ['close'],
  outputs: ['percentB', 'bandwidth'],
  lookback: (params) => params.period - 1,
  init: (params) => ({ moments: createDeviation(params.period), width: params.width }),
  step({ moments, width }, input, output) {
    const reach = Math.sqrt(nextVariance(moments, input[0]!)) * width;
    if (Number.isNaN(reach)) {
      output.fill(reach);
      return;
    }
    const middle = meanOf(moments);
    output[0] = reach === 0 ? 0.5 : (input[0]! - middle + reach) / (2 * reach);
    output[1] = middle === 0 ? 0 : (2 * reach) / middle;
  },
});
