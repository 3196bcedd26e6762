import { describe, expect, it, test } from 'vitest';
import type { RoundTrip } from '../../analysis/performance/input.ts';
import { decimal } from '../../core/decimal.ts';
import { type EpochMs, isoDate } from '../../core/time.ts';
import type { BarSeries } from '../../market/bar.ts';
import { sessionOn, sessionsBetween } from '../../market/calendar.ts';
import { parseDailyBars } from '../../market/files/series-csv.ts';
import { ticker } from '../../market/symbol.ts';
import { defineStrategy } from '../../strategy/define.ts';
import { target } from '../../strategy/intent.ts';
import { runBacktest } from '../run.ts';
import { excursionsOf } from './excursions.ts';

const symbol = ticker('QMKT');

function seriesOf(rows: readonly string[], actions: BarSeries['actions'] = []): BarSeries {
  const text = ['date,open,high,low,close,volume', ...rows.map((row) => `${row},1000`)].join('\n');
  return { ...parseDailyBars(text, symbol).value, actions };
}

//  session   open high  low close
const bars = seriesOf([
  '2024-01-02,100,104,97,101',
  '2024-01-03,102,110,99,105',
  '2024-01-04,106,112,95,108',
  '2024-01-05,107,109,101,103',
]);

const opening = (date: string): EpochMs => sessionOn(isoDate(date))!.open;
const closing = (date: string): EpochMs => sessionOn(isoDate(date))!.close;

function trip(of: Partial<RoundTrip>): RoundTrip {
  const times = { openedAt: opening('2024-01-03'), closedAt: opening('2024-01-05') };
  const amounts = { quantity: 10, entryPrice: 102, exitPrice: 107, pnl: 50, fees: 0 };
  return { symbol, side: 'long', ...times, ...amounts, ...of };
}

describe('the excursions of a trade are of prices that were surely seen while it was open', () => {
  const excursion = excursionsOf([bars], 2);
  it.each([
    // In at the open of the 3rd: 99 to 110 there, 95 to 112 on the 4th, out at the open of the 5th.
    ['whole bars from its open', {}, 70, 100],
    // The same price with 2 bp of costs is still the open.
    ['at the open with costs', { entryPrice: 102.0204 }, 70.204, 99.796],
    // In within the 3rd at 100: its 110 may have come before; its close of 105 came after.
    [
      'in within a bar',
      { entryPrice: 100, closedAt: opening('2024-01-04'), exitPrice: 106 },
      0,
      60,
    ],
    // Out within the 4th by a stop at 98: its low of 95 may have come after.
    ['out within a bar', { closedAt: opening('2024-01-04'), exitPrice: 98 }, 40, 80],
    // In and out within one bar: nothing but the two prices is known.
    ['one bar', { closedAt: opening('2024-01-03'), exitPrice: 103 }, 0, 10],
    // In at the close of the 3rd, out at that of the 4th: the whole of the 4th and nothing before.
    [
      'from close to close',
      {
        openedAt: closing('2024-01-03'),
        closedAt: closing('2024-01-04'),
        entryPrice: 105,
        exitPrice: 108,
      },
      100,
      70,
    ],
    ['a short one the other way', { side: 'short' as const }, 100, 70],
  ])('%s', (_, of, adverse, favorable) => {
    const found = excursion(trip(of));
    expect(found?.adverse).toBeCloseTo(adverse, 9);
    expect(found?.favorable).toBeCloseTo(favorable, 9);
  });

  it('of a symbol without bars are not known', () => {
    expect(excursion(trip({ symbol: 'OTHER' }))).toBeUndefined();
  });
});

test('a split while a trade is open is no excursion', () => {
  const at = opening('2024-01-04');
  const split = { kind: 'split', symbol, exDate: isoDate('2024-01-04'), at } as const;
  const series = seriesOf(
    ['2024-01-02,100,104,97,101', '2024-01-03,102,110,98,104', '2024-01-04,52,56,51,55'],
    [{ ...split, from: decimal('1'), to: decimal('2') }],
  );
  // In the shares of the exit, 20 of them: in at 51, at least 49 on the 3rd, at most 56 on the 4th.
  const found = excursionsOf(
    [series],
    0,
  )(
    trip({
      quantity: 20,
      entryPrice: 51,
      exitPrice: 55,
      closedAt: closing('2024-01-04'),
    }),
  );
  expect(found).toEqual({ adverse: 40, favorable: 100 });
});

test('many bars give what a plain loop over them gives', () => {
  const sessions = sessionsBetween(isoDate('2022-01-03'), isoDate('2023-12-29'));
  let state = 7;
  const noise = (): number => (state = (state * 48_271) % 2_147_483_647) / 2_147_483_647;
  const rows = sessions.map(({ date }) => {
    const [open, close] = [100 + 20 * noise(), 100 + 20 * noise()];
    const high = Math.max(open, close) + 10 * noise();
    return `${date},${open},${high},${Math.min(open, close) - 10 * noise()},${close}`;
  });
  const series = seriesOf(rows);
  const { open, high, low, end } = series.columns;
  const excursion = excursionsOf([series], 0);
  for (let one = 0; one < 60; one += 1) {
    const from = Math.floor(noise() * 250);
    const to = from + 1 + Math.floor(noise() * 240);
    const [entryPrice, exitPrice] = [open[from]!, open[to]!];
    const openedAt = sessions[from]!.open;
    const found = excursion(
      trip({ openedAt, closedAt: sessions[to]!.open, entryPrice, exitPrice, quantity: 1 }),
    );
    const lows = [...low.slice(from, to), exitPrice];
    const highs = [...high.slice(from, to), exitPrice];
    expect(end[from]!).toBeGreaterThan(openedAt);
    expect(found?.adverse).toBeCloseTo(Math.max(0, entryPrice - Math.min(...lows)), 9);
    expect(found?.favorable).toBeCloseTo(Math.max(0, Math.max(...highs) - entryPrice), 9);
  }
});

test('a backtest has them, in its trades and in its measures', () => {
  const strategy = defineStrategy({
    name: 'in-and-out',
    symbols: [symbol],
    timeframe: '1Day',
    onBar: ({ bar }) =>
      bar.close === 101
        ? [target(bar.symbol, 0.5, 'in')]
        : bar.close === 108
          ? [target(bar.symbol, 0, 'out')]
          : [],
  });
  const costs = { halfSpreadBps: 0, slippageBps: 0, fees: 'none' } as const;
  const result = runBacktest(strategy, { bars, cash: 10_000, costs });
  // 49 shares in at 102, out at 107; between, 95 at least and 112 at most.
  const [only] = result.roundTrips;
  const { quantity } = only!;
  expect(only).toMatchObject({ adverse: 7 * quantity, favorable: 10 * quantity });
  expect(result.metrics).toMatchObject({
    avg_mae: 7 * quantity,
    max_mfe: 10 * quantity,
    edge_ratio: 10 / 7,
    end_trade_drawdown: 5 * quantity,
  });
  expect(result.assumptions.join('\n')).toContain('of the exit bar at the exit price');
});
