import { number } from '../../core/schema.ts';
import { defineIndicator } from './define.ts';
import { createEmaChain, nextEmaChain } from './ema-chain.ts';
import { periodParameter } from './period.ts';

/**
 * Tillson's T3: six exponential averages in a chain, combined by a volume factor v.
 *
 * -v³·e₆ + (3v² + 3v³)·e₅ - (6v² + 3v + 3v³)·e₄ + (1 + 3v + v³ + 3v²)·e₃; first output at row
 * 6·(period - 1).
 *
 * @see Tillson 1998, Stocks & Commodities 16(1); TA-Lib `TA_T3`
 */
export const t3 = defineIndicator({
  name: 't3',
  title: 'T3 moving average',
  params: { period: periodParameter(5), factor: number({ min: 0, max: 1, default: 0.7 }) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => 6 * (params.period - 1),
  init(params) {
    const v = params.factor;
    const cube = v * v * v;
    return {
      chain: createEmaChain(params.period, 6),
      levels: new Float64Array(6),
      weights: Float64Array.of(
        1 + 3 * v + cube + 3 * v * v,
        -6 * v * v - 3 * (v + cube),
        3 * (v * v + cube),
        -cube,
      ),
    };
  },
  step({ chain, levels, weights }, input, output) {
    const sixth = nextEmaChain(chain, input[0]!, levels);
    output[0] =
      weights[3]! * sixth +
      weights[2]! * levels[4]! +
      weights[1]! * levels[3]! +
      weights[0]! * levels[2]!;
  },
});
