import type { Book } from '../ledger/portfolio.ts';
import type { Markets } from './markets.ts';

/** Cash and positions of a book at the last prices, an estimate; NaN while a price is unknown. */
export function bookValue({ cash, positions }: Book, markets: Markets): number {
  let total = cash.toNumber();
  for (const { symbol, quantity } of positions.values()) {
    total += quantity.toNumber() * markets.get(symbol).price;
  }
  return total;
}
