import { number } from '../../core/schema.ts';
import { createAtr, nextAtr } from './atr.ts';
import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';

/**
 * Supertrend: a stop that trails the median price by a multiple of the average true range.
 *
 * Direction 1 while the close stays above the lower band, -1 below the upper one; a band moves only
 * toward the price until it is crossed. Starts with direction 1 where the close is at or above the
 * median price, else -1. First output at row period.
 *
 * @see Seban 2008
 */
export const supertrend = defineIndicator({
  name: 'supertrend',
  title: 'Supertrend',
  params: { period: periodParameter(10), multiple: number({ min: 0, max: 100, default: 3 }) },
  inputs: ['high', 'low', 'close'],
  outputs: ['value', 'direction'],
  lookback: (params) => params.period,
  init: (params) => ({
    range: createAtr(params.period),
    multiple: params.multiple,
    upper: Number.NaN,
    lower: Number.NaN,
    close: Number.NaN,
    direction: 0,
  }),
  step(state, input, output) {
    const reach = nextAtr(state.range, input) * state.multiple;
    if (Number.isNaN(reach)) {
      output.fill(reach);
      return;
    }
    const median = (input[0]! + input[1]!) / 2;
    const close = input[2]!;
    const upper = median + reach;
    const lower = median - reach;
    if (state.direction === 0) {
      state.direction = close >= median ? 1 : -1;
      state.upper = upper;
      state.lower = lower;
    } else {
      if (upper < state.upper || state.close > state.upper) state.upper = upper;
      if (lower > state.lower || state.close < state.lower) state.lower = lower;
      if (state.direction === 1 && close < state.lower) state.direction = -1;
      else if (state.direction === -1 && close > state.upper) state.direction = 1;
    }
    state.close = close;
    output[0] = state.direction === 1 ? state.lower : state.upper;
    output[1] = state.direction;
  },
});
