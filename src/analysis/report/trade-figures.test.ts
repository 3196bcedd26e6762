import { expect, test } from 'vitest';
import { type EpochMs, isoDate } from '../../core/time.ts';
import { sessionsBetween } from '../../market/calendar.ts';
import type { RoundTrip } from '../performance/input.ts';
import { reportModel } from './model.ts';
import { tradeFigures } from './trade-figures.ts';

const sessions = sessionsBetween(isoDate('2024-01-02'), isoDate('2024-01-31'));
const dates = sessions.map(({ date }) => date);

const trip = (row: number, pnl: number, symbol = 'KO'): RoundTrip => ({
  symbol,
  side: 'long',
  openedAt: sessions[row]!.open,
  closedAt: sessions[row + 1]!.open,
  quantity: 10,
  entryPrice: 50,
  exitPrice: 50 + pnl / 10,
  pnl,
  fees: 0,
  adverse: 5,
  favorable: 40,
});

const sale = (at: EpochMs, reason: string) =>
  ({ at, side: 'sell', quantity: 10, price: 50, factor: 1, opens: false, reason }) as const;

const figures = (fills: readonly ReturnType<typeof sale>[]) => {
  const equity = Float64Array.from(dates, (_, row) => 1000 + row);
  const roundTrips = [trip(0, 30), trip(2, -10), trip(4, 5), trip(6, 7, 'F')];
  const shown = [{ symbol: 'KO', close: dates.map(() => 50), fills }];
  return tradeFigures(
    reportModel({
      header: { title: 'one', kind: 'backtest' },
      performance: { dates, equity, initialEquity: 1000, roundTrips },
      charts: { shown, others: ['F'] },
    }),
  );
};

test('profit is shown by the reason that closed the trades of charts', () => {
  const found = figures([
    sale(sessions[1]!.open, 'target reached'),
    sale(sessions[3]!.open, 'stop hit'),
    sale(sessions[5]!.open, 'target reached'),
  ]).find(({ id }) => id === 'exit-reasons')!;
  expect(found.summary).toContain('closed 3 of 4 trades');
  const rows = [...found.plot('wide').matchAll(/<th scope="row">([^<]+)<\/th><td>(\d+)<\/td>/g)];
  expect(rows.map(([, name, count]) => [name, count])).toEqual([
    ['target reached', '2'],
    ['stop hit', '1'],
  ]);
});

test('one reason alone is no plot', () => {
  const found = figures([sale(sessions[1]!.open, 'out'), sale(sessions[3]!.open, 'out')]);
  expect(found.map(({ id }) => id)).not.toContain('exit-reasons');
});

test('MAE and MFE are next to each other', () => {
  const ids = figures([]).map(({ id }) => id);
  expect(ids.slice(2, 4)).toEqual(['excursions', 'favorable']);
  const [, , worst, best] = figures([]);
  expect(worst!.data!.rows[0]![2]).toBe('-$5.00');
  expect(best!.data!.rows[0]![2]).toBe('+$40.00');
});
