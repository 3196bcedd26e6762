import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { createWindow, push } from './window.ts';
import { isZero } from './zero.ts';

/**
 * Beta: the slope of one column's returns on another's over the last `period` returns.
 *
 * Reads x `high` and y `low` unless named otherwise with `.on(benchmark, asset)`: the slope of the
 * second on the first. A return from 0 counts 0, and so does the slope where x does not vary;
 * first output at row period.
 *
 * @see TA-Lib `TA_BETA`
 */
export const beta = defineIndicator({
  name: 'beta',
  title: 'Beta',
  params: { period: periodParameter(5) },
  inputs: ['high', 'low'],
  outputs: ['value'],
  lookback: (params) => params.period,
  init: (params) => ({
    xs: createWindow(params.period),
    ys: createWindow(params.period),
    lastX: Number.NaN,
    lastY: Number.NaN,
    x: 0,
    y: 0,
    xx: 0,
    xy: 0,
  }),
  step(state, input, output) {
    const { lastX, lastY, xs, ys } = state;
    state.lastX = input[0]!;
    state.lastY = input[1]!;
    output[0] = Number.NaN;
    if (Number.isNaN(lastX)) return;
    const x = isZero(lastX) ? 0 : (input[0]! - lastX) / lastX;
    const y = isZero(lastY) ? 0 : (input[1]! - lastY) / lastY;
    const full = xs.left === 0;
    const oldX = push(xs, x);
    const oldY = push(ys, y);
    if (full) {
      state.x -= oldX;
      state.y -= oldY;
      state.xx -= oldX * oldX;
      state.xy -= oldX * oldY;
    }
    state.x += x;
    state.y += y;
    state.xx += x * x;
    state.xy += x * y;
    if (xs.left > 0) return;
    const rows = xs.values.length;
    const spread = rows * state.xx - state.x * state.x;
    output[0] = isZero(spread) ? 0 : (rows * state.xy - state.x * state.y) / spread;
  },
});
