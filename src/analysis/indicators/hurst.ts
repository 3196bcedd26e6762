import { defineIndicator } from './define.ts';
import { periodParameter } from './period.ts';
import type { Window } from './window.ts';
import { createWindow, push } from './window.ts';

const SHORTEST = 8;

/** The rescaled ranges of pieces of one length that end at each of the last rows. */
interface Pieces {
  readonly rows: number;
  readonly ranges: Float64Array;
}

interface HurstState {
  readonly window: Window;
  readonly pieces: readonly Pieces[];
  previous: number;
}

function createState(rows: number): HurstState {
  const pieces: Pieces[] = [];
  for (let length = SHORTEST; length <= rows; length *= 2) {
    pieces.push({ rows: length, ranges: new Float64Array(rows).fill(Number.NaN) });
  }
  return { window: createWindow(rows), pieces, previous: Number.NaN };
}

/** Range of the summed distances from the mean over their deviation, of the last `rows` values. */
function rescaledRange({ values, at }: Window, rows: number): number {
  const size = values.length;
  const first = at - rows < 0 ? at - rows + size : at - rows;
  let mean = 0;
  for (let row = 0, place = first; row < rows; row += 1) {
    mean += values[place]!;
    place = place + 1 === size ? 0 : place + 1;
  }
  mean /= rows;
  let path = 0;
  let top = 0;
  let bottom = 0;
  let squares = 0;
  for (let row = 0, place = first; row < rows; row += 1) {
    const distance = values[place]! - mean;
    place = place + 1 === size ? 0 : place + 1;
    path += distance;
    squares += distance * distance;
    if (path > top) top = path;
    else if (path < bottom) bottom = path;
  }
  const deviation = Math.sqrt(squares / rows);
  return deviation < 1e-14 ? Number.NaN : (top - bottom) / deviation;
}

/** The mean rescaled range of the window cut into pieces of `rows`, pieces that vary only. */
function meanRescaledRange({ rows, ranges }: Pieces, newest: number): number {
  const size = ranges.length;
  let total = 0;
  let counted = 0;
  for (let piece = Math.floor(size / rows) - 1; piece >= 0; piece -= 1) {
    const place = newest - piece * rows;
    const value = ranges[place < 0 ? place + size : place]!;
    if (!Number.isNaN(value)) {
      total += value;
      counted += 1;
    }
  }
  return total / counted;
}

/** The slope of log(R/S) on log(rows) for pieces of 8, 16, 32 … rows; 0.5 where there is none. */
function slopeOf({ pieces }: HurstState, newest: number): number {
  let points = 0;
  let sumX = 0;
  let sumY = 0;
  let sumXX = 0;
  let sumXY = 0;
  for (const piece of pieces) {
    const y = Math.log(meanRescaledRange(piece, newest));
    if (!Number.isFinite(y)) continue;
    const x = Math.log(piece.rows);
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
  params: { period: periodParameter(128, 2 * SHORTEST) },
  inputs: ['close'],
  outputs: ['value'],
  lookback: (params) => params.period,
  init: (params) => createState(params.period),
  step(state, input, output) {
    const { previous, window } = state;
    const value = input[0]!;
    state.previous = value;
    if (Number.isNaN(previous)) {
      output[0] = Number.NaN;
      return;
    }
    const newest = window.at;
    push(window, value > 0 && previous > 0 ? Math.log(value / previous) : 0);
    const known = window.values.length - window.left;
    // A piece keeps its range while it moves through the window: one of each length is new.
    for (const { rows, ranges } of state.pieces) {
      if (known >= rows) ranges[newest] = rescaledRange(window, rows);
    }
    output[0] = window.left > 0 ? Number.NaN : slopeOf(state, newest);
  },
});
