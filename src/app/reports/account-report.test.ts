import { describe, expect, test } from 'vitest';
import { JournalPen } from '../../../tests/support/account-entries.ts';
import { performanceContext } from '../../analysis/performance/context.ts';
import { barColumns } from '../../core/columns.ts';
import { seededRandom } from '../../core/random.ts';
import { isoDate } from '../../core/time.ts';
import { runBacktest } from '../../research/run.ts';
import type { ChainedEntry } from '../../engine/ports.ts';
import type { JournalEntry } from '../../ledger/journal.ts';
import { newYorkInstant, sessionsBetween } from '../../market/calendar.ts';
import { ticker } from '../../market/symbol.ts';
import { sma } from '../../analysis/indicators/sma.ts';
import { defineStrategy } from '../../strategy/define.ts';
import { target } from '../../strategy/intent.ts';
import { accountReport } from './account-report.ts';

/** Returns a journal for reading. */
function journalOf(entries: readonly JournalEntry[]) {
  return {
    head: () => Promise.resolve({ seq: entries.length, hash: '' }),
    async *read(): AsyncGenerator<ChainedEntry> {
      for (const entry of entries) yield { entry, hash: '' };
    },
  };
}

const session = (date: string, phase: 'open' | 'close', equity: number) =>
  ({ kind: 'session', date: isoDate(date), phase, equity }) as const;

/** Two days: +1% of 100,000; then 50,000 more and a gain of 3,020, which is 2% of the sum. */
function twoDays(): JournalPen {
  return new JournalPen('2024-03-18T14:00:00Z')
    .write(session('2024-03-18', 'open', 0))
    .deposit(100_000)
    .order('a', { shares: 100 })
    .filled('a', { shares: 100, at: 50 })
    .write(session('2024-03-18', 'close', 101_000));
}

function secondDay(first: JournalPen): readonly JournalEntry[] {
  const next = new JournalPen('2024-03-19T14:00:00Z')
    .write(session('2024-03-19', 'open', 101_000))
    .order('b', { shares: 40, side: 'sell' })
    .deposit(50_000)
    .filled('b', { shares: 40, at: 60, side: 'sell' })
    .write(session('2024-03-19', 'close', 154_020));
  const { length } = first.entries;
  return [
    ...first.entries,
    ...next.entries.map((entry) => ({ ...entry, seq: (entry.seq + length) as typeof entry.seq })),
  ];
}

const question = { convention: 'quipu' } as const;

describe('account report', () => {
  test('takes deposits out of the returns', async () => {
    const entries = secondDay(twoDays());
    const { performance, openPositions } = await accountReport(journalOf(entries), question);
    expect(performance.dates).toEqual(['2024-03-18', '2024-03-19']);
    expect(performance.initialEquity).toBe(100_000);
    expect([...performance.flows!]).toEqual([0, 50_000]);
    const { returns } = performanceContext(performance);
    expect(returns[0]).toBeCloseTo(0.01, 12);
    expect(returns[1]).toBeCloseTo(0.02, 12);
    expect(performance.roundTrips).toMatchObject([
      { symbol: 'AAAA', quantity: 40, entryPrice: 50, exitPrice: 60, pnl: 400 },
    ]);
    expect([...performance.tradedNotional!]).toEqual([5_000, 2_400]);
    // Cash is 100,000 - 5,000 after the first day, and 147,400 after the second.
    expect([...performance.netExposure!]).toEqual([6_000 / 101_000, 6_620 / 154_020]);
    expect(openPositions).toEqual([
      { symbol: 'AAAA', quantity: '60', cost: '3000', price: 60, value: 3_600 },
    ]);
  });

  test('starts a later range from the close before it', async () => {
    const entries = secondDay(twoDays());
    const asked = { ...question, from: isoDate('2024-03-19') };
    const { performance, header } = await accountReport(journalOf(entries), asked);
    expect(performance).toMatchObject({ dates: ['2024-03-19'], initialEquity: 101_000 });
    expect([...performance.flows!]).toEqual([50_000]);
    expect(header.reproduce?.options).toContainEqual(['from', '2024-03-19']);
  });

  test('ignores everything after the last day of the range', async () => {
    const entries = secondDay(twoDays());
    const asked = { ...question, to: isoDate('2024-03-18') };
    const now = { equity: 1, price: () => 1 };
    const { performance, openPositions } = await accountReport(journalOf(entries), asked, now);
    expect(performance).toMatchObject({ dates: ['2024-03-18'], roundTrips: [] });
    expect([...performance.equity]).toEqual([101_000]);
    expect(openPositions).toMatchObject([{ quantity: '100', price: 50 }]);
  });

  test('values a day without a close at the last prices and reports it', async () => {
    const open = twoDays().entries.slice(0, -1);
    const left = await accountReport(journalOf(open), question);
    expect([...left.performance.equity]).toEqual([100_000]);
    expect(left.header.findings).toEqual([
      'The trading day 2024-03-18 has no close in the journal: valued at the last journaled ' +
        'price of each holding.',
    ]);
    const now = { equity: 100_300, price: () => 53 };
    const running = await accountReport(journalOf(open), question, now);
    expect([...running.performance.equity]).toEqual([100_300]);
    expect(running.openPositions).toMatchObject([{ price: 53, value: 5_300 }]);
    expect(running.header.findings![0]).toContain('has not ended');
  });

  test.each([
    [{ from: isoDate('2025-01-01') }, 'app.no_data'],
    [{ from: isoDate('2024-03-19'), to: isoDate('2024-03-18') }, 'app.usage'],
  ])('refuses %j', async (range, code) => {
    const entries = secondDay(twoDays());
    const asked = accountReport(journalOf(entries), { ...question, ...range });
    await expect(asked).rejects.toMatchObject({ code });
  });

  test('gives a next step for an empty journal', async () => {
    await expect(accountReport(journalOf([]), question)).rejects.toMatchObject({
      code: 'app.no_data',
    });
  });
});

