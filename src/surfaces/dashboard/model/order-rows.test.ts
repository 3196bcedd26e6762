import { expect, test } from 'vitest';
import { JournalPen } from '../../../../tests/support/account-entries.ts';
import { money, price } from '../../../core/decimal.ts';
import type { BookId } from '../../../orders/request.ts';
import { emptyPageAccount, takeEntry } from './account.ts';
import { controlInputs, orderStory } from './order-story.ts';
import { ordersCsv } from './orders-csv.ts';
import { type OrderQuery, orderRows } from './order-rows.ts';

function accountOf(pen: JournalPen) {
  const account = emptyPageAccount();
  for (const entry of pen.entries) takeEntry(account, entry, '');
  return account;
}

/** The rows of a status without other filters. */
function rowsOf(account: ReturnType<typeof accountOf>, status: OrderQuery['status']) {
  return orderRows(account, { status, book: '', text: '' }).rows;
}

const evidence = { source: 'response', status: 504, message: 'timed out' } as const;

test('lists the latest order first, with its known values', () => {
  const limit = { type: 'limit', limitPrice: price('98.4') } as const;
  const account = accountOf(
    new JournalPen()
      .deposit(10_000)
      .order('a')
      .accepted('a')
      .filled('a', { shares: 10, at: '100.25' })
      .order('b', { terms: limit, shares: 3, reason: 'a dip' }),
  );
  const [second, first] = rowsOf(account, 'all');
  expect(first).toMatchObject({ status: 'filled', tone: 'done', average: '$100.25', progress: 1 });
  expect(second).toMatchObject({ terms: 'limit $98.40', status: 'intent', reason: 'a dip' });
  expect(second!.average).toBe('—');
});

test('shows an order of unknown outcome as unverified and open', () => {
  const account = accountOf(
    new JournalPen().order('a').event('a', { kind: 'outcome_unknown', attempt: 1, evidence }),
  );
  const [row] = rowsOf(account, 'open');
  expect(row).toMatchObject({ status: 'unknown, verifying', tone: 'doubt', isOpen: true });
});

test('lists denied and rejected orders as stopped', () => {
  const account = accountOf(
    new JournalPen()
      .order('a')
      .event('a', { kind: 'denied', denials: [{ code: 'risk.capital', message: 'No.' }] })
      .order('b')
      .event('b', { kind: 'rejected', evidence })
      .order('c')
      .accepted('c'),
  );
  expect(rowsOf(account, 'stopped').map(({ id }) => id)).toEqual(['b', 'a']);
});

test('shows a requested cancel while the order is still working', () => {
  const pen = new JournalPen().order('a').accepted('a');
  pen.event('a', { kind: 'cancel_requested', reason: 'by hand' });
  expect(rowsOf(accountOf(pen), 'all')[0]!.status).toBe('canceling');
});

test('shows an order in dollars as dollars', () => {
  const size = { kind: 'notional', notional: money(500) } as const;
  const [row] = rowsOf(accountOf(new JournalPen().order('a', { size })), 'all');
  expect(row!.size).toBe('$500.00');
});

test('reports each step of an order with its source and original text', () => {
  const pen = new JournalPen()
    .order('a', { reason: 'fast above slow' })
    .accepted('a')
    .event('a', { kind: 'rejected', evidence: { ...evidence, message: '<b>no</b>' } });
  const steps = orderStory(pen.entries);
  expect(steps.map(({ title, by, words }) => [title, by, words])).toEqual([
    ['Decided: buy 10 AAAA, market, day', 'strategy trend', 'fast above slow'],
    ['Approved', 'risk gate', '1 control passed, 0 not applicable.'],
    ['At the broker: new', 'broker, stream', 'new'],
    ['Rejected by the broker', 'broker, response, HTTP 504', '<b>no</b>'],
  ]);
  const [control] = steps[1]!.controls;
  expect(controlInputs(control!, [])).toEqual([
    ['value', '1,000.00'],
    ['limit', '5,000.00'],
    ['reduces', 'no'],
  ]);
  const [, limit] = controlInputs({ inputs: { value: 1, limit: 0.2 } }, ['limit']);
  expect(limit).toEqual(['limit', '20.0%']);
});

test('filters by strategy and text, and counts the orders without these filters', () => {
  const account = accountOf(
    new JournalPen()
      .order('a', { reason: 'a dip' })
      .order('b', { book: 'pairs' as BookId })
      .order('c', { book: 'pairs' as BookId, reason: 'a Dip' }),
  );
  const found = orderRows(account, { status: 'all', book: 'pairs', text: ' DIP ' });
  expect(found.rows.map(({ id }) => id)).toEqual(['c']);
  expect(found.total).toBe(3);
  expect(found.books).toEqual(['pairs', 'trend']);
});

test('writes CSV with exact numbers, UTC instants, and no formula for a spreadsheet', () => {
  const terms = { type: 'limit', limitPrice: price('98.4') } as const;
  const pen = new JournalPen().order('a', { terms, reason: '=1+1, "quoted"' });
  const [head, row] = ordersCsv([...accountOf(pen).portfolio.orders.values()]).split('\n');
  expect(head!.split(',').slice(0, 4)).toEqual(['decided_at', 'id', 'broker_id', 'symbol']);
  expect(row).toBe(
    `2024-03-18T14:00:00Z,a,,AAAA,buy,limit,98.4,,day,10,,0,,intent,trend,"'=1+1, ""quoted"""`,
  );
});
