import type { EpochMs } from '../core/time.ts';
import type { Bar, Timeframe } from './bar.ts';
import type { CorporateAction } from './corporate-action.ts';
import type { Quote, Trade } from './quote.ts';

/** A bar that has ended. */
export interface BarEvent {
  readonly kind: 'bar';
  readonly at: EpochMs;
  readonly bar: Bar;
  readonly timeframe: Timeframe;
  /**
   * Whether a newer bar of the symbol was known before this one was emitted, as after a gap. It
   * counts for indicators and marks, and no strategy decides on it.
   */
  readonly superseded?: true;
}

/**
 * All bars that end at one instant, by symbol: two or more, since a bar alone is a
 * {@link BarEvent}. No strategy is called before all of them are applied.
 */
export interface BarsEvent {
  readonly kind: 'bars';
  readonly at: EpochMs;
  readonly bars: readonly BarEvent[];
}

/** What a feed yields: market events, the bars of an instant together. */
export type FeedEvent = MarketEvent | BarsEvent;

/**
 * Market event, in the order `(at, rank of kind, symbol)`.
 *
 * A bar's `at` is its end: the instant from which it is known. Research feeds reuse one event
 * object for all bars of a symbol, so no caller may keep a bar after the call that received it.
 */
export type MarketEvent =
  | { readonly kind: 'session'; readonly at: EpochMs; readonly phase: 'open' | 'close' }
  | { readonly kind: 'action'; readonly at: EpochMs; readonly action: CorporateAction }
  | { readonly kind: 'quote'; readonly at: EpochMs; readonly quote: Quote }
  | { readonly kind: 'trade'; readonly at: EpochMs; readonly trade: Trade }
  | BarEvent
  /** The feed reports a gap: events since `since` were missed. */
  | { readonly kind: 'gap'; readonly at: EpochMs; readonly since: EpochMs };

/**
 * Order of kinds at one instant: the open first, then corporate actions, then prices, and the close
 * last, so that the bar that ends with the session is still inside it.
 */
export function eventRank(event: MarketEvent): number {
  if (event.kind === 'session') return event.phase === 'open' ? 0 : 9;
  return { action: 1, quote: 2, trade: 3, bar: 4, gap: 5 }[event.kind];
}

/**
 * Joins the bars of one instant, and leaves every other event where it is.
 *
 * @param events the events of one instant, in order
 */
export function joinInstant(events: readonly MarketEvent[]): readonly FeedEvent[] {
  const bars = events.filter((event) => event.kind === 'bar');
  if (bars.length < 2) return events;
  const first = events.indexOf(bars[0]!);
  const joined: BarsEvent = { kind: 'bars', at: bars[0]!.at, bars };
  return events.flatMap((event, place): readonly FeedEvent[] => {
    if (event.kind !== 'bar') return [event];
    return place === first ? [joined] : [];
  });
}
