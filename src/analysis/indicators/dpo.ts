import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { createSma, nextSma } from './sma.ts';
import { ago, createWindow, push } from './window.ts';

/**
 * Detrended price oscillator: the close ⌊period / 2⌋ + 1 rows ago less the average of `period`.
 *
 * The form that looks back only, known at its own row; first output at row
 * max(period - 1, ⌊period / 2⌋ + 1).
 */
export const dpo = defineIndicator({
  name: 'dpo',
  title: 'Detrended price oscillator',
  params: { period: periodParameter(20) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => Math.max(params.period - 1, Math.floor(params.period / 2) + 1),
  init: (params) => ({
    window: createWindow(Math.floor(params.period / 2) + 2),
    average: createSma(params.period),
  }),
  step({ window, average }, input, output) {
    push(window, input[0]!);
    const mean = nextSma(average, input[0]!);
    const earlier = window.left > 0 ? Number.NaN : ago(window, window.values.length - 1);
    output[0] = earlier - mean;
  },
});
