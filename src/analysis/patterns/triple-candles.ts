import { bare, within } from './candle.ts';
import type { Candle } from './candle.ts';
import type { CandleRule } from './candle-rule.ts';
import { triple } from './candle-rule.ts';

/** Three long bars of one color, each opening within the body before and closing beyond it. */
function marching(candles: readonly Candle[], side: 'up' | 'down'): boolean {
  return candles.every((candle, i) => {
    if (!candle[side] || !candle.long) return false;
    const before = candles[i - 1];
    if (before === undefined) return true;
    const opens = candle.open <= before.top && candle.open >= before.bottom;
    return opens && (side === 'up' ? candle.close > before.close : candle.close < before.close);
  });
}

/** Patterns of three bars. @see Nison 1991, Japanese Candlestick Charting Techniques */
export const TRIPLE_CANDLES: readonly CandleRule[] = [
  triple(
    { name: 'morning_star', title: 'Morning star', direction: 'bullish', after: 'fall' },
    (a, b, c) =>
      a.down && a.long && b.short && !b.doji && b.top < a.bottom && c.up && c.close > a.middle,
  ),
  triple(
    { name: 'evening_star', title: 'Evening star', direction: 'bearish', after: 'rise' },
    (a, b, c) =>
      a.up && a.long && b.short && !b.doji && b.bottom > a.top && c.down && c.close < a.middle,
  ),
  triple(
    { name: 'morning_doji_star', title: 'Morning doji star', direction: 'bullish', after: 'fall' },
    (a, b, c) => a.down && a.long && b.doji && b.top < a.bottom && c.up && c.close > a.middle,
  ),
  triple(
    { name: 'evening_doji_star', title: 'Evening doji star', direction: 'bearish', after: 'rise' },
    (a, b, c) => a.up && a.long && b.doji && b.bottom > a.top && c.down && c.close < a.middle,
  ),
  triple(
    {
      name: 'bullish_abandoned_baby',
      title: 'Bullish abandoned baby',
      direction: 'bullish',
      after: 'fall',
    },
    (a, b, c) => a.down && a.long && b.doji && b.high < a.low && c.up && c.low > b.high,
  ),
  triple(
    {
      name: 'bearish_abandoned_baby',
      title: 'Bearish abandoned baby',
      direction: 'bearish',
      after: 'rise',
    },
    (a, b, c) => a.up && a.long && b.doji && b.low > a.high && c.down && c.high < b.low,
  ),
  triple(
    {
      name: 'three_white_soldiers',
      title: 'Three white soldiers',
      direction: 'bullish',
      after: 'fall',
    },
    (a, b, c) =>
      marching([a, b, c], 'up') &&
      bare(a.upperShadow, a) &&
      bare(b.upperShadow, b) &&
      bare(c.upperShadow, c),
  ),
  triple(
    { name: 'three_black_crows', title: 'Three black crows', direction: 'bearish', after: 'rise' },
    (a, b, c) =>
      marching([a, b, c], 'down') &&
      bare(a.lowerShadow, a) &&
      bare(b.lowerShadow, b) &&
      bare(c.lowerShadow, c),
  ),
  triple(
    { name: 'three_inside_up', title: 'Three inside up', direction: 'bullish', after: 'fall' },
    (a, b, c) => a.down && a.long && b.short && b.up && within(b, a) && c.up && c.close > a.open,
  ),
  triple(
    { name: 'three_inside_down', title: 'Three inside down', direction: 'bearish', after: 'rise' },
    (a, b, c) => a.up && a.long && b.short && b.down && within(b, a) && c.down && c.close < a.open,
  ),
  triple(
    { name: 'three_outside_up', title: 'Three outside up', direction: 'bullish', after: 'fall' },
    (a, b, c) => a.down && b.up && within(a, b) && b.body > a.body && c.up && c.close > b.close,
  ),
  triple(
    {
      name: 'three_outside_down',
      title: 'Three outside down',
      direction: 'bearish',
      after: 'rise',
    },
    (a, b, c) => a.up && b.down && within(a, b) && b.body > a.body && c.down && c.close < b.close,
  ),
  triple(
    { name: 'two_crows', title: 'Two crows', direction: 'bearish', after: 'rise' },
    (a, b, c) =>
      a.up &&
      a.long &&
      b.down &&
      b.bottom > a.top &&
      c.down &&
      c.open < b.open &&
      c.open > b.close &&
      c.close < a.close &&
      c.close > a.open,
  ),
  triple(
    { name: 'tri_star_bottom', title: 'Tri-star bottom', direction: 'bullish', after: 'fall' },
    (a, b, c) => a.doji && b.doji && c.doji && b.top < a.bottom && b.top < c.bottom,
  ),
  triple(
    { name: 'tri_star_top', title: 'Tri-star top', direction: 'bearish', after: 'rise' },
    (a, b, c) => a.doji && b.doji && c.doji && b.bottom > a.top && b.bottom > c.top,
  ),
];
