import { expect, test } from 'vitest';
import { isoDate } from '../core/time.ts';
import type { BarSeries } from '../market/bar.ts';
import { sessionsBetween } from '../market/calendar.ts';
import { parseDailyBars } from '../market/files/series-csv.ts';
import { ticker } from '../market/symbol.ts';
import { defineStrategy } from '../strategy/define.ts';
import { target, targetShares } from '../strategy/intent.ts';
import type { BacktestOptions } from './options.ts';
import { runBacktest } from './run.ts';

const days = sessionsBetween(isoDate('2024-01-02'), isoDate('2024-01-31'));
const seriesOf = (name: string, closes: readonly number[]): BarSeries => {
  const rows = closes.map((close, row) => {
    const prices = [close, close, close, close].join(',');
    return `${days[row]!.date},${prices},1000`;
  });
  const text = ['date,open,high,low,close,volume', ...rows].join('\n');
  return parseDailyBars(text, ticker(name)).value;
};
const whole = seriesOf(
  'AAAA',
  days.map(() => 50),
);
// Its last bar is on 10 January, 14 sessions before the run's.
const ends = (last: number) => seriesOf('ZZZZ', [100, 100, 100, 90, 80, 70, last]);
const hold = defineStrategy({
  name: 'hold',
  symbols: [ticker('AAAA'), ticker('ZZZZ')],
  timeframe: '1Day',
  onBar: ({ bar, position, at }) =>
    bar.symbol === 'ZZZZ' && position === undefined && at < days[2]!.close
      ? [targetShares(bar.symbol, 10, 'holds')]
      : undefined,
});
const run = (bars: readonly BarSeries[], options: Partial<BacktestOptions> = {}) =>
  runBacktest(hold, {
    bars,
    cash: 10_000,
    costs: { halfSpreadBps: 0, slippageBps: 0, fees: 'none' },
    keepJournal: true,
    ...options,
  });

test('a symbol that ends is closed at its last price on the next session', () => {
  const { caveats, openPositions, cash, roundTrips, fills, equity, holdings } = run([
    whole,
    ends(60),
  ]);
  expect(openPositions).toEqual([]);
  // Bought 10 at 100, worth 60 each.
  expect(cash).toBe('9600');
  expect(fills).toBe(1);
  expect(equity.at(-1)).toBe(9_600);
  expect(roundTrips).toMatchObject([
    { symbol: 'ZZZZ', entryPrice: 100, exitPrice: 60, pnl: -400, closedAt: days[7]!.open },
  ]);
  expect(holdings.columns).toMatchObject([{ symbol: 'ZZZZ', spans: [{ from: 1 }] }]);
  expect(holdings.columns[0]!.spans[0]!.values).toHaveLength(6);
  expect(caveats).toMatchObject([
    { code: 'caveat.symbol_ended', count: 14, symbol: 'ZZZZ', price: 60, valued: 'last_price' },
  ]);
});

test('or at the delisting value that is given', () => {
  const { cash, caveats } = run([whole, ends(60)], { delisting: { ZZZZ: 1.5, OTHER: 3 } });
  expect(cash).toBe('9015');
  expect(caveats).toMatchObject([{ price: 1.5, valued: 'delisting_value' }]);
  expect(run([whole, ends(60)], { delisting: { ZZZZ: 0 } }).cash).toBe('9000');
});

test('data that end a few sessions early are no end, unless a value is given', () => {
  const early = seriesOf(
    'ZZZZ',
    days.slice(0, -5).map(() => 100),
  );
  expect(run([whole, early])).toMatchObject({ caveats: [], openPositions: [{ symbol: 'ZZZZ' }] });
  expect(run([whole, early], { delisting: { ZZZZ: 7 } })).toMatchObject({ openPositions: [] });
  // Nothing ends where the run does.
  const to = days[6]!.date;
  expect(run([whole, ends(60)], { to })).toMatchObject({ caveats: [], cash: '9000' });
});

test('a short position is bought back, and an order of the last bar is canceled', () => {
  const short = defineStrategy({
    name: 'short',
    symbols: hold.symbols,
    timeframe: '1Day',
    onBar: ({ bar, at }) =>
      bar.symbol === 'ZZZZ' && (at === days[0]!.close || at === days[6]!.close)
        ? [target(bar.symbol, at === days[0]!.close ? -0.5 : 0.5, 'turns')]
        : undefined,
  });
  const { cash, openPositions } = runBacktest(short, {
    bars: [whole, ends(60)],
    cash: 10_000,
    costs: { halfSpreadBps: 0, slippageBps: 0, fees: 'none' },
    limits: { allowShort: true },
  });
  expect(openPositions).toEqual([]);
  // 50 sold at 100, bought back at 60.
  expect(cash).toBe('12000');
});
