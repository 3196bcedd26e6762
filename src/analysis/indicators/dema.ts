import { defineIndicator } from './define.ts';
import { createEmaChain, nextEmaChain } from './ema-chain.ts';
import { periodParameter } from './period.ts';

/**
 * Double exponential moving average: 2·EMA - EMA(EMA), which takes out most of the lag.
 *
 * First output at row 2·(period - 1).
 *
 * @see Mulloy 1994, Stocks & Commodities 12(1); TA-Lib `TA_DEMA`
 */
export const dema = defineIndicator({
  name: 'dema',
  title: 'Double exponential moving average',
  params: { period: periodParameter(20) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => 2 * (params.period - 1),
  init: (params) => ({ chain: createEmaChain(params.period, 2), levels: new Float64Array(2) }),
  step({ chain, levels }, input, output) {
    const second = nextEmaChain(chain, input[0]!, levels);
    output[0] = 2 * levels[0]! - second;
  },
});
