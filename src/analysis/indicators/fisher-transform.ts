import { defineIndicator } from './define.ts';
import { createHighest, createLowest, nextExtreme } from './extreme.ts';
import { periodParameter } from './period.ts';

/**
 * Fisher transform of where the median price stands in its range, and its value one row before.
 *
 * x = 0.66·(position - 0.5) + 0.67·x′ held within ±0.999; F = 0.5·ln((1 + x) / (1 - x)) + 0.5·F′.
 * First output at row period - 1, the trigger being 0 there.
 *
 * @see Ehlers 2002, Stocks & Commodities 20(11)
 */
export const fisherTransform = defineIndicator({
  name: 'fisher_transform',
  title: 'Fisher transform',
  params: { period: periodParameter(10) },
  inputs: ['high', 'low'],
  outputs: ['value', 'trigger'],
  lookback: (params) => params.period - 1,
  init: (params) => ({
    high: createHighest(params.period),
    low: createLowest(params.period),
    x: 0,
    fisher: 0,
  }),
  step(state, input, output) {
    const median = (input[0]! + input[1]!) / 2;
    const top = nextExtreme(state.high, median);
    const bottom = nextExtreme(state.low, median);
    if (Number.isNaN(top)) {
      output.fill(top);
      return;
    }
    const position = top === bottom ? 0.5 : (median - bottom) / (top - bottom);
    const x = 0.66 * (position - 0.5) + 0.67 * state.x;
    state.x = Math.max(-0.999, Math.min(0.999, x));
    output[1] = state.fisher;
    state.fisher = 0.5 * Math.log((1 + state.x) / (1 - state.x)) + 0.5 * state.fisher;
    output[0] = state.fisher;
  },
});
