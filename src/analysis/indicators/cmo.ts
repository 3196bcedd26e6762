import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { createGains, nextGains } from './rsi.ts';
import { isZero } from './zero.ts';

/**
 * Chande momentum oscillator: 100·(G - L) / (G + L), Wilder's averages of gains and losses.
 *
 * -100 to 100; 0 without changes; first output at row period.
 *
 * @see Chande and Kroll 1994, The New Technical Trader; TA-Lib `TA_CMO`
 */
export const cmo = defineIndicator({
  name: 'cmo',
  title: 'Chande momentum oscillator',
  params: { period: periodParameter(14) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => params.period,
  init: (params) => createGains(params.period),
  step(state, input, output) {
    if (!nextGains(state, input[0]!)) {
      output[0] = Number.NaN;
      return;
    }
    const total = state.gain + state.loss;
    output[0] = isZero(total) ? 0 : 100 * ((state.gain - state.loss) / total);
  },
});
