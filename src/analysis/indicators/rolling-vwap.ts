import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { createSma, nextSma } from './sma.ts';

/**
 * Volume-weighted average price of the last `period` rows: Σ typical·volume / Σ volume.
 *
 * The typical price stands in where no shares traded in the window; first output at row period - 1.
 */
export const rollingVwap = defineIndicator({
  name: 'rolling_vwap',
  title: 'Volume-weighted average price, rolling',
  params: { period: periodParameter(20) },
  inputs: ['high', 'low', 'close', 'volume'],
  outputs: ['value'],
  lookback: (params) => params.period - 1,
  init: (params) => ({ money: createSma(params.period), shares: createSma(params.period) }),
  step(state, input, output) {
    const typical = (input[0]! + input[1]! + input[2]!) / 3;
    const money = nextSma(state.money, typical * input[3]!);
    const shares = nextSma(state.shares, input[3]!);
    output[0] = shares === 0 ? typical : money / shares;
  },
});
