import { expect, test } from 'vitest';
import { JournalPen } from '../../../../tests/support/account-entries.ts';
import type { BookId } from '../../../orders/request.ts';
import { ticker } from '../../../market/symbol.ts';
import { money } from '../../../core/decimal.ts';
import { emptyPageAccount, takeEntry } from './account.ts';
import { concernsOf, type Standing } from './attention.ts';
import { type EpochMs, parseInstant } from '../../../core/time.ts';

const well: Standing = {
  engineState: 'running',
  line: { phase: 'live', heardAt: 0 },
  now: 0,
  at: parseInstant('2024-03-19T14:31:07Z'),
  priceAgeMs: 300,
  brokerUp: true,
  limits: [],
};

function concernsIn(pen: JournalPen, standing: Partial<Standing> = {}) {
  const account = emptyPageAccount();
  for (const entry of pen.entries) takeEntry(account, entry, '');
  return concernsOf(account.portfolio, { ...well, ...standing });
}

function concerns(pen: JournalPen, standing: Partial<Standing> = {}): string[] {
  return concernsIn(pen, standing).map(
    ({ level, title, words, command }) =>
      `${level}: ${title}: ${words}${command === undefined ? '' : ` ${command}`}`,
  );
}

test('reports nothing when nothing needs the user', () => {
  expect(concerns(new JournalPen().deposit(1))).toEqual([]);
});

test('leaves a halt to its own bar, and names who reduced, when and why', () => {
  const pen = new JournalPen();
  pen.write({ kind: 'engine_state', state: 'halted', by: 'ann', reason: 'lunch' });
  expect(concerns(pen, { engineState: 'halted' })).toEqual([]);
  const reduced = new JournalPen();
  reduced.write({ kind: 'engine_state', state: 'reduce_only', by: 'R-17', reason: 'loss -3.04%' });
  expect(concerns(reduced, { engineState: 'reduce_only' })).toEqual([
    'warning: Reduce only: By R-17: loss -3.04%. Since 10:00:01 ET. ' +
      'Only orders that reduce a position are sent.',
  ]);
});

test('reports unknown outcomes and unexplained drift, alarms first', () => {
  const evidence = { source: 'response', message: 'timed out' } as const;
  const account = {
    id: 'x',
    status: 'ACTIVE',
    cash: money(1),
    equity: money(1),
    buyingPower: money(1),
    tradingBlocked: false,
  };
  const drift = {
    what: 'position',
    symbol: ticker('AAAA'),
    ours: '10',
    theirs: '12',
    resolution: 'unexplained',
  } as const;
  const pen = new JournalPen()
    .order('a')
    .event('a', { kind: 'outcome_unknown', attempt: 1, evidence })
    .write({ kind: 'reconciled', asOf: 0 as EpochMs, account, drift: [drift] });
  expect(concerns(pen)).toEqual([
    'alarm: Ledger and broker differ: AAAA: 10 here, 12 at the broker. Additions there are ' +
      'blocked until both agree. If the broker is right, the owner runs: quipu ledger adjust',
    'warning: 1 order with unknown outcome: buy AAAA. Verifying with the broker. ' +
      'Do not send it again.',
  ]);
  expect(concernsIn(pen)[1]?.action).toEqual({ kind: 'order', id: 'a' });
});

test('reports the connection to the server before the one to the broker', () => {
  const pen = new JournalPen();
  const line = { phase: 'offline', heardAt: 1_000 } as const;
  expect(concerns(pen, { line, now: 13_000, brokerUp: false })).toEqual([
    'alarm: Offline: No response from Quipu for 12 s. Figures are from 10:31:07 ET. ' +
      'Engine: unknown, running at 10:31:07 ET. If HALT gets no response, run on the server: ' +
      'quipu halt',
  ]);
  expect(concerns(pen, { brokerUp: false })[0]).toContain('Broker stream is down');
});

test.each([
  [9_900, []],
  [10_100, ['stale']],
])('prices of %d ms are %j', (priceAgeMs, ids) => {
  expect(concernsIn(new JournalPen(), { priceAgeMs }).map(({ id }) => id)).toEqual(ids);
});

test('reports a paused strategy and a breached limit; one near its limit only if it is loss', () => {
  const book = 'trend' as BookId;
  const pen = new JournalPen().write({
    kind: 'book_state',
    book,
    state: 'paused',
    reason: 'maintenance',
  });
  const limit = { title: 'Capital', limit: '100%', value: '90%' };
  const limits = [
    { ...limit, control: 'R-14', state: 'near' },
    { ...limit, control: 'R-15', title: 'Concentration', state: 'breached' },
    { ...limit, control: 'R-17', title: 'Daily loss', state: 'near' },
    { ...limit, control: 'R-01', title: 'Engine state', state: 'breached' },
  ] as const;
  expect(concerns(pen, { limits }).map((text) => text.split(':').slice(0, 2).join(':'))).toEqual([
    'alarm: Concentration reached its limit',
    'warning: Strategy trend',
    'warning: Daily loss is near its limit',
  ]);
});
