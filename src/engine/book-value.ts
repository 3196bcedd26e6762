import type { Book } from '../ledger/portfolio.ts';
import { marketValue } from '../market/instrument.ts';
import type { Markets } from './markets.ts';

/** Cash and positions of a book at the last prices, an estimate; NaN while a price is unknown. */
export function bookValue({ cash, positions }: Book, markets: Markets): number {
  let total = cash.toNumber();
  for (const { symbol, instrument, quantity } of positions.values()) {
    total += marketValue(instrument, markets.get(symbol).price, quantity.toNumber());
  }
  return total;
}
