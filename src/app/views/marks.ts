import { type Clock, formatInstant } from '../../core/time.ts';
import { isOpen } from '../../market/calendar.ts';
import { bookValue } from '../../engine/book-value.ts';
import type { Engine } from '../../engine/engine.ts';
import { type BookId, MANUAL_BOOK } from '../../orders/request.ts';
import type { Chronicle } from '../chronicle.ts';
import type { AppContext } from '../context.ts';
import { dollarsText, priceText } from '../fields.ts';
import { brokerView } from './account.ts';

/** The part of the broker's statement that changes while nothing is journaled. */
interface StatedAccount {
  readonly at: string;
  readonly cash: string;
  readonly equity: string;
  readonly buying_power: string;
}

/** The present as streams tell it: prices, equity and how the connections stand. */
interface Marks {
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
  /** The account as the broker stated it last, with the instant on the broker's clock. */
  readonly stated: StatedAccount | null;
  /** Since the last market event, on the world clock. */
  readonly market_age_ms: number | null;
}

function statedAccount(engine: Engine, chronicle: Chronicle): StatedAccount | null {
  const stated = brokerView(engine, chronicle);
  if (stated === null) return null;
  const { at, cash, equity, buyingPower } = stated;
  return { at, cash, equity, buying_power: buyingPower };
}

/** Reads the present, in the words of the wire. */
export function marksView(
  context: Pick<AppContext, 'engine' | 'mode' | 'connections' | 'chronicle'> & {
    readonly world: { readonly clock: Pick<Clock, 'now'> };
  },
): Marks {
  const { engine, mode, connections, world, chronicle } = context;
  const prices: Record<string, string> = {};
  for (const { symbol, price } of engine.markets.instruments.values()) {
    const text = priceText(price);
    if (text !== null) prices[symbol] = text;
  }
  const books: [BookId, string | null][] = engine.runners.map(({ id, equity }) => [
    id,
    dollarsText(equity),
  ]);
  // What belongs to no strategy: free cash, and what a person bought.
  const manual = engine.portfolio.books.get(MANUAL_BOOK);
  const rest = manual === undefined ? 0 : bookValue(manual, engine.markets);
  books.push([MANUAL_BOOK, dollarsText(rest)]);
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
    stated: statedAccount(engine, chronicle),
    market_age_ms: marketAt === null ? null : world.clock.now() - marketAt,
  };
}
