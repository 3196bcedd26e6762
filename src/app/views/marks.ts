import { formatInstant } from '../../core/time.ts';
import { isOpen } from '../../market/calendar.ts';
import type { Engine } from '../../engine/engine.ts';
import { type BookId, MANUAL_BOOK } from '../../orders/request.ts';
import type { AppContext } from '../context.ts';
import { dollarsText, priceText } from '../fields.ts';

/** The present as streams tell it: prices, equity and how the connections stand. */
export interface Marks {
  readonly mode: string;
  /** The instant of the market clock. */
  readonly at: string;
  readonly open: boolean;
  readonly state: string;
  readonly equity: string | null;
  /** Prices by symbol, as text. */
  readonly prices: Readonly<Record<string, string>>;
  /** Equity by book. */
  readonly books: Readonly<Record<string, string | null>>;
  readonly broker: 'up' | 'down';
  /** Since the last market event, on the world clock. */
  readonly marketAgeMs: number | null;
}

/** What belongs to no strategy: free cash, and what a person bought, at the last prices. */
function manualEquity({ portfolio, markets }: Engine): number {
  const book = portfolio.books.get(MANUAL_BOOK);
  if (book === undefined) return 0;
  let total = book.cash.toNumber();
  for (const { symbol, quantity } of book.positions.values()) {
    total += quantity.toNumber() * markets.get(symbol).price;
  }
  return total;
}

/** Reads the present. */
export function marksView({ engine, mode, connections, world }: AppContext): Marks {
  const prices: Record<string, string> = {};
  for (const { symbol, price } of engine.markets.instruments.values()) {
    const text = priceText(price);
    if (text !== null) prices[symbol] = text;
  }
  const books: [BookId, string | null][] = engine.runners.map(({ id, equity }) => [
    id,
    dollarsText(equity),
  ]);
  books.push([MANUAL_BOOK, dollarsText(manualEquity(engine))]);
  const { marketAt, brokerUp } = connections;
  return {
    mode,
    at: formatInstant(engine.now),
    open: isOpen(engine.now),
    state: engine.state,
    equity: dollarsText(engine.equity),
    prices,
    books: Object.fromEntries(books),
    broker: brokerUp ? 'up' : 'down',
    marketAgeMs: marketAt === null ? null : world.clock.now() - marketAt,
  };
}
