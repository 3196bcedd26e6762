import { averageKind, createAverage, nextAverage } from './average.ts';
import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';

/**
 * Absolute price oscillator: a fast moving average less a slow one, in price.
 *
 * First output at row slow - 1.
 *
 * @see TA-Lib `TA_APO`
 */
export const apo = defineIndicator({
  name: 'apo',
  title: 'Absolute price oscillator',
  params: { fast: periodParameter(12), slow: periodParameter(26), average: averageKind('sma') },
  inputs: ['close'],
  outputs: ['value'],
  lookback: ({ fast, slow }) => Math.max(fast, slow) - 1,
  init: ({ fast, slow, average }) => ({
    fast: createAverage(average, fast),
    slow: createAverage(average, slow),
  }),
  step(state, input, output) {
    output[0] = nextAverage(state.fast, input[0]!) - nextAverage(state.slow, input[0]!);
  },
});
