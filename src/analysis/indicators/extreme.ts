/**
 * The greatest or least of the last `period` values, in constant time a value and without search.
 *
 * The series is cut into blocks of `period`: a window is the end of one block and the start of the
 * next, whose extremes are kept.
 *
 * @see van Herk 1992, Pattern Recognition Letters 13(7); Gil and Werman 1993
 */
export interface Extreme {
  readonly period: number;
  /** 1 for the greatest, -1 for the least; values are kept times it. */
  readonly sign: number;
  /** The values of the current block. */
  readonly block: Float64Array;
  /** The greatest from each place of the block before to its end. */
  readonly ends: Float64Array;
  /** The greatest of the current block so far. */
  start: number;
  /** The extreme of the last `period` values, NaN while there are fewer. */
  extreme: number;
  at: number;
  left: number;
}

function createExtreme(period: number, sign: 1 | -1): Extreme {
  const ends = new Float64Array(period);
  return {
    period,
    sign,
    block: new Float64Array(period),
    ends,
    start: Number.NEGATIVE_INFINITY,
    extreme: Number.NaN,
    at: 0,
    left: period - 1,
  };
}

/** The greatest of the last `period` values, before the first. */
export function createHighest(period: number): Extreme {
  return createExtreme(period, 1);
}

/** The least of the last `period` values, before the first. */
export function createLowest(period: number): Extreme {
  return createExtreme(period, -1);
}

/** Takes one value and returns the extreme, NaN before the `period`th value. */
export function nextExtreme(state: Extreme, value: number): number {
  // The number travels in the state: as a result of a function this long it would be allocated.
  advance(state, value);
  return state.extreme;
}

function advance(state: Extreme, value: number): void {
  const { period, block, ends, sign, at } = state;
  const signed = value * sign;
  const start = at === 0 || signed > state.start ? signed : state.start;
  state.start = start;
  block[at] = signed;
  if (at + 1 === period) {
    state.at = 0;
    closeBlock(block, ends);
    state.left = 0;
    state.extreme = start * sign;
    return;
  }
  state.at = at + 1;
  if (state.left > 0) {
    state.left -= 1;
    return;
  }
  const end = ends[at + 1]!;
  state.extreme = (start > end ? start : end) * sign;
}

function closeBlock(block: Float64Array, ends: Float64Array): void {
  let greatest = Number.NEGATIVE_INFINITY;
  for (let place = block.length - 1; place >= 0; place -= 1) {
    if (block[place]! > greatest) greatest = block[place]!;
    ends[place] = greatest;
  }
}
