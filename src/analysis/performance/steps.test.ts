import { describe, expect, test } from 'vitest';
import { addDays, type EpochMs, type IsoDate } from '../../core/time.ts';
import { METRICS } from './catalog.ts';
import { CONVENTIONS, performanceContext } from './context.ts';
import { explain } from './explain.ts';
import type { PerformanceInput, RoundTrip } from './input.ts';
import { computeMetric, isDefined, type MetricStep } from './metric.ts';

const START = '2021-03-01' as IsoDate;
const rows = Array.from({ length: 1400 }, (_, row) => row);
const returnOf = (row: number, phase: number): number =>
  row % 19 === 4 ? 0 : 0.0004 + 0.012 * Math.sin(1.3 * row * row + phase);

const trips = rows.slice(0, 15).map((row): RoundTrip => {
  const openedAt = (Date.parse(`${START}T15:00:00Z`) + row * 86_400_000) as EpochMs;
  const moved = row === 5 ? 0 : 4 * Math.sin(2 * row + 1);
  const [entryPrice, quantity] = [30 + 5 * row, 10 + row];
  return {
    symbol: 'SPY',
    side: row % 4 === 0 ? 'short' : 'long',
    openedAt,
    closedAt: (openedAt + 5_400_000 * (row + 1)) as EpochMs,
    quantity,
    entryPrice,
    exitPrice: entryPrice + moved,
    pnl: moved * quantity,
    fees: 0.5,
    adverse: 3 + row,
    favorable: 60 - row,
  };
});

function recorded(): PerformanceInput {
  let value = 20_000;
  const flow = (row: number): number => (row === 40 ? 500 : row === 90 ? -300 : 0);
  return {
    dates: rows.map((row) => addDays(START, row)),
    equity: Float64Array.from(
      rows,
      (row) => (value = (value + flow(row)) * (1 + returnOf(row, 0))),
    ),
    initialEquity: 20_000,
    flows: Float64Array.from(rows, flow),
    benchmark: Float64Array.from(rows, (row) => (row % 23 === 0 ? Number.NaN : returnOf(row, 0.4))),
    grossExposure: Float64Array.from(rows, (row) => (row % 3 === 0 ? 0 : 0.8)),
    netExposure: Float64Array.from(rows, (row) => (row % 3 === 0 ? 0 : -0.4)),
    tradedNotional: Float64Array.from(rows, (row) => (row % 7 === 0 ? 900 : 0)),
    roundTrips: trips,
    openTrades: 2,
    holdings: {
      basis: 'value',
      columns: [
        { symbol: 'SPY', spans: [{ from: 3, values: [100, 90, 80] }] },
        { symbol: 'QQQ', spans: [{ from: 4, values: [-40] }] },
      ],
    },
    buyHoldReturn: 0.07,
    fees: 30,
    slippage: 11,
    income: 4,
    riskFree: 0.02,
    trials: 20,
    trialsVariance: 0.0004,
  };
}

const full = recorded();
const bare = { initialEquity: 100 };
const dates = ['2024-01-02', '2024-01-03', '2024-01-04'] as IsoDate[];

const INPUTS: readonly (readonly [name: string, input: PerformanceInput])[] = [
  ['all that can be recorded', full],
  ['the example of few sessions', { ...bare, dates, equity: Float64Array.of(110, 99, 108.9) }],
  ['no sessions', { ...bare, dates: [], equity: new Float64Array(0), roundTrips: [] }],
  [
    'returns without money',
    { ...bare, dates, equity: Float64Array.of(110, 99, 108.9), noMoney: 'no dollars were given' },
  ],
  ['one session', { ...bare, dates: dates.slice(0, 1), equity: Float64Array.of(101) }],
  ['equity that does not move', { ...bare, dates, equity: Float64Array.of(100, 100, 100) }],
  ['equity that only rises', { ...bare, dates, equity: Float64Array.of(101, 103, 106) }],
  ['a loss of everything', { ...bare, dates, equity: Float64Array.of(90, 0, 0) }],
  ['nothing to begin with', { initialEquity: 0, dates, equity: Float64Array.of(0, 0, 0) }],
  [
    'one trade that won',
    { ...bare, dates, equity: Float64Array.of(101, 103, 106), roundTrips: trips.slice(0, 1) },
  ],
];

