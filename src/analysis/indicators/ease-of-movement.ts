import { number } from '../../core/schema.ts';
import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { createSma, nextSma } from './sma.ts';

/**
 * Ease of movement: the median price's change per share traded and unit of range, averaged.
 *
 * change / ((volume / scale) / (high - low)), 0 for a bar without volume; first output at row
 * period.
 *
 * @see Arms 1996, Trading Without Fear
 */
export const easeOfMovement = defineIndicator({
  name: 'ease_of_movement',
  title: 'Ease of movement',
  params: { period: periodParameter(14), scale: number({ min: 1, default: 100_000_000 }) },
  inputs: ['high', 'low', 'volume'],
  outputs: ['value'],
  lookback: (params) => params.period,
  init: (params) => ({
    previous: Number.NaN,
    scale: params.scale,
    average: createSma(params.period),
  }),
  step(state, input, output) {
    const median = (input[0]! + input[1]!) / 2;
    const change = median - state.previous;
    state.previous = median;
    const volume = input[2]! / state.scale;
    const ease = volume === 0 ? 0 : (change * (input[0]! - input[1]!)) / volume;
    output[0] = Number.isNaN(change) ? change : nextSma(state.average, ease);
  },
});
