import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { createSma, nextSma } from './sma.ts';

/**
 * Awesome oscillator: a fast simple average of the median price less a slow one.
 *
 * Median price (high + low) / 2; first output at row slow - 1.
 *
 * @see Williams 1998, New Trading Dimensions
 */
export const awesomeOscillator = defineIndicator({
  name: 'awesome_oscillator',
  title: 'Awesome oscillator',
  params: { fast: periodParameter(5), slow: periodParameter(34) },
  inputs: ['high', 'low'],
  outputs: ['value'],
  lookback: ({ fast, slow }) => Math.max(fast, slow) - 1,
  init: ({ fast, slow }) => ({ fast: createSma(fast), slow: createSma(slow) }),
  step({ fast, slow }, input, output) {
    const median = (input[0]! + input[1]!) / 2;
    output[0] = nextSma(fast, median) - nextSma(slow, median);
  },
});
