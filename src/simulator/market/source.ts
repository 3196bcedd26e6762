import type { BarColumns } from '../../core/columns.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Asset } from '../../market/asset.ts';
import type { Timeframe } from '../../market/bar.ts';
import type { CorporateAction } from '../../market/corporate-action.ts';
import type { MarketEvent } from '../../market/event.ts';
import type { Ticker } from '../../market/symbol.ts';

/** A span of time, both ends included; a bar is in it when its end is. */
export interface Span {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/**
 * A market that can be played: a past to look up and a present that is drawn event by event.
 *
 * Nothing of the future can be read: bars and actions are known only once the stream has passed
 * them. The same source made again and skipped to an instant is in the same state, bit for bit, as
 * one that was drawn up to it. Closed hours hold no events; whoever owns the clock skips them.
 */
export interface MarketSource {
  /** Everything that is traded, benchmark included, in the order of symbols. */
  readonly assets: readonly Asset[];
  /** The last instant of the past that is there before the first event is drawn. */
  readonly startsAt: EpochMs;
  /**
   * Raw (unadjusted) bars known so far whose end is in the span, oldest first.
   *
   * `1Min` and `1Day` are kept, other timeframes are aggregated from minutes. The columns are the
   * caller's to read, not to change. Empty for an unknown symbol or a timeframe without history.
   */
  history(symbol: Ticker, timeframe: Timeframe, span: Span): BarColumns;
  /** Splits and dividends known so far whose ex-day opens in the span, oldest first. */
  actions(symbol: Ticker, span: Span): readonly CorporateAction[];
  /**
   * Draws the next event, in the order `(at, rank of kind, symbol)`; undefined when there is none.
   *
   * Every event is a new object that may be kept.
   */
  next(): MarketEvent | undefined;
  /** The instant of the event that {@link next} would draw, without drawing it. */
  peekAt(): EpochMs | undefined;
  /** Passes over every event at or before `at`; an instant already passed changes nothing. */
  skipTo(at: EpochMs): void;
}
