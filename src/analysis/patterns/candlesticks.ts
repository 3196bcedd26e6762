import { columnsOf } from '../columns.ts';
import type { Columns } from '../../core/columns.ts';
import type { Candle } from './candle.ts';
import { candleAt, CANDLE_MEMORY } from './candle.ts';
import type { CandleRule, PatternDirection } from './candle-rule.ts';
import { DOUBLE_CANDLES } from './double-candles.ts';
import { LONGER_CANDLES } from './longer-candles.ts';
import { SINGLE_CANDLES } from './single-candles.ts';
import { TRIPLE_CANDLES } from './triple-candles.ts';

/** Every candlestick pattern, short ones first. */
export const CANDLESTICKS: readonly CandleRule[] = [
  ...SINGLE_CANDLES,
  ...DOUBLE_CANDLES,
  ...TRIPLE_CANDLES,
  ...LONGER_CANDLES,
];

const LONGEST = Math.max(...CANDLESTICKS.map(({ bars }) => bars));

/** A pattern that was found, and where. */
export interface CandlestickMatch {
  readonly name: string;
  readonly direction: PatternDirection;
  /** The row of its first bar. */
  readonly from: number;
  /** The row of its last bar, at whose end it was knowable. */
  readonly at: number;
  /** Highest and lowest price of its bars. */
  readonly high: number;
  readonly low: number;
  /** Size relative to the bars before it: its range over twice the usual one, at most 1. */
  readonly confidence: number;
}

function leadsIn(rule: CandleRule, trend: number): boolean {
  if (rule.after === undefined) return true;
  return rule.after === 'rise' ? trend > 0 : trend < 0;
}

/**
 * All candlestick patterns of a series, in the order in which they became knowable.
 *
 * A pattern depends on its own bars and the ten before each only, so that what was found never
 * changes when bars are added. Rows with a missing price take part in no pattern.
 *
 * @param columns open, high, low and close of one length
 * @throws QuipuError `analysis.missing_column`, `analysis.unequal_columns`
 */
export function findCandlesticks(columns: Columns): readonly CandlestickMatch[] {
  columnsOf(columns, ['open', 'high', 'low', 'close'], {
    name: 'A search for candlesticks',
    next: 'Pass the column.',
  });
  const length = columns['close']!.length;
  const candles: Candle[] = [];
  const found: CandlestickMatch[] = [];
  // Bars in a row, to this one, that miss no price.
  let known = 0;
  for (let at = CANDLE_MEMORY; at < length; at += 1) {
    const candle = candleAt(columns, at);
    candles.push(candle);
    if (candles.length > LONGEST) candles.shift();
    known = candle.known ? known + 1 : 0;
    // The last bars by their number, each taken once for all rules of so many.
    const last: (readonly Candle[])[] = [];
    for (const rule of CANDLESTICKS) {
      const count = rule.bars;
      if (known < count) continue;
      const bars = (last[count] ??= candles.slice(-count));
      const first = bars[0]!;
      if (!leadsIn(rule, first.trendBefore) || !rule.matches(bars)) continue;
      const high = Math.max(...bars.map((bar) => bar.high));
      const low = Math.min(...bars.map((bar) => bar.low));
      const confidence = Math.min(1, (high - low) / (2 * first.usualRange));
      const { name, direction } = rule;
      found.push({ name, direction, from: at - count + 1, at, high, low, confidence });
    }
  }
  return found;
}
