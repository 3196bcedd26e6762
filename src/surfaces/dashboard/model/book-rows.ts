import type { Money } from '../../../core/decimal.ts';
import type { EpochMs, IsoDate } from '../../../core/time.ts';
import { type BookId, MANUAL_BOOK } from '../../../orders/request.ts';
import type { Account } from './account.ts';

/** What equity each book began the session with, as far as this page has seen it. */
export interface BookDay {
  readonly date: IsoDate | null;
  readonly starts: ReadonlyMap<string, number>;
}

/** Before anything was seen. */
export const NO_BOOK_DAY: BookDay = { date: null, starts: new Map() };

/**
 * Follows the books over a session's open.
 *
 * A book's start is what it was given when that was in this session, else its equity at the first
 * marks after an open that was watched; what opened unseen stays unknown.
 *
 * @param watched whether this page was connected when the session opened
 */
export function followBookDay(
  day: BookDay,
  account: Account,
  present: { readonly books: ReadonlyMap<string, number>; readonly watched: boolean },
): BookDay {
  const { session } = account.portfolio;
  if (session === null || session.phase !== 'open' || session.date === day.date) return day;
  const starts = new Map<string, number>();
  for (const [id, equity] of present.books) {
    const book = account.portfolio.books.get(id as BookId);
    if (account.fundedOn.get(id as BookId) === session.date && book !== undefined) {
      starts.set(id, book.contributed.toNumber());
    } else if (present.watched) {
      starts.set(id, equity);
    }
  }
  return { date: session.date, starts };
}

/** One strategy's book as its row shows it; NaN where something is not known. */
export interface BookRow {
  readonly id: string;
  readonly strategy: string;
  readonly state: 'running' | 'paused' | 'error';
  readonly stateReason: string;
  /** Fraction of the opening equity that it was given. */
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

/** Every strategy's book in the order of the manifest, and the person's when it holds anything. */
export function bookRows(
  account: Account,
  { books: equities, day }: { readonly books: ReadonlyMap<string, number>; readonly day: BookDay },
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
        dayPnl: equity - (day.starts.get(book.id) ?? Number.NaN),
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

function lastOrders({ portfolio, latest }: Account): Map<string, NonNullable<BookRow['last']>> {
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
