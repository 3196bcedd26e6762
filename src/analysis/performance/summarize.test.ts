import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { EpochMs, IsoDate } from '../../core/time.ts';
import { addDays } from '../../core/time.ts';
import { type MetricId, METRICS } from './catalog.ts';
import { CONVENTIONS, performanceContext } from './context.ts';
import { drawdownsOf } from './drawdown.ts';
import { moneyWeightedReturn } from './flows.ts';
import type { PerformanceInput, RoundTrip } from './input.ts';
import { isDefined } from './metric.ts';
import { normalCdf, normalQuantile } from './normal.ts';
import { summarize } from './summarize.ts';
import { monthsBefore } from './calendar-months.ts';

const START = '2024-01-02' as IsoDate;

function daily(equity: readonly number[], more: Partial<PerformanceInput> = {}): PerformanceInput {
  const dates = equity.map((_, row) => addDays(START, row));
  return { dates, equity: Float64Array.from(equity), initialEquity: 100, ...more };
}

function trip(pnl: number, days: number, more: Partial<RoundTrip> = {}): RoundTrip {
  const openedAt = Date.parse('2024-01-02T15:00:00Z') as EpochMs;
  return {
    symbol: 'SPY',
    side: 'long',
    openedAt,
    closedAt: (openedAt + days * 86_400_000) as EpochMs,
    quantity: 10,
    entryPrice: 100,
    exitPrice: 100 + pnl / 10,
    pnl,
    fees: 0,
    ...more,
  };
}

test('four worked trading days', () => {
  // equity   100 → 110   121    99    108.9
  // return        10 %  10 %  -2/11   10%
  const found = summarize(daily([110, 121, 99, 108.9]));
  const r = [0.1, 0.1, -2 / 11, 0.1];
  const mean = (0.1 + 0.1 - 2 / 11 + 0.1) / 4;
  const sd = Math.sqrt(r.reduce((total, value) => total + (value - mean) ** 2, 0) / 3);
  expect(found['total_return']).toBeCloseTo(0.089, 12);
  expect(found['net_profit']).toBeCloseTo(8.9, 12);
  // From the close of 2023-12-29, the session before, to 2024-01-05.
  expect(found['cagr']).toBeCloseTo(1.089 ** (365.25 / 7) - 1, 6);
  expect(found['volatility']).toBeCloseTo(sd * Math.sqrt(252), 12);
  expect(found['sharpe']).toBeCloseTo((mean / sd) * Math.sqrt(252), 12);
  expect(found['sortino']).toBeCloseTo((mean / Math.sqrt((2 / 11) ** 2 / 4)) * Math.sqrt(252), 12);
  expect(found['max_drawdown']).toBeCloseTo(22 / 121, 12);
  expect(found['current_drawdown']).toBeCloseTo(1 - 108.9 / 121, 12);
  expect(found['time_under_water']).toBe(0.5);
  expect(found['win_days']).toBe(0.75);
  expect(found['peak_equity']).toBe(121);
});

test('a deposit is no return', () => {
  // 100 grows 10%; then 90 arrives at the start of the day and all of it grows 10% again.
  const found = summarize(daily([110, 220], { flows: Float64Array.of(0, 90) }));
  expect(found['total_return']).toBeCloseTo(0.21, 12);
  expect(found['net_profit']).toBeCloseTo(30, 12);
});

test('a loss of more than everything is one of everything, and no gain follows it', () => {
  // date        equity    return
  // 2024-01-02      10      0
  // 2024-01-03      -5    -100 %   15 dollars lost of 10
  // 2024-01-04       3     none
  // 2024-01-05       4     none
  const ruin = daily([10, -5, 3, 4], { initialEquity: 10 });
  const found = summarize(ruin);
  for (const [id, value] of [
    ['total_return', -1],
    ['twr', -1],
    ['cagr', -1],
    ['max_drawdown', 1],
    ['current_drawdown', 1],
    ['mtd', -1],
    ['worst_day', -1],
    ['best_day', 0],
    ['net_profit', -6],
    ['final_equity', 4],
    ['min_equity', -5],
    ['simple_return', -0.6],
  ] as const) {
    expect(found[id], id).toBeCloseTo(value, 12);
  }
  const context = performanceContext(ruin);
  expect([context.ruined, context.excluded, [...context.wealth]]).toEqual([
    '2024-01-03',
    2,
    [1, 1, 0],
  ]);
});

test('months after everything was lost have no return, and say when it was', () => {
  const dates = ['2024-01-31', '2024-02-29', '2024-03-29', '2024-12-31'] as IsoDate[];
  const equity = Float64Array.of(110, 0, 0, 50);
  const found = summarize({ dates, equity, initialEquity: 100, start: '2023-12-29' as IsoDate });
  expect(found['mtd']).toEqual({ undefined: 'everything was lost before, on 2024-02-29' });
  expect(found['3m']).toEqual({ undefined: 'everything was lost before, on 2024-02-29' });
  expect(found['ytd']).toBe(-1);
});

test('what is paid out is not lost, and what is paid in again earns', () => {
  const flows = Float64Array.of(0, -110, 200);
  const found = summarize(daily([110, 0, 220], { flows }));
  expect(found['total_return']).toBeCloseTo(1.1 * 1.1 - 1, 12);
});

