import { bare } from './candle.ts';
import type { CandleRule } from './candle-rule.ts';
import { single } from './candle-rule.ts';

/** Patterns of one bar. @see Nison 1991, Japanese Candlestick Charting Techniques */
export const SINGLE_CANDLES: readonly CandleRule[] = [
  single({ name: 'doji', title: 'Doji', direction: 'neutral' }, (a) => a.doji && a.range > 0),
  single(
    { name: 'long_legged_doji', title: 'Long-legged doji', direction: 'neutral' },
    (a) => a.doji && a.upperShadow > 0.4 * a.usualRange && a.lowerShadow > 0.4 * a.usualRange,
  ),
  single(
    { name: 'dragonfly_doji', title: 'Dragonfly doji', direction: 'bullish', after: 'fall' },
    (a) => a.doji && bare(a.upperShadow, a) && a.lowerShadow > 0.4 * a.usualRange,
  ),
  single(
    { name: 'gravestone_doji', title: 'Gravestone doji', direction: 'bearish', after: 'rise' },
    (a) => a.doji && bare(a.lowerShadow, a) && a.upperShadow > 0.4 * a.usualRange,
  ),
  single(
    { name: 'hammer', title: 'Hammer', direction: 'bullish', after: 'fall' },
    (a) => a.short && !a.doji && a.lowerShadow >= 2 * a.body && bare(a.upperShadow, a),
  ),
  single(
    { name: 'hanging_man', title: 'Hanging man', direction: 'bearish', after: 'rise' },
    (a) => a.short && !a.doji && a.lowerShadow >= 2 * a.body && bare(a.upperShadow, a),
  ),
  single(
    { name: 'inverted_hammer', title: 'Inverted hammer', direction: 'bullish', after: 'fall' },
    (a) => a.short && !a.doji && a.upperShadow >= 2 * a.body && bare(a.lowerShadow, a),
  ),
  single(
    { name: 'shooting_star', title: 'Shooting star', direction: 'bearish', after: 'rise' },
    (a) => a.short && !a.doji && a.upperShadow >= 2 * a.body && bare(a.lowerShadow, a),
  ),
  single(
    { name: 'bullish_marubozu', title: 'Bullish marubozu', direction: 'bullish' },
    (a) => a.up && a.long && bare(a.upperShadow, a) && bare(a.lowerShadow, a),
  ),
  single(
    { name: 'bearish_marubozu', title: 'Bearish marubozu', direction: 'bearish' },
    (a) => a.down && a.long && bare(a.upperShadow, a) && bare(a.lowerShadow, a),
  ),
  single(
    { name: 'bullish_belt_hold', title: 'Bullish belt hold', direction: 'bullish', after: 'fall' },
    (a) => a.up && a.long && bare(a.lowerShadow, a) && !bare(a.upperShadow, a),
  ),
  single(
    { name: 'bearish_belt_hold', title: 'Bearish belt hold', direction: 'bearish', after: 'rise' },
    (a) => a.down && a.long && bare(a.upperShadow, a) && !bare(a.lowerShadow, a),
  ),
  single(
    { name: 'spinning_top', title: 'Spinning top', direction: 'neutral' },
    (a) => a.short && !a.doji && a.upperShadow > a.body && a.lowerShadow > a.body,
  ),
];
