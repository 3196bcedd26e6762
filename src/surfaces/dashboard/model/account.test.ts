import { expect, test } from 'vitest';
import { JournalPen } from '../../../../tests/support/account-entries.ts';
import type { ClientOrderId } from '../../../orders/request.ts';
import { type Account, emptyAccount, takeEntry } from './account.ts';

function folded(pen: JournalPen): Account {
  const account = emptyAccount();
  for (const entry of pen.entries) takeEntry(account, entry, `hash-${entry.seq}`);
  return account;
}

test('a purchase and its sale are two fills, the second with what it realized', () => {
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

test('an execution that is told twice is one fill', () => {
  const pen = new JournalPen().deposit(10_000).order('a').accepted('a');
  pen.filled('a', { shares: 10, at: 100 });
  pen.write(pen.entries.at(-1)!.body);
  expect(folded(pen).fills).toHaveLength(1);
});

test('the story of an order is its own entries in order', () => {
  const pen = new JournalPen().deposit(10_000).order('a').order('b').accepted('b').accepted('a');
  const story = folded(pen).stories.get('a' as ClientOrderId)!;
  expect(story.map(({ body }) => body.kind)).toEqual(['ordered', 'reviewed', 'order_event']);
  expect(story.map(({ seq }) => seq)).toEqual([2, 3, 7]);
});

test('denials are counted by their code', () => {
  const pen = new JournalPen().order('a').event('a', {
    kind: 'denied',
    denials: [{ code: 'risk.capital', message: 'Too much.' }],
  });
  expect([...folded(pen).denied]).toEqual([['risk.capital', 1]]);
});

test('an entry that leaves a hole is refused', () => {
  const { entries } = new JournalPen().deposit(1).deposit(2).deposit(3);
  const account = emptyAccount();
  takeEntry(account, entries[0]!, '');
  expect(() => takeEntry(account, entries[2]!, '')).toThrow('follows');
});
