import { defineIndicator } from './define.ts';
import { macdKernel } from './kernels/macd.ts';
import { createEma, nextEma } from './ema.ts';
import { periodParameter } from './period.ts';

/**
 * Moving average convergence divergence: EMA(fast) - EMA(slow), its EMA as signal, and the rest.
 *
 * Both averages have their first value at row slow - 1, the fast one seeded from the rows that end
 * there; the signal is seeded with the simple average of the first `signal` differences. First
 * output of all three at row slow + signal - 2.
 *
 * @see Appel 1979; TA-Lib `TA_MACD`
 */
export const macd = defineIndicator({
  name: 'macd',
  title: 'Moving average convergence divergence',
  params: { fast: periodParameter(12), slow: periodParameter(26), signal: periodParameter(9) },
  inputs: ['close'],
  outputs: ['macd', 'signal', 'histogram'],
  lookback: ({ slow, signal }) => slow + signal - 2,
  conflict: ({ fast, slow }) =>
    fast < slow ? undefined : `expected fast below slow, found ${fast} and ${slow}`,
  init: ({ fast, slow, signal }) => ({
    wait: slow - fast,
    fast: createEma(fast),
    slow: createEma(slow),
    signal: createEma(signal),
  }),
  kernel: (params, inputs, outputs) => macdKernel(inputs[0]!, outputs, params),
  step(state, input, output) {
    const value = input[0]!;
    const slow = nextEma(state.slow, value);
    const fast = state.wait > 0 ? Number.NaN : nextEma(state.fast, value);
    if (state.wait > 0) state.wait -= 1;
    const difference = fast - slow;
    const signal = Number.isNaN(difference) ? difference : nextEma(state.signal, difference);
    output[0] = Number.isNaN(signal) ? signal : difference;
    output[1] = signal;
    output[2] = difference - signal;
  },
});
