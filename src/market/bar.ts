import type { BarColumns } from '../core/columns.ts';
import type { EpochMs } from '../core/time.ts';
import type { CorporateAction } from './corporate-action.ts';
import type { Ticker } from './symbol.ts';

/** Length of a bar, in Alpaca's spelling. */
export type Timeframe = '1Min' | '5Min' | '15Min' | '30Min' | '1Hour' | '1Day';

/**
 * Prices over a time span; estimates, so binary floats.
 *
 * `start` is the first instant covered. A bar is known only at its end, which for a daily bar is
 * the close of its session (13:00 New York on half days).
 */
export interface Bar {
  readonly symbol: Ticker;
  readonly start: EpochMs;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Shares traded. */
  readonly volume: number;
  /** Volume-weighted average price; absent when the source has none. */
  readonly vwap?: number;
  /** Number of trades; absent when the source has none. */
  readonly trades?: number;
}

/** Bars of one symbol, raw (unadjusted) prices, with its corporate actions. */
export interface BarSeries {
  readonly symbol: Ticker;
  readonly timeframe: Timeframe;
  readonly columns: BarColumns;
  /** Splits and dividends within the span, in time order. */
  readonly actions: readonly CorporateAction[];
  /** How many rows the source had, and how many of them were bad and left out, where known. */
  readonly source?: { readonly rows: number; readonly leftOut: number };
}

/** Milliseconds of a bar of each timeframe; a day counts 24 hours. */
export const TIMEFRAME_MS: Readonly<Record<Timeframe, number>> = {
  '1Min': 60_000,
  '5Min': 300_000,
  '15Min': 900_000,
  '30Min': 1_800_000,
  '1Hour': 3_600_000,
  '1Day': 86_400_000,
};
