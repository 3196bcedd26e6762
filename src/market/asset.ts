import type { Ticker } from './symbol.ts';

/** What can be traded and how, as far as an order must respect it. */
export interface Asset {
  /** Alpaca's id of the security, a UUID. */
  readonly id: string;
  readonly symbol: Ticker;
  readonly name: string;
  readonly class: 'us_equity' | 'us_option' | 'crypto';
  readonly exchange: string;
  readonly status: 'active' | 'inactive';
  readonly tradable: boolean;
  readonly marginable: boolean;
  readonly shortable: boolean;
  readonly fractionable: boolean;
  /** Free text such as `technology`; empty when unknown. */
  readonly sector: string;
}
