import { integer } from '../../core/schema.ts';
import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { ago, createWindow, push } from './window.ts';
import { isZero } from './zero.ts';

/**
 * Kaufman's adaptive moving average: fast where price moves straight, slow where it wanders.
 *
 * Efficiency = |change over period| / Σ |changes|; smoothing is the square of
 * efficiency·(2/(fast+1) - 2/(slow+1)) + 2/(slow+1). Starts from the value before its first row;
 * first output at row period.
 *
 * @see Kaufman 1995, Smarter Trading; TA-Lib `TA_KAMA`
 */
export const kama = defineIndicator({
  name: 'kama',
  title: 'Kaufman adaptive moving average',
  params: {
    period: periodParameter(10),
    fast: integer({ min: 1, max: 1000, default: 2 }),
    slow: integer({ min: 1, max: 10_000, default: 30 }),
  },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => params.period,
  init: (params) => ({
    window: createWindow(params.period + 1),
    least: 2 / (params.slow + 1),
    span: 2 / (params.fast + 1) - 2 / (params.slow + 1),
    path: 0,
    dropped: 0,
    value: Number.NaN,
  }),
  step(state, input, output) {
    const { window } = state;
    const value = input[0]!;
    const rows = window.values.length;
    const first = window.left === rows;
    const previous = ago(window, 0);
    push(window, value);
    if (!first) {
      if (window.left === 0) state.path -= state.dropped;
      state.path += Math.abs(value - previous);
    }
    if (window.left > 0) {
      state.value = value;
      output[0] = Number.NaN;
      return;
    }
    const oldest = ago(window, rows - 1);
    const change = value - oldest;
    state.dropped = Math.abs(ago(window, rows - 2) - oldest);
    const straight = state.path <= change || isZero(state.path);
    const efficiency = straight ? 1 : Math.abs(change / state.path);
    const weight = (efficiency * state.span + state.least) ** 2;
    output[0] = state.value = (value - state.value) * weight + state.value;
  },
});
