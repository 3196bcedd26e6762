import { defineIndicator } from './define.ts';
import { period } from './period.ts';
import type { Window } from './window.ts';
import { ago, createWindow, push } from './window.ts';

const SHORTEST = 8;

/** Range of the summed distances from the mean over their deviation, of `rows` values. */
function rescaledRange(window: Window, oldest: number, rows: number): number {
  let mean = 0;
  for (let row = 0; row < rows; row += 1) mean += ago(window, oldest - row);
  mean /= rows;
  let path = 0;
  let top = 0;
  let bottom = 0;
  let squares = 0;
  for (let row = 0; row < rows; row += 1) {
    const distance = ago(window, oldest - row) - mean;
    path += distance;
    squares += distance * distance;
    top = Math.max(top, path);
    bottom = Math.min(bottom, path);
  }
  const deviation = Math.sqrt(squares / rows);
  return deviation < 1e-14 ? Number.NaN : (top - bottom) / deviation;
}

/** The mean rescaled range of the window cut into pieces of `rows`, pieces that vary only. */
function meanRescaledRange(window: Window, rows: number): number {
  const pieces = Math.floor(window.values.length / rows);
  let total = 0;
  let counted = 0;
  for (let piece = 0; piece < pieces; piece += 1) {
    const value = rescaledRange(window, rows * pieces - 1 - piece * rows, rows);
    if (!Number.isNaN(value)) {
      total += value;
      counted += 1;
    }
  }
  return total / counted;
}

/** The slope of log(R/S) on log(rows) for pieces of 8, 16, 32 … rows; 0.5 where there is none. */
function slopeOf(window: Window): number {
  let points = 0;
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumXY = 0;
  for (let rows = SHORTEST; rows <= window.values.length; rows *= 2) {
    const y = Math.log(meanRescaledRange(window, rows));
    if (!Number.isFinite(y)) continue;
    const x = Math.log(rows);
    points += 1;
    sumX += x;
    sumY += y;
    sumXX += x * x;
    sumXY += x * y;
  }
  if (points < 2) return 0.5;
  return (points * sumXY - sumX * sumY) / (points * sumXX - sumX * sumX);
}

/**
 * Hurst exponent of the last `period` log returns, by rescaled range.
 *
 * The slope of log(R/S) on log(n) for pieces of 8, 16, 32 … returns: above 0.5 trends persist,
 * below it they turn; 0.5 where the returns do not vary. Uncorrected for short pieces, so a random
 * walk reads somewhat above 0.5. First output at row period. Prices at or below 0 count as no
 * change.
 *
 * @see Hurst 1951, Trans. ASCE 116; Mandelbrot and Wallis 1969, Water Resources Research 5(5)
 */
export const hurst = defineIndicator({
  name: 'hurst',
  title: 'Hurst exponent',
  params: { period: period(128, 2 * SHORTEST) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => params.period,
  init: (params) => ({ window: createWindow(params.period), previous: Number.NaN }),
  step(state, input, output) {
    const { previous, window } = state;
    const value = input[0]!;
    state.previous = value;
    if (!Number.isNaN(previous)) {
      push(window, value > 0 && previous > 0 ? Math.log(value / previous) : 0);
    }
    output[0] = window.left > 0 ? Number.NaN : slopeOf(window);
  },
});
