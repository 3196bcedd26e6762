import type { BarColumns } from '../../core/columns.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Asset } from '../../market/asset.ts';
import type { Timeframe } from '../../market/bar.ts';
import type { CorporateAction } from '../../market/corporate-action.ts';
import type { MarketEvent } from '../../market/event.ts';
import type { Ticker } from '../../market/symbol.ts';

/** Time span, both ends included; it contains a bar when it contains the bar's end. */
export interface Span {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/**
 * Playable market: a past to look up and a present that is drawn event by event.
 *
 * Nothing of the future can be read: bars and actions are known only once the stream has passed
 * them. The same source made again and skipped to an instant is in the same state, bit for bit, as
 * one that was drawn up to it. Closed hours have no events; the owner of the clock skips them.
 */
export interface MarketSource {
  /** All traded assets, including the benchmark, sorted by symbol. */
  readonly assets: readonly Asset[];
  /** Last instant of the past that exists before the first event is drawn. */
  readonly startsAt: EpochMs;
  /**
   * Returns raw (unadjusted) bars known so far whose end is in the span, oldest first.
   *
   * `1Min` and `1Day` are stored, other timeframes are aggregated from minutes. Callers must not
   * change the columns. Empty for an unknown symbol or a timeframe without history.
   */
  history(symbol: Ticker, timeframe: Timeframe, span: Span): BarColumns;
  /** Returns splits and dividends known so far whose ex-day opens in the span, oldest first. */
  actions(symbol: Ticker, span: Span): readonly CorporateAction[];
  /**
   * Draws the next event, in the order `(at, rank of kind, symbol)`; undefined when there is none.
   *
   * Every event is a new object that may be kept.
   */
  next(): MarketEvent | undefined;
  /** Returns the instant of the event that {@link next} would draw, without drawing it. */
  peekAt(): EpochMs | undefined;
  /** Skips every event at or before `at`; an instant in the past changes nothing. */
  skipTo(at: EpochMs): void;
}
