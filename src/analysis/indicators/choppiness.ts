import { defineIndicator } from './define.ts';
import { createHighest, createLowest, nextExtreme } from './extreme.ts';
import { periodParameter } from './period.ts';
import { createSma, nextSma } from './sma.ts';
import { nextTrueRange } from './true-range.ts';

/**
 * Choppiness index: 100·log₁₀(Σ true range / range of the window) / log₁₀(period).
 *
 * About 0 in a straight run, 100 where price goes nowhere; 100 in a range of nothing; first output
 * at row period.
 *
 * @see Dreiss 1992
 */
export const choppiness = defineIndicator({
  name: 'choppiness',
  title: 'Choppiness index',
  params: { period: periodParameter(14, 2) },
  inputs: ['high', 'low', 'close'],
  outputs: ['value'],
  lookback: (params) => params.period,
  init: (params) => ({
    previous: Number.NaN,
    range: createSma(params.period),
    high: createHighest(params.period),
    low: createLowest(params.period),
  }),
  step(state, input, output) {
    const { period: rows } = state.range;
    const top = nextExtreme(state.high, input[0]!);
    const bottom = nextExtreme(state.low, input[1]!);
    const range = nextTrueRange(state, input);
    const path = Number.isNaN(range) ? range : nextSma(state.range, range) * rows;
    const flat = top === bottom || path <= 0;
    const value = flat ? 100 : (100 * Math.log(path / (top - bottom))) / Math.log(rows);
    output[0] = Number.isNaN(path) ? path : value;
  },
});
