import { number } from '../../core/schema.ts';
import { createAtr, nextAtr } from './atr.ts';
import { defineIndicator } from './define.ts';
import { createEma, nextEma } from './ema.ts';
import { periodParameter } from './period.ts';

/**
 * Keltner channel: an exponential average of the close, and so many average true ranges around it.
 *
 * First output at row max(period - 1, range).
 *
 * @see Keltner 1960, How To Make Money in Commodities; Raschke's form with exponential average
 */
export const keltnerChannel = defineIndicator({
  name: 'keltner_channel',
  title: 'Keltner channel',
  params: {
    period: periodParameter(20),
    range: periodParameter(10),
    multiple: number({ min: 0, max: 100, default: 2 }),
  },
  inputs: ['high', 'low', 'close'],
  outputs: ['upper', 'middle', 'lower'],
  lookback: (params) => Math.max(params.period - 1, params.range),
  init: (params) => ({
    middle: createEma(params.period),
    range: createAtr(params.range),
    multiple: params.multiple,
  }),
  step(state, input, output) {
    const middle = nextEma(state.middle, input[2]!);
    const reach = nextAtr(state.range, input) * state.multiple;
    output[0] = middle + reach;
    output[1] = Number.isNaN(reach) ? reach : middle;
    output[2] = middle - reach;
  },
});
