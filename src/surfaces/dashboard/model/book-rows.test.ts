import { expect, test } from 'vitest';
import { JournalPen } from '../../../../tests/support/account-entries.ts';
import { money } from '../../../core/decimal.ts';
import { isoDate } from '../../../core/time.ts';
import type { BookId } from '../../../orders/request.ts';
import { emptyAccount, takeEntry } from './account.ts';
import { bookRows, followBookDay, NO_BOOK_DAY } from './book-rows.ts';

const book = 'trend' as BookId;

function accountOf(pen: JournalPen) {
  const account = emptyAccount();
  for (const entry of pen.entries) takeEntry(account, entry, '');
  return account;
}

const firstDay = (): JournalPen =>
  new JournalPen()
    .deposit(1_000)
    .write({ kind: 'session', phase: 'open', date: isoDate('2024-03-18'), equity: 1_000 })
    .write({ kind: 'book_funded', book, amount: money(400) });

const secondDay = (): JournalPen =>
  firstDay()
    .write({ kind: 'session', phase: 'close', date: isoDate('2024-03-18'), equity: 1_010 })
    .write({ kind: 'session', phase: 'open', date: isoDate('2024-03-19'), equity: 1_010 });

test('on the day of its funding a book begins with what it was given', () => {
  const account = accountOf(firstDay());
  const books = new Map([['trend', 412]]);
  const day = followBookDay(NO_BOOK_DAY, account, { books, watched: false });
  const row = bookRows(account, { books, day }).find(({ id }) => id === 'trend')!;
  expect(row.dayPnl).toBe(12);
  expect(row.pnlFraction).toBeCloseTo(0.03, 12);
});

test('on a later day it begins with its equity at an open that was watched', () => {
  const account = accountOf(secondDay());
  const books = new Map([['trend', 410]]);
  const watched = followBookDay(NO_BOOK_DAY, account, { books, watched: true });
  expect(watched.starts.get('trend')).toBe(410);
  const later = followBookDay(watched, account, {
    books: new Map([['trend', 500]]),
    watched: true,
  });
  expect(later).toBe(watched);
});

test('an open that nobody watched leaves the day unknown', () => {
  const account = accountOf(secondDay());
  const books = new Map([['trend', 410]]);
  const day = followBookDay(NO_BOOK_DAY, account, { books, watched: false });
  expect(bookRows(account, { books, day })[0]!.dayPnl).toBeNaN();
});

test('a row knows the last decision of its book', () => {
  const account = accountOf(firstDay().order('a').order('b', { reason: 'falling', side: 'sell' }));
  const [row] = bookRows(account, { books: new Map(), day: NO_BOOK_DAY });
  expect(row).toMatchObject({ openOrders: 2, last: { side: 'sell', reason: 'falling' } });
});
