import { expect, test } from 'vitest';
import { JournalPen } from '../../../../tests/support/account-entries.ts';
import { money, price } from '../../../core/decimal.ts';
import { emptyAccount, takeEntry } from './account.ts';
import { controlInputs, orderStory } from './order-story.ts';
import { orderRows } from './order-rows.ts';

function accountOf(pen: JournalPen) {
  const account = emptyAccount();
  for (const entry of pen.entries) takeEntry(account, entry, '');
  return account;
}

const evidence = { source: 'response', status: 504, message: 'timed out' } as const;

test('the latest order comes first, with what is known of it', () => {
  const limit = { type: 'limit', limitPrice: price('98.4') } as const;
  const account = accountOf(
    new JournalPen()
      .deposit(10_000)
      .order('a')
      .accepted('a')
      .filled('a', { shares: 10, at: '100.25' })
      .order('b', { terms: limit, shares: 3, reason: 'a dip' }),
  );
  const [second, first] = orderRows(account, 'all', 10);
  expect(first).toMatchObject({ status: 'filled', tone: 'done', average: '100.25', progress: 1 });
  expect(second).toMatchObject({ terms: 'limit 98.40', status: 'intent', reason: 'a dip' });
  expect(second!.average).toBe('—');
});

test('an order of unknown fate is in doubt, not failed, and stays open', () => {
  const account = accountOf(
    new JournalPen().order('a').event('a', { kind: 'outcome_unknown', attempt: 1, evidence }),
  );
  const [row] = orderRows(account, 'open', 10);
  expect(row).toMatchObject({ status: 'unknown, verifying', tone: 'doubt', open: true });
});

test('stopped orders are those that a gate or the broker refused', () => {
  const account = accountOf(
    new JournalPen()
      .order('a')
      .event('a', { kind: 'denied', denials: [{ code: 'risk.capital', message: 'No.' }] })
      .order('b')
      .event('b', { kind: 'rejected', evidence })
      .order('c')
      .accepted('c'),
  );
  expect(orderRows(account, 'stopped', 10).map(({ id }) => id)).toEqual(['b', 'a']);
});

test('a cancel that was asked for shows while the order still works', () => {
  const pen = new JournalPen().order('a').accepted('a');
  pen.event('a', { kind: 'cancel_requested', reason: 'by hand' });
  expect(orderRows(accountOf(pen), 'all', 1)[0]!.status).toBe('canceling');
});

test('an order in dollars shows dollars', () => {
  const size = { kind: 'notional', notional: money(500) } as const;
  const [row] = orderRows(accountOf(new JournalPen().order('a', { size })), 'all', 1);
  expect(row!.size).toBe('$500.00');
});

test('a story tells who said what, in their own words', () => {
  const pen = new JournalPen()
    .order('a', { reason: 'fast above slow' })
    .accepted('a')
    .event('a', { kind: 'rejected', evidence: { ...evidence, message: '<b>no</b>' } });
  const steps = orderStory(pen.entries);
  expect(steps.map(({ title, by, words }) => [title, by, words])).toEqual([
    ['Decided: buy 10 AAAA, market, day', 'strategy trend', 'fast above slow'],
    ['Approved', 'risk gate', '1 controls passed, 0 had nothing to say.'],
    ['At the broker: new', 'broker, stream', 'new'],
    ['Rejected by the broker', 'broker, response, HTTP 504', '<b>no</b>'],
  ]);
  expect(controlInputs(steps[1]!.controls[0]!)).toEqual([
    ['value', '1\u202f000.00'],
    ['limit', '5\u202f000.00'],
    ['reduces', 'no'],
  ]);
});
