import type { Money } from '../../../core/decimal.ts';
import type { EpochMs } from '../../../core/time.ts';
import { bookDayStart } from '../../../ledger/day.ts';
import { MANUAL_BOOK } from '../../../orders/request.ts';
import type { PageAccount } from './account.ts';

/** Table row of a strategy's book; NaN where a value is unknown. */
export interface BookRow {
  readonly id: string;
  readonly strategy: string;
  readonly state: 'running' | 'paused' | 'error';
  readonly stateReason: string;
  /** Fraction of the opening equity allocated to it. */
  readonly capital: number;
  readonly contributed: Money;
  readonly equity: number;
  readonly dayPnl: number;
  readonly pnl: number;
  readonly pnlFraction: number;
  readonly realized: Money;
  readonly fees: Money;
  readonly positions: number;
  readonly openOrders: number;
  readonly last: {
    readonly at: EpochMs;
    readonly side: 'buy' | 'sell';
    readonly symbol: string;
    readonly reason: string;
  } | null;
}

const LOOK_BACK = 1_000;

/** Returns the strategies' books in manifest order, and the user's book if it holds anything. */
export function bookRows(
  account: PageAccount,
  equities: ReadonlyMap<string, number>,
): readonly BookRow[] {
  const { portfolio } = account;
  const manifest = portfolio.manifest?.books ?? [];
  const open = new Map<string, number>();
  for (const { request } of portfolio.open.values()) {
    open.set(request.book, (open.get(request.book) ?? 0) + 1);
  }
  const last = lastOrders(account);
  return [...portfolio.books.values()]
    .filter((book) => book.id !== MANUAL_BOOK || book.positions.size > 0)
    .map((book) => {
      const described = manifest.find(({ book: id }) => id === book.id);
      const equity = equities.get(book.id) ?? Number.NaN;
      const contributed = book.contributed.toNumber();
      return {
        id: book.id,
        strategy: described?.strategy ?? book.id,
        state: book.state,
        stateReason: book.stateReason,
        capital: described?.capital ?? Number.NaN,
        contributed: book.contributed,
        equity,
        dayPnl: equity - (bookDayStart(portfolio, book.id) ?? Number.NaN),
        pnl: equity - contributed,
        pnlFraction: (equity - contributed) / contributed,
        realized: book.realized,
        fees: book.fees,
        positions: book.positions.size,
        openOrders: open.get(book.id) ?? 0,
        last: last.get(book.id) ?? null,
      };
    })
    .sort((a, b) => rank(a.id) - rank(b.id));
}

function rank(book: string): number {
  return book === MANUAL_BOOK ? 1 : 0;
}

function lastOrders({ portfolio, latest }: PageAccount): Map<string, NonNullable<BookRow['last']>> {
  const found = new Map<string, NonNullable<BookRow['last']>>();
  const oldest = Math.max(0, latest.length - LOOK_BACK);
  for (let index = latest.length - 1; index >= oldest; index -= 1) {
    const order = portfolio.orders.get(latest[index]!);
    if (order === undefined) continue;
    const { book, side, symbol, reason, decidedAt } = order.request;
    if (!found.has(book)) found.set(book, { at: decidedAt, side, symbol, reason });
    if (found.size === portfolio.books.size) break;
  }
  return found;
}
