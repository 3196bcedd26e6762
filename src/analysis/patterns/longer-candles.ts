import type { Candle } from './candle.ts';
import { within } from './candle.ts';
import type { CandleRule } from './candle-rule.ts';

function pausing(candles: readonly Candle[], side: 'up' | 'down'): boolean {
  const [first, a, b, c, last] = candles as readonly [Candle, Candle, Candle, Candle, Candle];
  if (!first[side] || !first.long || !last[side] || !last.long) return false;
  const inside = [a, b, c].every(
    (candle) => candle.short && candle.high <= first.high && candle.low >= first.low,
  );
  const drifts = side === 'up' ? a.close > c.close : a.close < c.close;
  return inside && drifts && (side === 'up' ? last.close > first.close : last.close < first.close);
}

function struck(candles: readonly Candle[], side: 'up' | 'down'): boolean {
  const [a, b, c, d] = candles as readonly [Candle, Candle, Candle, Candle];
  if (!a[side] || !b[side] || !c[side]) return false;
  return side === 'up'
    ? b.close > a.close && c.close > b.close && d.down && d.open >= c.close && d.close < a.open
    : b.close < a.close && c.close < b.close && d.up && d.open <= c.close && d.close > a.open;
}

/** Patterns of four and five bars. @see Nison 1991, Japanese Candlestick Charting Techniques */
export const LONGER_CANDLES: readonly CandleRule[] = [
  {
    name: 'rising_three_methods',
    title: 'Rising three methods',
    direction: 'bullish',
    bars: 5,
    matches: (candles) => pausing(candles, 'up'),
  },
  {
    name: 'falling_three_methods',
    title: 'Falling three methods',
    direction: 'bearish',
    bars: 5,
    matches: (candles) => pausing(candles, 'down'),
  },
  {
    name: 'bullish_three_line_strike',
    title: 'Bullish three-line strike',
    direction: 'bullish',
    bars: 4,
    matches: (candles) => struck(candles, 'up'),
  },
  {
    name: 'bearish_three_line_strike',
    title: 'Bearish three-line strike',
    direction: 'bearish',
    bars: 4,
    matches: (candles) => struck(candles, 'down'),
  },
  {
    name: 'ladder_bottom',
    title: 'Ladder bottom',
    direction: 'bullish',
    after: 'fall',
    bars: 5,
    matches(candles) {
      const [a, b, c, d, e] = candles as readonly [Candle, Candle, Candle, Candle, Candle];
      const falling = a.down && b.down && c.down && b.close < a.close && c.close < b.close;
      return falling && d.down && d.upperShadow > d.body && e.up && e.open > d.open;
    },
  },
  {
    name: 'concealing_baby_swallow',
    title: 'Concealing baby swallow',
    direction: 'bullish',
    after: 'fall',
    bars: 4,
    matches(candles) {
      const [a, b, c, d] = candles as readonly [Candle, Candle, Candle, Candle];
      const falling = a.down && a.long && b.down && b.long && c.down && d.down;
      return falling && c.open < b.close && c.high > b.close && within(c, d) && d.high >= c.high;
    },
  },
];
