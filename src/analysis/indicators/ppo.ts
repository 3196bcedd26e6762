import { averageKind, createAverage, nextAverage } from './average.ts';
import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';

/**
 * Percentage price oscillator: a fast moving average less a slow one, in percent of the slow one.
 *
 * First output at row slow - 1; 0 where the slow average is 0.
 *
 * @see TA-Lib `TA_PPO`
 */
export const ppo = defineIndicator({
  name: 'ppo',
  title: 'Percentage price oscillator',
  params: { fast: periodParameter(12), slow: periodParameter(26), average: averageKind('sma') },
  inputs: ['close'],
  outputs: ['value'],
  lookback: ({ fast, slow }) => Math.max(fast, slow) - 1,
  init: ({ fast, slow, average }) => ({
    fast: createAverage(average, fast),
    slow: createAverage(average, slow),
  }),
  step(state, input, output) {
    const fast = nextAverage(state.fast, input[0]!);
    const slow = nextAverage(state.slow, input[0]!);
    const value = slow === 0 ? 0 : ((fast - slow) / slow) * 100;
    output[0] = Number.isNaN(fast) ? fast : value;
  },
});
