import type { BookId } from '../orders/request.ts';
import type { Portfolio } from './portfolio.ts';

/**
 * The base of the day's gain: equity at the first complete valuation of the trading day, plus net
 * deposits since, so that a deposit is no gain; null before the first trading day, and NaN while
 * the day has no complete valuation.
 */
export function dayStart({ session, contributed }: Portfolio): number | null {
  if (session === null) return null;
  if (session.openEquity === null) return Number.NaN;
  return session.openEquity + contributed.minus(session.openContributed).toNumber();
}

/**
 * The same for one book; null also where the book had no value at the open, because something it
 * held had no price, and where the journal is of a version that did not note it.
 */
export function bookDayStart({ session, books }: Portfolio, id: BookId): number | null {
  const book = books.get(id);
  if (session === null || session.openBooks === null || book === undefined) return null;
  const open = session.openBooks.get(id);
  // A book that did not exist yet began with its funding.
  if (open === undefined) return book.contributed.toNumber();
  if (open.equity === null) return null;
  return open.equity + book.contributed.minus(open.contributed).toNumber();
}
