import { expect, test } from 'vitest';
import { JournalPen } from '../../../../tests/support/account-entries.ts';
import type { BookId, ClientOrderId } from '../../../orders/request.ts';
import { type PageAccount, emptyPageAccount, takeEntry } from './account.ts';

function folded(pen: JournalPen): PageAccount {
  const account = emptyPageAccount();
  for (const entry of pen.entries) takeEntry(account, entry, `hash-${entry.seq}`);
  return account;
}

test('shows a buy and its sell as two fills, the second with realized P&L', () => {
  const account = folded(
    new JournalPen()
      .deposit(10_000)
      .order('a')
      .accepted('a')
      .filled('a', { shares: 10, at: 100 })
      .order('b', { side: 'sell' })
      .accepted('b')
      .filled('b', { shares: 10, at: 103.5, side: 'sell' }),
  );
  expect(account.fills.map(({ realized }) => realized?.toString() ?? null)).toEqual([null, '35']);
  expect(account.portfolio.cash.toString()).toBe('10035');
  expect(account.portfolio.holdings.size).toBe(0);
  expect(account.hash).toBe(`hash-${account.portfolio.seq}`);
});

test('counts a duplicate fill once', () => {
  const pen = new JournalPen().deposit(10_000).order('a').accepted('a');
  pen.filled('a', { shares: 10, at: 100 });
  pen.write(pen.entries.at(-1)!.body);
  expect(folded(pen).fills).toHaveLength(1);
});

test('keeps the entries of each order in sequence', () => {
  const pen = new JournalPen().deposit(10_000).order('a').order('b').accepted('b').accepted('a');
  const story = folded(pen).stories.get('a' as ClientOrderId)!;
  expect(story.map(({ body }) => body.kind)).toEqual(['ordered', 'reviewed', 'order_event']);
  expect(story.map(({ seq }) => seq)).toEqual([2, 3, 7]);
});

test('counts denials by code', () => {
  const pen = new JournalPen().order('a').event('a', {
    kind: 'denied',
    denials: [{ code: 'risk.capital', message: 'Too much.' }],
  });
  expect([...folded(pen).denied]).toEqual([['risk.capital', 1]]);
});

test('records every change of net deposits with its time', () => {
  const account = folded(new JournalPen().deposit(10_000).order('a').deposit(500));
  expect(account.deposits.map(({ amount }) => amount)).toEqual([10_000, 500]);
});

test('counts the orders that a halt cancels, and no later ones', () => {
  const pen = new JournalPen().order('a').accepted('a').order('b').accepted('b');
  pen.write({ kind: 'engine_state', state: 'halted', by: 'ann', reason: 'lunch' });
  pen.event('a', { kind: 'cancel_requested', reason: 'lunch' });
  expect(folded(pen).halt).toMatchObject({ canceled: 1 });
  pen.write({ kind: 'remembered', book: 'trend' as BookId, memory: '{}' });
  pen.event('b', { kind: 'cancel_requested', reason: 'by the user' });
  expect(folded(pen).halt).toMatchObject({ canceled: 1 });
  pen.write({ kind: 'engine_state', state: 'running', by: 'ann', reason: 'back' });
  expect(folded(pen).halt).toBeNull();
});

test('rejects an entry that leaves a gap', () => {
  const { entries } = new JournalPen().deposit(1).deposit(2).deposit(3);
  const account = emptyPageAccount();
  takeEntry(account, entries[0]!, '');
  expect(() => takeEntry(account, entries[2]!, '')).toThrow('follows');
});
