import { defineIndicator } from './define.ts';
import { stochasticKernel } from './kernels/stochastic.ts';
import { periodParameter } from './period.ts';
import { createSma, nextSma } from './sma.ts';
import { createRange, nextPercentK } from './stochastic-fast.ts';

/**
 * Slow stochastic: the fast %K smoothed once as %K and once more as %D, both by simple averages.
 *
 * First output of both at row period + slowing + smoothing - 3.
 *
 * @see Lane 1984, Stocks & Commodities 2(3); TA-Lib `TA_STOCH`
 */
export const stochastic = defineIndicator({
  name: 'stochastic',
  title: 'Stochastic oscillator',
  params: {
    period: periodParameter(14),
    slowing: periodParameter(3),
    smoothing: periodParameter(3),
  },
  inputs: ['high', 'low', 'close'],
  outputs: ['k', 'd'],
  lookback: (params) => params.period + params.slowing + params.smoothing - 3,
  init: (params) => ({
    range: createRange(params.period),
    k: createSma(params.slowing),
    d: createSma(params.smoothing),
  }),
  kernel: (params, inputs, outputs) =>
    stochasticKernel({ high: inputs[0]!, low: inputs[1]!, close: inputs[2]! }, outputs, params),
  step(state, input, output) {
    const fast = nextPercentK(state.range, input);
    const k = Number.isNaN(fast) ? fast : nextSma(state.k, fast);
    const d = Number.isNaN(k) ? k : nextSma(state.d, k);
    output[0] = Number.isNaN(d) ? d : k;
    output[1] = d;
  },
});
