import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { createSma, nextSma } from './sma.ts';
import { nextTrueRange } from './true-range.ts';

/**
 * Vortex indicator: upward and downward reach from bar to bar over true range.
 *
 * Plus Σ|high - previous low| / Σ true range, minus Σ|low - previous high| / Σ true range; 0 where
 * there is no range; first output at row period.
 *
 * @see Botes and Siepman 2010, Stocks & Commodities 28(1)
 */
export const vortex = defineIndicator({
  name: 'vortex',
  title: 'Vortex indicator',
  params: { period: periodParameter(14) },
  inputs: ['high', 'low', 'close'],
  outputs: ['plus', 'minus'],
  lookback: (params) => params.period,
  init: (params) => ({
    high: Number.NaN,
    low: Number.NaN,
    previous: Number.NaN,
    plus: createSma(params.period),
    minus: createSma(params.period),
    range: createSma(params.period),
  }),
  step(state, input, output) {
    const up = Math.abs(input[0]! - state.low);
    const down = Math.abs(input[1]! - state.high);
    state.high = input[0]!;
    state.low = input[1]!;
    const range = nextTrueRange(state, input);
    output.fill(Number.NaN);
    if (Number.isNaN(range)) return;
    const plus = nextSma(state.plus, up);
    const minus = nextSma(state.minus, down);
    const across = nextSma(state.range, range);
    if (Number.isNaN(across)) return;
    output[0] = across === 0 ? 0 : plus / across;
    output[1] = across === 0 ? 0 : minus / across;
  },
});
