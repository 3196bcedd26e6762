import { defineIndicator } from './define.ts';
import {
  ageOfExtreme,
  createLatestHighest,
  createLatestLowest,
  nextLatestExtreme,
} from './latest-extreme.ts';
import { periodParameter } from './period.ts';

/**
 * Aroon oscillator: Aroon up less Aroon down, -100 to 100.
 *
 * First output at row period.
 *
 * @see Chande 1995, Stocks & Commodities 13(9); TA-Lib `TA_AROONOSC`
 */
export const aroonOscillator = defineIndicator({
  name: 'aroon_oscillator',
  title: 'Aroon oscillator',
  params: { period: periodParameter(14) },
  inputs: ['high', 'low'],
  outputs: ['value'],
  lookback: (params) => params.period,
  init: (params) => ({
    rows: params.period,
    high: createLatestHighest(params.period + 1),
    low: createLatestLowest(params.period + 1),
  }),
  step({ rows, high, low }, input, output) {
    const top = nextLatestExtreme(high, input[0]!);
    nextLatestExtreme(low, input[1]!);
    const difference = ageOfExtreme(low) - ageOfExtreme(high);
    output[0] = Number.isNaN(top) ? top : (100 / rows) * difference;
  },
});
