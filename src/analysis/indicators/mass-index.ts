import { defineIndicator } from './define.ts';
import { createEma, nextEma } from './ema.ts';
import { periodParameter } from './period.ts';
import { createSma, nextSma } from './sma.ts';

/**
 * Mass index: the sum over `period` rows of a smoothed range over its own smoothing.
 *
 * EMA(high - low) / EMA(EMA(high - low)), 1 where there is no range; first output at row
 * 2·(smoothing - 1) + period - 1.
 *
 * @see Dorsey 1992, Stocks & Commodities 10(6)
 */
export const massIndex = defineIndicator({
  name: 'mass_index',
  title: 'Mass index',
  params: { period: periodParameter(25), smoothing: periodParameter(9) },
  inputs: ['high', 'low'],
  outputs: ['value'],
  lookback: (params) => 2 * (params.smoothing - 1) + params.period - 1,
  init: (params) => ({
    once: createEma(params.smoothing),
    twice: createEma(params.smoothing),
    mean: createSma(params.period),
  }),
  step({ once, twice, mean }, input, output) {
    const smooth = nextEma(once, input[0]! - input[1]!);
    const smoother = Number.isNaN(smooth) ? smooth : nextEma(twice, smooth);
    const part = smoother === 0 ? 1 : smooth / smoother;
    output[0] = Number.isNaN(smoother) ? smoother : nextSma(mean, part) * mean.period;
  },
});
