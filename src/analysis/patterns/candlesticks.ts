import type { Columns } from '../../core/columns.ts';
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
  /** How large it is beside the bars before it: its range over twice the usual one, at most 1. */
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
 */
export function findCandlesticks(columns: Columns): readonly CandlestickMatch[] {
  const length = columns['close']?.length ?? 0;
  const candles = Array.from({ length }, (_, row) =>
    row < CANDLE_MEMORY ? undefined : candleAt(columns, row),
  );
  const found: CandlestickMatch[] = [];
  for (let at = CANDLE_MEMORY; at < length; at += 1) {
    for (const rule of CANDLESTICKS) {
      const from = at - rule.bars + 1;
      if (from < CANDLE_MEMORY) continue;
      const bars = candles.slice(from, at + 1).flatMap((candle) => candle ?? []);
      if (
        !bars.every(({ known }) => known) ||
        !leadsIn(rule, bars[0]!.trendBefore) ||
        !rule.matches(bars)
      )
        continue;
      const high = Math.max(...bars.map((bar) => bar.high));
      const low = Math.min(...bars.map((bar) => bar.low));
      const confidence = Math.min(1, (high - low) / (2 * bars[0]!.usualRange));
      found.push({ name: rule.name, direction: rule.direction, from, at, high, low, confidence });
    }
  }
  return found;
}
