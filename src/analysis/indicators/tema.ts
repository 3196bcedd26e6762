import { defineIndicator } from './define.ts';
import { createEmaChain, nextEmaChain } from './ema-chain.ts';
import { periodParameter } from './period.ts';

/**
 * Triple exponential moving average: 3·EMA₁ - 3·EMA₂ + EMA₃, each an EMA of the one before.
 *
 * First output at row 3·(period - 1).
 *
 * @see Mulloy 1994, Stocks & Commodities 12(1); TA-Lib `TA_TEMA`
 */
export const tema = defineIndicator({
  name: 'tema',
  title: 'Triple exponential moving average',
  params: { period: periodParameter(20) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => 3 * (params.period - 1),
  init: (params) => ({ chain: createEmaChain(params.period, 3), levels: new Float64Array(3) }),
  step({ chain, levels }, input, output) {
    const third = nextEmaChain(chain, input[0]!, levels);
    output[0] = third + 3 * levels[0]! - 3 * levels[1]!;
  },
});
