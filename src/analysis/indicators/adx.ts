import { defineIndicator } from './define.ts';
import type { Directional } from './directional.ts';
import {
  createDirectional,
  directionalIndex,
  minusIndicator,
  nextDirectional,
  plusIndicator,
} from './directional.ts';
import { periodParameter } from './period.ts';

/** Wilder's average of the directional index; {@link nextAdx} advances it. */
export interface AdxState {
  readonly movement: Directional;
  left: number;
  value: number;
}

/** An average directional index over `length` rows, before the first. */
export function createAdx(length: number): AdxState {
  return { movement: createDirectional(length), left: length, value: 0 };
}

/** Takes a row [high, low, close] and returns the index, NaN while warming. */
export function nextAdx(state: AdxState, row: Float64Array): number {
  if (!nextDirectional(state.movement, row)) return Number.NaN;
  const index = directionalIndex(state.movement);
  const { period: length } = state.movement;
  const moved = !Number.isNaN(index);
  if (state.left > 0) {
    state.left -= 1;
    if (moved) state.value += index;
    return state.left === 0 ? (state.value /= length) : Number.NaN;
  }
  if (moved) state.value = (state.value * (length - 1) + index) / length;
  return state.value;
}

/**
 * Average directional index, 0 to 100, with the two directional indicators.
 *
 * The mean of the first `period` directional indices, then Wilder's smoothing; a row on which
 * nothing moved leaves it as it is. First output of all three at row 2·period - 1.
 *
 * @see Wilder 1978, New Concepts in Technical Trading Systems; TA-Lib `TA_ADX`
 */
export const adx = defineIndicator({
  name: 'adx',
  title: 'Average directional index',
  params: { period: periodParameter(14, 2) },
  inputs: ['high', 'low', 'close'],
  outputs: ['adx', 'plusDi', 'minusDi'],
  lookback: (params) => 2 * params.period - 1,
  init: (params) => createAdx(params.period),
  step(state, input, output) {
    const value = nextAdx(state, input);
    const warm = !Number.isNaN(value);
    output[0] = value;
    output[1] = warm ? plusIndicator(state.movement) : value;
    output[2] = warm ? minusIndicator(state.movement) : value;
  },
});
