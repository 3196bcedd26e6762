import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { createSma, nextSma } from './sma.ts';

/**
 * Triangular moving average: an average of averages, the middle of the window heaviest.
 *
 * Windows ⌈(period + 1) / 2⌉ and ⌊(period + 1) / 2⌋; first output at row period - 1.
 *
 * @see TA-Lib `TA_TRIMA`
 */
export const trima = defineIndicator({
  name: 'trima',
  title: 'Triangular moving average',
  params: { period: periodParameter(20) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => params.period - 1,
  init(params) {
    const first = Math.ceil((params.period + 1) / 2);
    return { first: createSma(first), second: createSma(params.period + 1 - first) };
  },
  step({ first, second }, input, output) {
    const once = nextSma(first, input[0]!);
    output[0] = Number.isNaN(once) ? once : nextSma(second, once);
  },
});
