import { expect, test } from 'vitest';
import { JournalPen } from '../../../../tests/support/account-entries.ts';
import { money } from '../../../core/decimal.ts';
import { isoDate } from '../../../core/time.ts';
import type { BookId } from '../../../orders/request.ts';
import { emptyAccount, takeEntry } from './account.ts';
import { bookRows } from './book-rows.ts';

const book = 'trend' as BookId;

function accountOf(pen: JournalPen) {
  const account = emptyAccount();
  for (const entry of pen.entries) takeEntry(account, entry, '');
  return account;
}

const on = (date: string, phase: 'open' | 'close', books?: Record<string, number | null>) => ({
  kind: 'session' as const,
  phase,
  date: isoDate(date),
  equity: 1_000,
  ...(books === undefined ? {} : { books }),
});

const firstDay = (): JournalPen =>
  new JournalPen()
    .deposit(1_000)
    .write(on('2024-03-18', 'open', {}))
    .write({ kind: 'book_funded', book, amount: money(400) });

const secondDay = (equity: number | null): JournalPen =>
  firstDay()
    .write(on('2024-03-18', 'close'))
    .write(on('2024-03-19', 'open', { trend: equity }));

const rowOf = (pen: JournalPen, equity: number) =>
  bookRows(accountOf(pen), new Map([['trend', equity]])).find(({ id }) => id === book)!;

test('on the day of its funding a book begins with what it was given', () => {
  const row = rowOf(firstDay(), 412);
  expect(row.dayPnl).toBe(12);
  expect(row.pnlFraction).toBeCloseTo(0.03, 12);
});

test('on a later day it begins with its equity at the open, what it got since taken out', () => {
  expect(rowOf(secondDay(410), 415).dayPnl).toBe(5);
  const more = secondDay(410).write({ kind: 'book_funded', book, amount: money(100) });
  expect(rowOf(more, 515).dayPnl).toBe(5);
});

test('the close does not move where the day began', () => {
  expect(rowOf(secondDay(410).write(on('2024-03-19', 'close')), 415).dayPnl).toBe(5);
});

test('a day that began without a price, or in an older journal, is not known', () => {
  expect(rowOf(secondDay(null), 410).dayPnl).toBeNaN();
  expect(rowOf(firstDay().write(on('2024-03-19', 'open')), 410).dayPnl).toBeNaN();
});

test('a row knows the last decision of its book', () => {
  const account = accountOf(firstDay().order('a').order('b', { reason: 'falling', side: 'sell' }));
  const [row] = bookRows(account, new Map());
  expect(row).toMatchObject({ openOrders: 2, last: { side: 'sell', reason: 'falling' } });
});
