import { expect, test } from 'vitest';
import { JournalPen } from '../../../../tests/support/account-entries.ts';
import { money } from '../../../core/decimal.ts';
import { isoDate } from '../../../core/time.ts';
import type { BookId } from '../../../orders/request.ts';
import { emptyPageAccount, takeEntry } from './account.ts';
import { bookRows } from './book-rows.ts';

const book = 'trend' as BookId;

function accountOf(pen: JournalPen) {
  const account = emptyPageAccount();
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

test("starts a book's first day with its allocation", () => {
  const row = rowOf(firstDay(), 412);
  expect(row.dayPnl).toBe(12);
  expect(row.pnlFraction).toBeCloseTo(0.03, 12);
});

test('starts a later day with equity at the open, net of later allocations', () => {
  expect(rowOf(secondDay(410), 415).dayPnl).toBe(5);
  const more = secondDay(410).write({ kind: 'book_funded', book, amount: money(100) });
  expect(rowOf(more, 515).dayPnl).toBe(5);
});

test('keeps the start of the day after the close', () => {
  expect(rowOf(secondDay(410).write(on('2024-03-19', 'close')), 415).dayPnl).toBe(5);
});

test('leaves a day undefined that started without a price or in an older journal', () => {
  expect(rowOf(secondDay(null), 410).dayPnl).toBeNaN();
  expect(rowOf(firstDay().write(on('2024-03-19', 'open')), 410).dayPnl).toBeNaN();
});

test('shows the last decision of a book', () => {
  const account = accountOf(firstDay().order('a').order('b', { reason: 'falling', side: 'sell' }));
  const [row] = bookRows(account, new Map());
  expect(row).toMatchObject({ openOrders: 2, last: { side: 'sell', reason: 'falling' } });
});
