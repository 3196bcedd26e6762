import { defineIndicator } from './define.ts';
import { createEma, nextEma } from './ema.ts';
import { periodParameter } from './period.ts';
import { ago, createWindow, push } from './window.ts';

/**
 * Zero-lag exponential moving average: an EMA of 2·x - x[(period - 1) / 2 rows ago].
 *
 * First output at row ⌊(period - 1) / 2⌋ + period - 1.
 *
 * @see Ehlers and Way 2010, Stocks & Commodities 28(11)
 */
export const zlema = defineIndicator({
  name: 'zlema',
  title: 'Zero-lag exponential moving average',
  params: { period: periodParameter(20) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => Math.floor((params.period - 1) / 2) + params.period - 1,
  init: (params) => ({
    window: createWindow(Math.floor((params.period - 1) / 2) + 1),
    ema: createEma(params.period),
  }),
  step({ window, ema }, input, output) {
    const value = input[0]!;
    push(window, value);
    const lag = window.values.length - 1;
    output[0] = window.left > 0 ? Number.NaN : nextEma(ema, 2 * value - ago(window, lag));
  },
});
