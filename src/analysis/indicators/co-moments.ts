/** Sums over pairs of the last values, from the first pair on; {@link nextPair} keeps them. */
export interface CoMoments {
  readonly period: number;
  readonly xs: Float64Array;
  readonly ys: Float64Array;
  at: number;
  left: number;
  originX: number;
  originY: number;
  x: number;
  y: number;
  xx: number;
  yy: number;
  xy: number;
}

/** The sums of `period` pairs, before the first. */
export function createCoMoments(period: number): CoMoments {
  return {
    period,
    xs: new Float64Array(period),
    ys: new Float64Array(period),
    at: 0,
    left: period,
    originX: Number.NaN,
    originY: Number.NaN,
    x: 0,
    y: 0,
    xx: 0,
    yy: 0,
    xy: 0,
  };
}

/** Takes one pair; true once the sums cover `period` pairs. */
export function nextPair(state: CoMoments, firstValue: number, secondValue: number): boolean {
  const { xs, ys, at, period } = state;
  if (Number.isNaN(state.originX)) {
    state.originX = firstValue;
    state.originY = secondValue;
  }
  const x = firstValue - state.originX;
  const y = secondValue - state.originY;
  const oldX = xs[at]!;
  const oldY = ys[at]!;
  xs[at] = x;
  ys[at] = y;
  state.at = at + 1 === period ? 0 : at + 1;
  state.x += x - oldX;
  state.y += y - oldY;
  state.xx += (x - oldX) * (x + oldX);
  state.yy += (y - oldY) * (y + oldY);
  state.xy += x * y - oldX * oldY;
  if (state.left > 0) state.left -= 1;
  return state.left === 0;
}
