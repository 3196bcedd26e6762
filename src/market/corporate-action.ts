import type { Decimal, Price, Quantity } from '../core/decimal.ts';
import type { EpochMs, IsoDate } from '../core/time.ts';
import type { Ticker } from './symbol.ts';

/** Dividend in dollars per share, before any split of the same day. */
export type DividendPerShare = Decimal<'USD/unit'>;

/**
 * Corporate action, effective before the open of the ex-day.
 *
 * An end closes every position of the symbol at a price, as it has no later bar: backtests only.
 * A split turns every `from` shares into `to` (7:1 is `from` 1, `to` 7); cost basis stays.
 */
export type CorporateAction = {
  readonly symbol: Ticker;
  readonly exDate: IsoDate;
  /** The open of the ex-day's session. */
  readonly at: EpochMs;
} & (
  | { readonly kind: 'split'; readonly from: Quantity; readonly to: Quantity }
  | { readonly kind: 'dividend'; readonly perShare: DividendPerShare }
  | { readonly kind: 'ended'; readonly price: Price }
);
