import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { createWma, nextWma } from './wma.ts';

/**
 * Hull moving average: WMA(√n) of 2·WMA(n/2) - WMA(n).
 *
 * Lengths are rounded to the nearest row, at least 1; first output at row n - 1 + √n - 1.
 *
 * @see Hull 2005, alanhull.com/hull-moving-average
 */
export const hma = defineIndicator({
  name: 'hma',
  title: 'Hull moving average',
  params: { period: periodParameter(20) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => params.period + Math.round(Math.sqrt(params.period)) - 2,
  init: (params) => ({
    half: createWma(Math.max(1, Math.round(params.period / 2))),
    whole: createWma(params.period),
    smooth: createWma(Math.round(Math.sqrt(params.period))),
  }),
  step({ half, whole, smooth }, input, output) {
    const fast = nextWma(half, input[0]!);
    const slow = nextWma(whole, input[0]!);
    output[0] = Number.isNaN(slow) ? slow : nextWma(smooth, 2 * fast - slow);
  },
});
