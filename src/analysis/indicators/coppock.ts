import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { percentChangeBetween } from './roc.ts';
import { ago, createWindow, push } from './window.ts';
import { createWma, nextWma } from './wma.ts';

/**
 * Coppock curve: a weighted average of the sum of two rates of change, in percent.
 *
 * First output at row max(long, short) + period - 1. Meant for monthly bars.
 *
 * @see Coppock 1962, Barron's, 15 October
 */
export const coppock = defineIndicator({
  name: 'coppock',
  title: 'Coppock curve',
  params: { long: periodParameter(14), short: periodParameter(11), period: periodParameter(10) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => Math.max(params.long, params.short) + params.period - 1,
  init: (params) => ({
    long: params.long,
    short: params.short,
    window: createWindow(Math.max(params.long, params.short) + 1),
    average: createWma(params.period),
  }),
  step({ long, short, window, average }, input, output) {
    const value = input[0]!;
    push(window, value);
    output[0] =
      window.left > 0
        ? Number.NaN
        : nextWma(
            average,
            percentChangeBetween(value, ago(window, long)) +
              percentChangeBetween(value, ago(window, short)),
          );
  },
});
