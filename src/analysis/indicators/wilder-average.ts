import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { createWilder, nextWilder } from './wilder.ts';

/**
 * Wilder's smoothed moving average: weight 1 / period, seeded with a simple average.
 *
 * First output at row period - 1. Also known as RMA and SMMA.
 *
 * @see Wilder 1978, New Concepts in Technical Trading Systems
 */
export const wilderAverage = defineIndicator({
  name: 'wilder_average',
  title: "Wilder's smoothed moving average",
  params: { period: periodParameter(14) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => params.period - 1,
  init: (params) => createWilder(params.period),
  step(state, input, output) {
    output[0] = nextWilder(state, input[0]!);
  },
});
