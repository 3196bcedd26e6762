import { defineIndicator } from './define.ts';
import { createEmaChain, nextEmaChain } from './ema-chain.ts';
import { periodParameter } from './period.ts';
import { percentChangeBetween } from './roc.ts';

/**
 * TRIX: the one-row change, in percent, of a triple exponential average.
 *
 * First output at row 3·(period - 1) + 1.
 *
 * @see Hutson 1983, Stocks & Commodities 1(5); TA-Lib `TA_TRIX`
 */
export const trix = defineIndicator({
  name: 'trix',
  title: 'TRIX',
  params: { period: periodParameter(15) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => 3 * (params.period - 1) + 1,
  init: (params) => ({
    chain: createEmaChain(params.period, 3),
    levels: new Float64Array(3),
    previous: Number.NaN,
  }),
  step(state, input, output) {
    const third = nextEmaChain(state.chain, input[0]!, state.levels);
    output[0] = percentChangeBetween(third, state.previous);
    state.previous = third;
  },
});
