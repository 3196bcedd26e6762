import { expect, test } from 'vitest';
import { JournalPen } from '../../../../tests/support/account-entries.ts';
import type { BookId } from '../../../orders/request.ts';
import { ticker } from '../../../market/symbol.ts';
import { money } from '../../../core/decimal.ts';
import { emptyAccount, takeEntry } from './account.ts';
import { concernsOf, type Standing } from './attention.ts';
import type { EpochMs } from '../../../core/time.ts';

const well: Standing = {
  engineState: 'running',
  line: { phase: 'live', heardAt: 0 },
  brokerUp: true,
  limits: [],
};

function concerns(pen: JournalPen, standing: Partial<Standing> = {}): string[] {
  const account = emptyAccount();
  for (const entry of pen.entries) takeEntry(account, entry, '');
  return concernsOf(account.portfolio, { ...well, ...standing }).map(
    ({ level, title, words }) => `${level}: ${title}: ${words}`,
  );
}

test('nothing is said when all is well', () => {
  expect(concerns(new JournalPen().deposit(1))).toEqual([]);
});

test('a halt names who and why', () => {
  const pen = new JournalPen();
  pen.write({ kind: 'engine_state', state: 'halted', by: 'ann', reason: 'lunch' });
  expect(concerns(pen, { engineState: 'halted' })).toEqual([
    'alarm: Trading is halted: By ann: lunch. No order is sent until the owner resumes trading.',
  ]);
});

test('orders of unknown fate and unexplained drift are told, alarms first', () => {
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
    "alarm: The broker states the account differently: AAAA: ours 10, the broker's 12. " +
      'Nothing is added there until a statement agrees, or the owner runs quipu ledger adjust.',
    'warning: One order with unknown fate: buy AAAA. Verifying with the broker; do not repeat.',
  ]);
});

test('the line to the server comes before the line to the broker', () => {
  const pen = new JournalPen();
  const offline = concerns(pen, { line: { phase: 'offline', heardAt: 0 }, brokerUp: false });
  expect(offline).toHaveLength(1);
  expect(offline[0]).toContain('No connection to the server');
  expect(concerns(pen, { brokerUp: false })[0]).toContain("The broker's stream is down");
});

test('a paused strategy and a breached limit are told; one near its limit is, if it is loss', () => {
  const book = 'trend' as BookId;
  const pen = new JournalPen().write({
    kind: 'book_state',
    book,
    state: 'paused',
    reason: 'by hand',
  });
  const limit = { title: 'Capital', limit: '100 %', value: '90 %' };
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
