import type { Decimal, Price, Quantity } from '../core/decimal.ts';
import type { Ticker } from './symbol.ts';

/** Tradable asset, with the rules that apply to orders. */
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
  /** Value of one unit per dollar of price, where it is not the standard of its class. */
  readonly multiplier?: Decimal;
  /** Steps between two prices and two quantities, where the broker names them; not for stocks. */
  readonly priceIncrement?: Price;
  readonly quantityIncrement?: Quantity;
}
