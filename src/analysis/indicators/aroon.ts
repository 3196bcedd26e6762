import { defineIndicator } from './define.ts';
import {
  ageOfExtreme,
  createLatestHighest,
  createLatestLowest,
  nextLatestExtreme,
} from './latest-extreme.ts';
import { periodParameter } from './period.ts';

/**
 * Aroon: how recently the highest high and the lowest low of period + 1 rows occurred.
 *
 * 100·(period - rows since) / period; among equals the latest; first output at row period.
 *
 * @see Chande 1995, Stocks & Commodities 13(9); TA-Lib `TA_AROON`
 */
export const aroon = defineIndicator({
  name: 'aroon',
  title: 'Aroon',
  params: { period: periodParameter(14) },
  inputs: ['high', 'low'],
  outputs: ['down', 'up'],
  lookback: (params) => params.period,
  init: (params) => ({
    rows: params.period,
    high: createLatestHighest(params.period + 1),
    low: createLatestLowest(params.period + 1),
  }),
  step({ rows, high, low }, input, output) {
    const top = nextLatestExtreme(high, input[0]!);
    nextLatestExtreme(low, input[1]!);
    if (Number.isNaN(top)) {
      output.fill(top);
      return;
    }
    const scale = 100 / rows;
    output[0] = scale * (rows - ageOfExtreme(low));
    output[1] = scale * (rows - ageOfExtreme(high));
  },
});
