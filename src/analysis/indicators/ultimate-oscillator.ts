import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import { createWindow, push } from './window.ts';
import { isZero } from './zero.ts';

/**
 * Ultimate oscillator: buying pressure over true range in three windows, weighted 4, 2 and 1.
 *
 * 0 to 100; a window without range counts 0; first output at row max(short, middle, long).
 *
 * @see Williams 1985, Stocks & Commodities 3(4); TA-Lib `TA_ULTOSC`
 */
export const ultimateOscillator = defineIndicator({
  name: 'ultimate_oscillator',
  title: 'Ultimate oscillator',
  params: { short: periodParameter(7), middle: periodParameter(14), long: periodParameter(28) },
  inputs: ['high', 'low', 'close'],
  outputs: ['value'],
  lookback: ({ short, middle, long }) => Math.max(short, middle, long),
  init: ({ short, middle, long }) => ({
    windows: [short, middle, long].map((rows) => ({
      pressure: createWindow(rows),
      range: createWindow(rows),
    })),
    sums: new Float64Array(6),
    left: Math.max(short, middle, long),
    previous: Number.NaN,
  }),
  step(state, input, output) {
    const { previous, windows, sums } = state;
    const close = input[2]!;
    state.previous = close;
    output[0] = Number.NaN;
    if (Number.isNaN(previous)) return;
    const low = Math.min(input[1]!, previous);
    const high = Math.max(input[0]!, previous);
    let total = 0;
    for (let index = 0; index < 3; index += 1) {
      const { pressure, range } = windows[index]!;
      const full = pressure.left === 0;
      const lostPressure = push(pressure, close - low);
      const lostRange = push(range, high - low);
      sums[2 * index]! += close - low - (full ? lostPressure : 0);
      sums[2 * index + 1]! += high - low - (full ? lostRange : 0);
      const across = sums[2 * index + 1]!;
      if (!isZero(across)) total += (4 >> index) * (sums[2 * index]! / across);
    }
    if (state.left > 0) state.left -= 1;
    if (state.left === 0) output[0] = 100 * (total / 7);
  },
});