const textOf = ({ what, value }: MetricStep): string =>
  `${what}: ${typeof value === 'object' ? value.undefined : value}`;

describe.each(INPUTS)('of %s', (_, input) => {
  test.each(CONVENTIONS)('every metric is explained under %s', (convention) => {
    const context = performanceContext(input, convention);
    for (const metric of METRICS) {
      const { steps, value } = explain(metric.id, input, convention);
      const wanted = computeMetric(metric, context);
      expect(value, metric.id).toEqual(wanted);
      expect(steps.length, `${metric.id} has steps before its value`).toBeGreaterThan(1);
      expect(steps.at(-1), metric.id).toEqual({ what: metric.id, value: wanted });
      for (const step of steps) {
        const text = textOf(step);
        expect(text, metric.id).not.toMatch(/NaN|Infinity|undefined|\[object|: $/);
        if (isDefined(step.value) && typeof step.value === 'number') {
          expect(Number.isFinite(step.value), `${metric.id}: ${text}`).toBe(true);
        }
      }
    }
  });
});

test.each(CONVENTIONS)('no metric lacks a value under %s where all is recorded', (convention) => {
  const missing = METRICS.filter(({ id }) => !isDefined(explain(id, full, convention).value));
  expect(missing.map(({ id }) => id)).toEqual(['5y_ann', '10y_ann']);
});

/** Derives each metric from its steps, so that no step shows an unrelated number. */
type Hand = (steps: Readonly<Record<string, number>>, all: readonly number[]) => number;

const BY_HAND: Readonly<Record<string, Hand>> = {
  net_profit: (s) => s['final equity']! - s['initial equity']! - s['Σ net deposits']!,
  ann_return_geo: (s) => (1 + s['geometric mean(r)']!) ** s['P']! - 1,
  expected_monthly: (s) => (1 + s['total_return']!) ** (1 / s['number of months']!) - 1,
  avg_return: (s) => s['Σ r']! / s['n']!,
  avg_win_day: (_, [total, n]) => total! / n!,
  simple_return: (s) => s['E_n - E_0 - ΣF']! / s['E_0 + Σ F·(D - t)/D']!,
  '3y_ann': (s) => (1 + s['growth']!) ** s['365.25 / D']! - 1,
  win_months: (_, [above, moved]) => above! / moved!,
  avg_up_month: (_, [total, n]) => total! / n!,
  downside_dev: (s) => Math.sqrt(s['Σ min(r - rf, 0)²']! / s['n']!) * s['√P']!,
  skew: (s) => ((Math.sqrt(s['n']! * (s['n']! - 1)) / (s['n']! - 2)) * s['m₃']!) / s['m₂']! ** 1.5,
  kurtosis: (s) =>
    ((s['n']! - 1) / ((s['n']! - 2) * (s['n']! - 3))) *
    ((s['n']! + 1) * (s['m₄']! / s['m₂']! ** 2 - 3) + 6),
  var_95: (_, [, , low, high, way]) => low! + (high! - low!) * way!,
  cvar_95: (_, [, total, n]) => total! / n!,
  avg_drawdown: (_, [total, n]) => total! / n!,
  current_drawdown: (_, [wealth, peak]) => 1 - wealth! / peak!,
  time_under_water: (_, [under, n]) => under! / n!,
  ulcer_index: (s) => Math.sqrt(s['Σ dd²']! / s['n']!),
  tail_ratio: (_, [upper, lower]) => Math.abs(upper!) / Math.abs(lower!),
  outlier_win_ratio: (_, [upper, total, n]) => upper! / (total! / n!),
  stability: (_, [, both, x, y]) => both! ** 2 / (x! * y!),
  smart_sharpe: (s) => s['sharpe']! / s['√(1 + 2·Σ ((n - k)/n)·ρ^k)']!,
  omega: (s) => s['Σ max(r - θ, 0)']! / s['Σ max(θ - r, 0)']!,
  gain_to_pain: (s) => s['Σ r']! / s['|Σ r below 0|']!,
  common_sense: (s) => (s['Σ r above 0']! / s['|Σ r below 0|']!) * s['tail_ratio']!,
  k_ratio: (s) => s['slope']! / s['its standard error']!,
  benchmark_return: (s) => Math.expm1(s['Σ log(1 + b)']!),
  excess_return: (_, [own, other]) => own! - other!,
  correlation: (s) => s['cov(r, b)']! / (s['σ(r)']! * s['σ(b)']!),
  r2: (s) => s['corr(r, b)']! ** 2,
  tracking_error: (s) => s['σ(r - b)']! * s['√P']!,
  up_capture: (_, [, own, other]) => own! / other!,
  batting_average: (_, [above, n]) => above! / n!,
  trades: (_, [closed, open]) => closed! + open!,
  win_rate: (_, [n, won]) => won! / n!,
  avg_trade: (_, [n, total]) => total! / n!,
  median_trade: (_, [, middle]) => middle!,
  payoff: (s) => s['avg_win']! / -s['avg_loss']!,
  profit_factor: (s) => s['Σ wins']! / -s['Σ losses']!,
  expectancy: (s) => (s['Σ wins']! + s['Σ losses']!) / s['closed trades']!,
  sqn: (s) => (Math.sqrt(s['closed trades']!) * s['mean(pnl)']!) / s['σ(pnl)']!,
  kelly: (s) => s['win_rate']! - s['loss_rate']! / s['payoff']!,
  risk_of_ruin: (s) => ((1 - s['win_rate']!) / (1 + s['win_rate']!)) ** s['closed trades']!,
  cpc_index: (s) => s['profit_factor']! * s['win_rate']! * s['payoff']!,
  edge_ratio: (_, [, adverse, favorable]) => favorable! / adverse!,
  end_trade_drawdown: (_, [n, favorable, profit]) => (favorable! - profit!) / n!,
  turnover: (s) => ((s['Σ |notional|']! / 2 / s['mean equity']!) * s['P']!) / s['n']!,
  slippage_bps: (s) => (s['slippage']! / s['Σ |notional|']!) * 10_000,
  implementation_shortfall: (s) => (s['slippage']! + s['fees']!) / s['Σ |notional|']!,
  gain_to_pain_monthly: (s) => s['Σ m']! / s['|Σ m below 0|']!,
  avg_hhi: (_, [total, n]) => total! / n!,
  avg_effective_n: (_, [total, n]) => total! / n!,
  avg_top_holding: (_, [total, n]) => total! / n!,
  buy_hold_return: (s) => s['mean over the symbols']!,
  cash_drag: (_, [total, n]) => 1 - total! / n!,
};

test.each(Object.keys(BY_HAND))('%s follows from its steps', (id) => {
  const { steps, value } = explain(id, full);
  const before = steps.slice(0, -1).filter((step) => typeof step.value === 'number');
  const numbers = before.map((step) => step.value as number);
  const named = Object.fromEntries(before.map((step, place) => [step.what, numbers[place]!]));
  expect(BY_HAND[id]!(named, numbers) / (value as number)).toBeCloseTo(1, 9);
});

test('a money-weighted return shows that the present value at its rate is 0', () => {
  const { steps } = explain('mwr', full);
  const values = new Map(steps.map(({ what, value }) => [what, value]));
  expect(values.get('Σ deposits')).toBe(500);
  expect(values.get('Σ withdrawals')).toBe(-300);
  const left = values.get('Σ CF·(1 + i)^((D - t)/365) - final equity at the i found');
  expect(Math.abs(left as number)).toBeLessThan(1e-6);
});

test.each([
  ['best_month', 'the month', /^2\d{3}-\d{2}$/],
  ['worst_day', 'the day', /^2\d{3}-\d{2}-\d{2}$/],
  ['best_week', 'the week', /^that of Monday 2\d{3}-\d{2}-\d{2}$/],
  ['peak_equity', 'at the close of', /^2\d{3}-\d{2}-\d{2}$/],
  ['best_trade', 'the trade', /^SPY (long|short), 2021-03-\d{2} to 2021-03-\d{2}$/],
])('%s says which one it was', (id, what, form) => {
  const step = explain(id, full).steps.find((one) => one.what === what);
  expect(step?.value).toMatch(form);
});

test.each(CONVENTIONS)(
  'the part of a formula that a step names is in it, under %s',
  (convention) => {
    for (const id of ['psr', 'min_trl']) {
      const { formula, steps } = explain(id, full, convention);
      const spread = steps.find(({ what }) => what.startsWith('1 + ½SR²'));
      expect(formula).toContain(spread?.what);
    }
  },
);
