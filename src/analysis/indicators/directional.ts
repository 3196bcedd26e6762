import { nextTrueRange } from './true-range.ts';
import { isZero } from './zero.ts';

/** Wilder's sums of directional movement and true range; {@link nextDirectional} advances them. */
export interface Directional {
  readonly period: number;
  left: number;
  high: number;
  low: number;
  previous: number;
  plus: number;
  minus: number;
  range: number;
}

/** Directional movement over `period` rows, before the first. */
export function createDirectional(period: number): Directional {
  return {
    period,
    left: period,
    high: Number.NaN,
    low: Number.NaN,
    previous: Number.NaN,
    plus: 0,
    minus: 0,
    range: 0,
  };
}

/**
 * Takes a row [high, low, close]; true once the sums cover `period` rows.
 *
 * The first period - 1 movements are summed; from then on each sum loses a period-th of itself and
 * gains the new movement.
 */
export function nextDirectional(state: Directional, row: Float64Array): boolean {
  const up = row[0]! - state.high;
  const down = state.low - row[1]!;
  state.high = row[0]!;
  state.low = row[1]!;
  const range = nextTrueRange(state, row);
  if (Number.isNaN(range)) return false;
  const plus = up > 0 && up > down ? up : 0;
  const minus = down > 0 && down > up ? down : 0;
  if (state.left > 1) {
    state.left -= 1;
    state.plus += plus;
    state.minus += minus;
    state.range += range;
    return false;
  }
  const { period } = state;
  state.plus = state.plus - state.plus / period + plus;
  state.minus = state.minus - state.minus / period + minus;
  state.range = state.range - state.range / period + range;
  return true;
}

/** The plus directional indicator, 0 to 100; 0 without range. */
export function plusIndicator(state: Directional): number {
  return isZero(state.range) ? 0 : 100 * (state.plus / state.range);
}

/** The minus directional indicator, 0 to 100; 0 without range. */
export function minusIndicator(state: Directional): number {
  return isZero(state.range) ? 0 : 100 * (state.minus / state.range);
}

/** 100·|+DI - -DI| / (+DI + -DI), NaN where neither moved. */
export function directionalIndex(state: Directional): number {
  const plus = plusIndicator(state);
  const minus = minusIndicator(state);
  const total = plus + minus;
  return isZero(total) ? Number.NaN : 100 * (Math.abs(minus - plus) / total);
}
