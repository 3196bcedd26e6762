import type { Candle } from './candle.ts';

/** What a pattern says about what follows. */
export type PatternDirection = 'bullish' | 'bearish' | 'neutral';

/** One candlestick pattern: how many bars it takes, and whether those bars are it. */
export interface CandleRule {
  /** Lower snake case, unique. */
  readonly name: string;
  readonly title: string;
  readonly direction: PatternDirection;
  readonly bars: number;
  /** The trend that must lead into the first bar; no requirement when absent. */
  readonly after?: 'rise' | 'fall';
  /** Tests the pattern's bars, oldest first. */
  matches(candles: readonly Candle[]): boolean;
}

/** A rule of one bar. */
export function single(
  rule: Omit<CandleRule, 'bars' | 'matches'>,
  test: (candle: Candle) => boolean,
): CandleRule {
  return { ...rule, bars: 1, matches: ([a]) => test(a!) };
}

/** A rule of two bars. */
export function double(
  rule: Omit<CandleRule, 'bars' | 'matches'>,
  test: (first: Candle, second: Candle) => boolean,
): CandleRule {
  return { ...rule, bars: 2, matches: ([a, b]) => test(a!, b!) };
}

/** A rule of three bars. */
export function triple(
  rule: Omit<CandleRule, 'bars' | 'matches'>,
  test: (first: Candle, second: Candle, third: Candle) => boolean,
): CandleRule {
  return { ...rule, bars: 3, matches: ([a, b, c]) => test(a!, b!, c!) };
}
