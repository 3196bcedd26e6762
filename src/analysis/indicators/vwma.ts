import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { createSma, nextSma } from './sma.ts';

/**
 * Volume-weighted moving average: Σ close·volume / Σ volume over the window.
 *
 * The plain close where no shares traded in the window; first output at row period - 1.
 */
export const vwma = defineIndicator({
  name: 'vwma',
  title: 'Volume-weighted moving average',
  params: { period: periodParameter(20) },
  inputs: ['close', 'volume'],
  outputs: ['value'],
  lookback: (params) => params.period - 1,
  init: (params) => ({ money: createSma(params.period), shares: createSma(params.period) }),
  step({ money, shares }, input, output) {
    const traded = nextSma(money, input[0]! * input[1]!);
    const volume = nextSma(shares, input[1]!);
    output[0] = volume === 0 ? input[0]! : traded / volume;
  },
});
