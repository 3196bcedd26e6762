import type { Columns } from '../../core/columns.ts';

/** One bar as candlestick rules look at it; lengths are prices. */
export interface Candle {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Closed above its open. */
  readonly up: boolean;
  /** Closed below its open. */
  readonly down: boolean;
  readonly top: number;
  readonly bottom: number;
  readonly body: number;
  readonly middle: number;
  readonly range: number;
  readonly upperShadow: number;
  readonly lowerShadow: number;
  /** Mean range of the ten bars before: what the words below are measured by. */
  readonly usualRange: number;
  /** A body longer than the mean of the ten bars before. */
  readonly long: boolean;
  /** A body no longer than that mean. */
  readonly short: boolean;
  /** A body of at most a tenth of the usual range. */
  readonly doji: boolean;
  /** Neither it nor the ten bars before it miss a price, and those moved. */
  readonly known: boolean;
  /** The closes before it lie below their own mean of ten: -1; above: 1. */
  readonly trendBefore: -1 | 0 | 1;
}

/** Bars whose means the words of a candle are measured by. */
export const CANDLE_MEMORY = 10;

/** The candle of row `at`, which needs `CANDLE_MEMORY` rows before it. */
export function candleAt(columns: Columns, at: number): Candle {
  const open = columns['open']![at]!;
  const high = columns['high']![at]!;
  const low = columns['low']![at]!;
  const close = columns['close']![at]!;
  let bodies = 0;
  let ranges = 0;
  let closes = 0;
  for (let row = at - CANDLE_MEMORY; row < at; row += 1) {
    bodies += Math.abs(columns['close']![row]! - columns['open']![row]!);
    ranges += columns['high']![row]! - columns['low']![row]!;
    closes += columns['close']![row]!;
  }
  const usualBody = bodies / CANDLE_MEMORY;
  const usualRange = ranges / CANDLE_MEMORY;
  const body = Math.abs(close - open);
  const top = Math.max(open, close);
  const bottom = Math.min(open, close);
  const before = Math.sign(columns['close']![at - 1]! - closes / CANDLE_MEMORY);
  return {
    open,
    high,
    low,
    close,
    up: close > open,
    down: close < open,
    top,
    bottom,
    body,
    middle: (open + close) / 2,
    range: high - low,
    upperShadow: high - top,
    lowerShadow: bottom - low,
    usualRange,
    long: body > usualBody,
    short: body <= usualBody,
    known: Number.isFinite(body + high - low + usualBody + usualRange) && usualRange > 0,
    doji: body <= 0.1 * usualRange,
    trendBefore: before as -1 | 0 | 1,
  };
}

/** A shadow so short that it does not count: a tenth of the usual range. */
export function bare(shadow: number, candle: Candle): boolean {
  return shadow <= 0.1 * candle.usualRange;
}

/** Two prices that count as one: a twentieth of the usual range apart at most. */
export function same(a: number, b: number, candle: Candle): boolean {
  return Math.abs(a - b) <= 0.05 * candle.usualRange;
}

/** Whether the body of `inner` lies within that of `outer`. */
export function within(inner: Candle, outer: Candle): boolean {
  return inner.top <= outer.top && inner.bottom >= outer.bottom;
}
