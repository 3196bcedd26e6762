import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { createGains, nextRsi } from './rsi.ts';
import { createSma, nextSma } from './sma.ts';
import { createRange, nextPercentK } from './stochastic-fast.ts';

/**
 * Stochastic RSI: where the relative strength index stands in its own range, and its average.
 *
 * First output of both at row period + range + smoothing - 2.
 *
 * @see Chande and Kroll 1994, The New Technical Trader; TA-Lib `TA_STOCHRSI`
 */
export const stochasticRsi = defineIndicator({
  name: 'stochastic_rsi',
  title: 'Stochastic RSI',
  params: { period: periodParameter(14), range: periodParameter(5), smoothing: periodParameter(3) },
  inputs: ['close'],
  outputs: ['k', 'd'],
  lookback: (params) => params.period + params.range + params.smoothing - 2,
  init: (params) => ({
    rsi: createGains(params.period),
    range: createRange(params.range),
    row: new Float64Array(3),
    d: createSma(params.smoothing),
  }),
  step(state, input, output) {
    const strength = nextRsi(state.rsi, input[0]!);
    state.row.fill(strength);
    const k = Number.isNaN(strength) ? strength : nextPercentK(state.range, state.row);
    const d = Number.isNaN(k) ? k : nextSma(state.d, k);
    output[0] = Number.isNaN(d) ? d : k;
    output[1] = d;
  },
});
