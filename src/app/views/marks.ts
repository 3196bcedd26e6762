import { formatInstant } from '../../core/time.ts';
import type { WorldClock } from '../../core/world.ts';
import { isOpen } from '../../market/calendar.ts';
import type { Engine } from '../../engine/engine.ts';
import { type BookId, MANUAL_BOOK } from '../../orders/request.ts';
import type { AccountHistory } from '../projections/account-history.ts';
import type { Mode } from '../../ledger/journal.ts';
import type { Connections } from '../projections/connections.ts';
import { dollarsText, priceText } from '../operation/fields.ts';
import { brokerView, manualEquity } from './account.ts';

/** The part of the broker statement that changes without journal entries. */
interface StatedAccount {
  readonly at: string;
  readonly cash: string;
  readonly equity: string;
  readonly buying_power: string;
}

/** Current prices, equity and connections, as streams send them. */
interface Marks {
  readonly mode: string;
  /** Market time. */
  readonly at: string;
  readonly open: boolean;
  readonly state: string;
  readonly equity: string | null;
  /** Prices by symbol, as strings. */
  readonly prices: Readonly<Record<string, string>>;
  /** Equity by book. */
  readonly books: Readonly<Record<string, string | null>>;
  readonly broker: 'up' | 'down';
  /** Latest broker statement, with its time on the broker clock. */
  readonly stated: StatedAccount | null;
  /** Time since the last market event, in milliseconds. */
  readonly market_age_ms: number | null;
}

function statedAccount(engine: Engine, accountHistory: AccountHistory): StatedAccount | null {
  const stated = brokerView(engine, accountHistory);
  if (stated === null) return null;
  const { at, cash, equity, buyingPower } = stated;
  return { at, cash, equity, buying_power: buyingPower };
}

interface MarksSource {
  readonly engine: Engine;
  readonly mode: Mode;
  readonly connections: Connections;
  readonly accountHistory: AccountHistory;
  readonly world: { readonly clock: Pick<WorldClock, 'monotonic'> };
}

/** Builds the current marks in wire form. */
export function marksView({
  engine,
  mode,
  connections,
  world,
  accountHistory,
}: MarksSource): Marks {
  const prices: Record<string, string> = {};
  for (const { symbol, price } of engine.markets.states.values()) {
    const text = priceText(price);
    if (text !== null) prices[symbol] = text;
  }
  const books: [BookId, string | null][] = engine.runners.map(({ id, equity }) => [
    id,
    dollarsText(equity),
  ]);
  // The part that belongs to no strategy: free cash and manual positions.
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
    stated: statedAccount(engine, accountHistory),
    market_age_ms: marketAt === null ? null : Math.round(world.clock.monotonic() - marketAt),
  };
}
