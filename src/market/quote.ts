import type { EpochMs } from '../core/time.ts';
import type { Ticker } from './symbol.ts';

/** Best bid and offer at an instant; sizes in shares. Estimates, so binary floats. */
export interface Quote {
  readonly symbol: Ticker;
  readonly at: EpochMs;
  readonly bid: number;
  readonly bidSize: number;
  readonly ask: number;
  readonly askSize: number;
}

/** Market print: a trade at this price. */
export interface Trade {
  readonly symbol: Ticker;
  readonly at: EpochMs;
  readonly price: number;
  readonly size: number;
  /** The venue's id of the print, a string because it can exceed 2^53. */
  readonly id: string;
}

/** Returns the midpoint of bid and ask. */
export function quoteMidpoint(quote: Quote): number {
  return (quote.bid + quote.ask) / 2;
}

/** Whether a quote can be used for pricing: both sides above zero and not crossed. */
export function isUsable(quote: Quote): boolean {
  return quote.bid > 0 && quote.ask > 0 && quote.bid <= quote.ask && Number.isFinite(quote.ask);
}
