import { moneyFlowVolume } from './accumulation-distribution.ts';
import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';

/**
 * Chaikin oscillator: a fast exponential average of the accumulation/distribution line less a slow
 * one, both seeded with its first value.
 *
 * First output at row max(fast, slow) - 1.
 *
 * @see Chaikin; TA-Lib `TA_ADOSC`
 */
export const chaikinOscillator = defineIndicator({
  name: 'chaikin_oscillator',
  title: 'Chaikin oscillator',
  params: { fast: periodParameter(3), slow: periodParameter(10) },
  inputs: ['high', 'low', 'close', 'volume'],
  outputs: ['value'],
  lookback: ({ fast, slow }) => Math.max(fast, slow) - 1,
  init: ({ fast, slow }) => ({
    left: Math.max(fast, slow),
    fastWeight: 2 / (fast + 1),
    slowWeight: 2 / (slow + 1),
    line: 0,
    fast: Number.NaN,
    slow: Number.NaN,
  }),
  step(state, input, output) {
    const line = (state.line += moneyFlowVolume(input));
    if (Number.isNaN(state.fast)) {
      state.fast = line;
      state.slow = line;
    } else {
      state.fast = state.fastWeight * line + (1 - state.fastWeight) * state.fast;
      state.slow = state.slowWeight * line + (1 - state.slowWeight) * state.slow;
    }
    if (state.left > 0) state.left -= 1;
    output[0] = state.left === 0 ? state.fast - state.slow : Number.NaN;
  },
});
