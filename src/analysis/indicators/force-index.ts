import { defineIndicator } from './define.ts';
import { createEma, nextEma } from './ema.ts';
import { periodParameter } from './period.ts';

/**
 * Force index: an exponential average of the close's change times volume.
 *
 * First output at row period.
 *
 * @see Elder 1993, Trading for a Living
 */
export const forceIndex = defineIndicator({
  name: 'force_index',
  title: 'Force index',
  params: { period: periodParameter(13) },
  inputs: ['close', 'volume'],
  outputs: ['value'],
  lookback: (params) => params.period,
  init: (params) => ({ previous: Number.NaN, ema: createEma(params.period) }),
  step(state, input, output) {
    const force = (input[0]! - state.previous) * input[1]!;
    state.previous = input[0]!;
    output[0] = Number.isNaN(force) ? force : nextEma(state.ema, force);
  },
});
