import type { EpochMs } from '../core/time.ts';
import type { Bar, Timeframe } from './bar.ts';
import type { CorporateAction } from './corporate-action.ts';
import type { Quote, Trade } from './quote.ts';

/**
 * What the world says, in the order `(at, rank of kind, symbol)`.
 *
 * A bar's `at` is its end: the instant from which it can be known. Research feeds reuse one event
 * object for all bars of a symbol, so nobody may keep a bar beyond the call that received it.
 */
export type MarketEvent =
  | { readonly kind: 'session'; readonly at: EpochMs; readonly phase: 'open' | 'close' }
  | { readonly kind: 'action'; readonly at: EpochMs; readonly action: CorporateAction }
  | { readonly kind: 'quote'; readonly at: EpochMs; readonly quote: Quote }
  | { readonly kind: 'trade'; readonly at: EpochMs; readonly trade: Trade }
  | {
      readonly kind: 'bar';
      readonly at: EpochMs;
      readonly bar: Bar;
      readonly timeframe: Timeframe;
    }
  /** The feed admits a hole: what happened since `since` was not seen. */
  | { readonly kind: 'gap'; readonly at: EpochMs; readonly since: EpochMs };

/**
 * The order of kinds at one instant: an open comes first, then what applies before trading, then
 * prices, and a close last, so that the bar that ends with the session is still inside it.
 */
export function eventRank(event: MarketEvent): number {
  if (event.kind === 'session') return event.phase === 'open' ? 0 : 9;
  return { action: 1, quote: 2, trade: 3, bar: 4, gap: 5 }[event.kind];
}
