import { defineIndicator } from './define.ts';
import { createDirectional, directionalIndex, nextDirectional } from './directional.ts';
import { periodParameter } from './period.ts';

/**
 * Directional movement index: how one-sided the movement is, 0 to 100.
 *
 * Keeps its last value where nothing moved; first output at row period.
 *
 * @see Wilder 1978, New Concepts in Technical Trading Systems; TA-Lib `TA_DX`
 */
export const dx = defineIndicator({
  name: 'dx',
  title: 'Directional movement index',
  params: { period: periodParameter(14) },
  inputs: ['high', 'low', 'close'],
  outputs: ['value'],
  lookback: (params) => params.period,
  init: (params) => ({ movement: createDirectional(params.period), value: 0 }),
  step(state, input, output) {
    if (!nextDirectional(state.movement, input)) {
      output[0] = Number.NaN;
      return;
    }
    const index = directionalIndex(state.movement);
    if (!Number.isNaN(index)) state.value = index;
    output[0] = state.value;
  },
});
