import { createCoMoments, nextPair } from './co-moments.ts';
import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';

/**
 * Pearson's correlation of two columns over the last `period` rows, -1 to 1.
 *
 * 0 where either does not vary; first output at row period - 1. Reads `high` and `low` unless named
 * otherwise with `.on(x, y)`.
 *
 * @see TA-Lib `TA_CORREL`
 */
export const correlation = defineIndicator({
  name: 'correlation',
  title: 'Correlation',
  params: { period: periodParameter(30, 2) },
  inputs: ['high', 'low'],
  outputs: ['value'],
  lookback: (params) => params.period - 1,
  init: (params) => createCoMoments(params.period),
  step(state, input, output) {
    if (!nextPair(state, input[0]!, input[1]!)) {
      output[0] = Number.NaN;
      return;
    }
    const rows = state.period;
    const spread = (state.xx - state.x ** 2 / rows) * (state.yy - state.y ** 2 / rows);
    const value = (state.xy - (state.x * state.y) / rows) / Math.sqrt(spread);
    output[0] = spread < 1e-14 ? 0 : Math.max(-1, Math.min(1, value));
  },
});