test('drawdowns have a peak, a valley and a recovery', () => {
  const context = performanceContext(daily([110, 99, 104.5, 110, 88, 95]));
  expect(
    drawdownsOf(context).map(({ from, valley, recovered, depth, days }) => ({
      from,
      valley,
      recovered,
      depth: Number(depth.toFixed(12)),
      days,
    })),
  ).toEqual([
    { from: '2024-01-02', valley: '2024-01-03', recovered: '2024-01-05', depth: 0.1, days: 3 },
    { from: '2024-01-05', valley: '2024-01-06', recovered: null, depth: 0.2, days: 2 },
  ]);
});

test('a money-weighted return is the rate of a savings account with the same flows', () => {
  const rate = 0.07;
  const flows = [
    { day: 0, amount: 1000 },
    { day: 200, amount: 500 },
    { day: 400, amount: -300 },
  ];
  const final = flows.reduce(
    (total, { day, amount }) => total + amount * (1 + rate) ** ((730 - day) / 365),
    0,
  );
  expect(moneyWeightedReturn(flows, { days: 730, final })).toBeCloseTo(rate, 10);
});

describe('worked trades', () => {
  //        pnl   days
  // won    +40     2
  // lost   -10     1
  // won    +20     3
  // even     0     4
  // lost   -30     2
  const roundTrips = [
    trip(40, 2),
    trip(-10, 1),
    trip(20, 3, { side: 'short' }),
    trip(0, 4),
    trip(-30, 2),
  ];
  const found = summarize(daily([100, 120], { roundTrips, openTrades: 1 }));

  test.each([
    ['trades', 6],
    ['trades_closed', 5],
    ['trades_open', 1],
    ['trades_long', 4],
    ['trades_short', 1],
    ['win_rate', 0.4],
    ['loss_rate', 0.4],
    ['breakeven_rate', 0.2],
    ['avg_trade', 4],
    ['median_trade', 0],
    ['best_trade', 40],
    ['worst_trade', -30],
    ['best_trade_pct', 0.04],
    ['avg_win', 30],
    ['avg_loss', -20],
    ['payoff', 1.5],
    ['profit_factor', 1.5],
    ['expectancy', 4],
    ['expectancy_ratio', 0.2],
    ['kelly', 0.4 - 0.4 / 1.5],
    ['avg_duration_days', 2.4],
    ['median_duration_days', 2],
    ['max_duration_days', 4],
  ])('%s is %d', (id, expected) => {
    expect(found[id as MetricId]).toBeCloseTo(expected, 12);
  });

  test('excursions that were not recorded are undefined', () => {
    expect(found['avg_mae']).toEqual({ undefined: 'excursions were not recorded' });
  });
});

test('no metric is ever NaN, infinite or without a reason', () => {
  const value = fc.double({ min: 0.5, max: 2, noNaN: true });
  const flat = fc.array(fc.constant(100), { maxLength: 5 });
  const lost = fc.array(fc.oneof({ weight: 9, arbitrary: value }, fc.constantFrom(0, -1)), {
    maxLength: 40,
  });
  const curve = fc.oneof(flat, fc.array(value, { maxLength: 40 }), lost);
  fc.assert(
    fc.property(curve, fc.constantFrom(...CONVENTIONS), fc.boolean(), (steps, convention, rich) => {
      let wealth = 100;
      const equity = steps.map((step) => (wealth = step === 100 ? 100 : wealth * step));
      const more: Partial<PerformanceInput> = rich
        ? {
            benchmark: Float64Array.from(equity, (_, row) => (row % 3 === 0 ? Number.NaN : 0.01)),
            roundTrips: equity.map((_, row) => trip((row % 3) - 1, row)),
            grossExposure: Float64Array.from(equity, () => 0),
            netExposure: Float64Array.from(equity, () => 0),
            tradedNotional: Float64Array.from(equity, () => 10),
            trials: 5,
            trialsVariance: 0.01,
          }
        : {};
      for (const [id, metric] of Object.entries(summarize(daily(equity, more), convention))) {
        if (isDefined(metric)) expect(Number.isFinite(metric), id).toBe(true);
        else expect(metric.undefined, id).not.toBe('');
      }
    }),
    { numRuns: 150 },
  );
});

test('every metric has its own id and says how it is computed', () => {
  const ids = METRICS.map(({ id }) => id);
  expect(new Set(ids).size).toBe(ids.length);
  for (const { id, title, formula } of METRICS) {
    expect(id).toMatch(/^[a-z0-9][a-z0-9_]*$/);
    expect(title).not.toBe('');
    expect(formula).not.toBe('');
  }
});

test('equity that is not a number is refused with its date', () => {
  expect(() => summarize(daily([100, Number.NaN]))).toThrow(/equity on 2024-01-03, found NaN/);
});

test('the normal distribution and its quantile are each other turned round', () => {
  for (const p of [1e-12, 1e-4, 0.01, 0.3, 0.5, 0.7, 0.975, 0.999]) {
    expect(normalCdf(normalQuantile(p)) / p).toBeCloseTo(1, 11);
  }
  expect(normalCdf(1.959963984540054)).toBeCloseTo(0.975, 14);
});

test('months are counted back to the last day that exists', () => {
  expect(monthsBefore('2024-05-31' as IsoDate, 3)).toBe('2024-02-29');
  expect(monthsBefore('2024-03-15' as IsoDate, 12)).toBe('2023-03-15');
});
