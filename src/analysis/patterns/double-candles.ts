import { bare, same, within } from './candle.ts';
import type { CandleRule } from './candle-rule.ts';
import { double } from './candle-rule.ts';

/** Patterns of two bars. @see Nison 1991, Japanese Candlestick Charting Techniques */
export const DOUBLE_CANDLES: readonly CandleRule[] = [
  double(
    { name: 'bullish_engulfing', title: 'Bullish engulfing', direction: 'bullish', after: 'fall' },
    (a, b) => a.down && b.up && within(a, b) && b.body > a.body,
  ),
  double(
    { name: 'bearish_engulfing', title: 'Bearish engulfing', direction: 'bearish', after: 'rise' },
    (a, b) => a.up && b.down && within(a, b) && b.body > a.body,
  ),
  double(
    { name: 'bullish_harami', title: 'Bullish harami', direction: 'bullish', after: 'fall' },
    (a, b) => a.down && a.long && b.up && b.short && !b.doji && within(b, a),
  ),
  double(
    { name: 'bearish_harami', title: 'Bearish harami', direction: 'bearish', after: 'rise' },
    (a, b) => a.up && a.long && b.down && b.short && !b.doji && within(b, a),
  ),
  double(
    {
      name: 'bullish_harami_cross',
      title: 'Bullish harami cross',
      direction: 'bullish',
      after: 'fall',
    },
    (a, b) => a.down && a.long && b.doji && within(b, a),
  ),
  double(
    {
      name: 'bearish_harami_cross',
      title: 'Bearish harami cross',
      direction: 'bearish',
      after: 'rise',
    },
    (a, b) => a.up && a.long && b.doji && within(b, a),
  ),
  double(
    { name: 'piercing_line', title: 'Piercing line', direction: 'bullish', after: 'fall' },
    (a, b) => a.down && a.long && b.up && b.open < a.low && b.close > a.middle && b.close < a.open,
  ),
  double(
    { name: 'dark_cloud_cover', title: 'Dark cloud cover', direction: 'bearish', after: 'rise' },
    (a, b) => a.up && a.long && b.down && b.open > a.high && b.close < a.middle && b.close > a.open,
  ),
  double(
    { name: 'tweezer_bottom', title: 'Tweezer bottom', direction: 'bullish', after: 'fall' },
    (a, b) => a.down && a.long && b.up && same(a.low, b.low, b),
  ),
  double(
    { name: 'tweezer_top', title: 'Tweezer top', direction: 'bearish', after: 'rise' },
    (a, b) => a.up && a.long && b.down && same(a.high, b.high, b),
  ),
  double(
    {
      name: 'bullish_counterattack',
      title: 'Bullish counterattack',
      direction: 'bullish',
      after: 'fall',
    },
    (a, b) => a.down && a.long && b.up && b.long && same(a.close, b.close, b),
  ),
  double(
    {
      name: 'bearish_counterattack',
      title: 'Bearish counterattack',
      direction: 'bearish',
      after: 'rise',
    },
    (a, b) => a.up && a.long && b.down && b.long && same(a.close, b.close, b),
  ),
  double(
    { name: 'bullish_kicking', title: 'Bullish kicking', direction: 'bullish' },
    (a, b) =>
      a.down &&
      a.long &&
      b.up &&
      b.long &&
      b.low > a.high &&
      bare(a.lowerShadow, a) &&
      bare(b.upperShadow, b),
  ),
  double(
    { name: 'bearish_kicking', title: 'Bearish kicking', direction: 'bearish' },
    (a, b) =>
      a.up &&
      a.long &&
      b.down &&
      b.long &&
      b.high < a.low &&
      bare(a.upperShadow, a) &&
      bare(b.lowerShadow, b),
  ),
  double(
    { name: 'on_neck', title: 'On neck', direction: 'bearish', after: 'fall' },
    (a, b) => a.down && a.long && b.up && b.open < a.low && same(b.close, a.low, b),
  ),
  double(
    { name: 'in_neck', title: 'In neck', direction: 'bearish', after: 'fall' },
    (a, b) =>
      a.down && a.long && b.up && b.open < a.low && b.close >= a.close && same(b.close, a.close, b),
  ),
  double(
    { name: 'thrusting', title: 'Thrusting', direction: 'bearish', after: 'fall' },
    (a, b) =>
      a.down &&
      a.long &&
      b.up &&
      b.open < a.low &&
      b.close < a.middle &&
      b.close > a.close &&
      !same(b.close, a.close, b),
  ),
  double(
    { name: 'homing_pigeon', title: 'Homing pigeon', direction: 'bullish', after: 'fall' },
    (a, b) => a.down && a.long && b.down && b.short && within(b, a),
  ),
  double(
    { name: 'matching_low', title: 'Matching low', direction: 'bullish', after: 'fall' },
    (a, b) => a.down && a.long && b.down && same(a.close, b.close, b),
  ),
];
