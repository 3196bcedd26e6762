import { moneyFlowVolume } from './accumulation-distribution.ts';
import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { createSma, nextSma } from './sma.ts';

/**
 * Chaikin money flow: Σ money flow volume / Σ volume over `period` rows, -1 to 1.
 *
 * 0 where no shares traded; first output at row period - 1.
 *
 * @see Chaikin
 */
export const chaikinMoneyFlow = defineIndicator({
  name: 'chaikin_money_flow',
  title: 'Chaikin money flow',
  params: { period: periodParameter(20) },
  inputs: ['high', 'low', 'close', 'volume'],
  outputs: ['value'],
  lookback: (params) => params.period - 1,
  init: (params) => ({ flow: createSma(params.period), volume: createSma(params.period) }),
  step(state, input, output) {
    const flow = nextSma(state.flow, moneyFlowVolume(input));
    const volume = nextSma(state.volume, input[3]!);
    output[0] = volume === 0 ? 0 : flow / volume;
  },
});