const crossing = defineStrategy({
  name: 'crossing',
  symbols: ['AAAA'],
  timeframe: '1Day',
  indicators: () => ({ fast: sma({ period: 3 }), slow: sma({ period: 8 }) }),
  onBar({ bar, position, indicators: { fast, slow } }) {
    if (!position && fast.value > slow.value) return [target(bar.symbol, 0.9, 'fast above slow')];
    if (position && fast.value < slow.value) return [target(bar.symbol, 0, 'fast below slow')];
    return undefined;
  },
});

test('equals the backtest report for the journal of a backtest', async () => {
  const sessions = sessionsBetween(isoDate('2019-01-02'), isoDate('2020-12-31'));
  const random = seededRandom(5);
  const columns = barColumns(sessions.length);
  let last = 100;
  for (const [row, { date, close }] of sessions.entries()) {
    columns.start[row] = newYorkInstant(date, 0);
    columns.end[row] = close;
    columns.open[row] = Math.round(last * 100) / 100;
    last *= 1 + 0.015 * random.normal();
    columns.close[row] = Math.round(last * 100) / 100;
    columns.high[row] = Math.max(columns.open[row], columns.close[row]) + 1;
    columns.low[row] = Math.min(columns.open[row], columns.close[row]) - 1;
    columns.volume[row] = 1_000_000;
  }
  const bars = { symbol: ticker('AAAA'), timeframe: '1Day', columns, actions: [] } as const;
  const run = runBacktest(crossing, { bars, keepJournal: true });
  const { performance, denied } = await accountReport(journalOf(run.entries), question);
  expect(run.roundTrips.length).toBeGreaterThan(10);
  expect(performance.dates).toEqual(run.dates);
  expect(performance.equity).toEqual(run.equity);
  expect(performance.roundTrips!.length).toBe(run.roundTrips.length);
  for (const [row, trip] of performance.roundTrips!.entries()) {
    // A journal has no prices between entry and exit.
    const { pnl, adverse, favorable, ...same } = run.roundTrips[row]!;
    expect([adverse, favorable]).toEqual([expect.any(Number), expect.any(Number)]);
    expect([trip.adverse, trip.favorable]).toEqual([undefined, undefined]);
    expect(trip).toMatchObject({ ...same, fees: expect.closeTo(same.fees, 9) as number });
    expect(trip.pnl).toBeCloseTo(pnl, 9);
  }
  expect(denied).toEqual(run.denied);
  expect(performance.fees).toBe(run.performance.fees);
  for (const name of ['grossExposure', 'tradedNotional'] as const) {
    for (const [row, value] of performance[name]!.entries()) {
      expect(value).toBeCloseTo(run.performance[name]![row]!, 9);
    }
  }
});
