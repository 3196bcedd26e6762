import { describe, expect, it } from 'vitest';
import { decimal } from '../core/decimal.ts';
import { isoDate } from '../core/time.ts';
import type { BarSeries } from '../market/bar.ts';
import { sessionOn } from '../market/calendar.ts';
import { parseDailyBars } from '../market/files/series-csv.ts';
import { ticker } from '../market/symbol.ts';
import { defineStrategy } from '../strategy/define.ts';
import { target } from '../strategy/intent.ts';
import { runBacktest } from './run.ts';
import type { BacktestOptions } from './options.ts';

const symbol = ticker('QMKT');

const bars: BarSeries = {
  ...parseDailyBars(
    [
      'date,open,high,low,close,volume',
      '2024-01-02,100,100,100,100,1000',
      '2024-01-03,102,110,102,110,1000',
      '2024-01-04,111,120,111,120,1000',
      '2024-01-05,121,121,118,118,1000',
      '2024-01-08,119,125,119,125,1000',
    ].join('\n'),
    symbol,
  ).value,
  actions: [
    {
      kind: 'dividend',
      symbol,
      exDate: isoDate('2024-01-04'),
      at: sessionOn(isoDate('2024-01-04'))!.open,
      perShare: decimal('1'),
    },
  ],
};

/** Half of the account at the first close, out at the third: bought at 102, sold at 121. */
const inAndOut = defineStrategy({
  name: 'in-and-out',
  symbols: [symbol],
  timeframe: '1Day',
  onBar({ bar }) {
    if (bar.close === 100) return [target(bar.symbol, 0.5, 'in')];
    return bar.close === 120 ? [target(bar.symbol, 0, 'out')] : [];
  },
});

const free = { halfSpreadBps: 0, slippageBps: 0, fees: 'none' } as const;

const run = (options: Omit<BacktestOptions, 'bars'> = {}) =>
  runBacktest(inAndOut, { bars, cash: 10_000, costs: free, dividends: 'ignore', ...options });

const said = (options: Omit<BacktestOptions, 'bars'>) => run(options).assumptions.join('\n');

describe('every assumption is an option that has its effect and is printed', () => {
  // 50 shares; the arithmetic is next to each row.
  it.each([
    ['nothing costs anything', {}, 10_950, 'no spread and no slippage'], // 50 × (121 - 102)
    ['fills at the close', { fill: 'close' }, 11_000, 'optimistic'], // 50 × (120 - 100)
    // Bought at the open of the third session, sold at that of the fifth: 50 × (119 - 111).
    ['a bar later', { delayBars: 1 }, 10_400, 'only after the next bar of its symbol'],
    ['half a spread', { costs: { ...free, halfSpreadBps: 10 } }, 10_938.85, '20 bps'], // -0.1%
    ['slippage', { costs: { ...free, slippageBps: 10 } }, 10_938.85, '10 bps of slippage'],
    [
      'half a spread at the close',
      { fill: 'close', costs: { ...free, halfSpreadBps: 10 } },
      10_989, // 50 × (119.88 - 100.1)
      'that same close',
    ],
    ['a commission', { costs: { ...free, commissionBps: 10 } }, 10_938.85, '10 bps of the value'],
    [
      'a commission a share',
      { costs: { ...free, commissionPerShare: 0.01 } },
      10_949, // 2 × 50 × 0.01
      '$0.01 for every share',
    ],
    ['dividends', { dividends: 'cash' }, 11_000, 'a dividend is paid in cash'], // 50 × 1
    ['no dividends', { dividends: 'ignore' }, 10_950, 'dividends are left out'],
  ] as const)('%s', (_, options, final, sentence) => {
    const { finalValue, assumptions } = run(options);
    expect(finalValue).toBeCloseTo(final, 6);
    expect(assumptions.join('\n')).toContain(sentence);
  });

  it('charges a commission besides the regulatory fees, which are for sales alone', () => {
    const regulated = run({ costs: { ...free, fees: 'us_equities' } });
    const both = run({ costs: { ...free, fees: 'us_equities', commissionPerShare: 0.01 } });
    // 6,050 × 8.00 USD a million, up to the cent; 50 × 0.000166, up to the cent.
    expect(Number(regulated.fees)).toBeCloseTo(0.06, 9);
    expect(Number(both.fees)).toBeCloseTo(1.06, 9);
    expect(both.assumptions.join('\n')).toContain('for every share; regulatory fees of the day');
  });

  it('sizes in whole shares or in fractions, whatever the strategy says', () => {
    const cash = 10_010;
    expect(run({ cash }).roundTrips[0]?.quantity).toBe(50);
    expect(run({ cash, shares: 'fractional' }).roundTrips[0]?.quantity).toBeCloseTo(50.05, 6);
    expect(said({ shares: 'fractional' })).toContain('in fractions of a share');
    expect(said({ shares: 'whole' })).toContain('in whole shares');
  });

  it('annualizes by the sessions of a year that it is given, and growth by days or sessions', () => {
    const sharpe = (periodsPerYear: number) => Number(run({ periodsPerYear }).metrics['sharpe']);
    expect(sharpe(252) / sharpe(63)).toBeCloseTo(2, 9);
    expect(run({ growthBy: 'sessions' }).metrics['cagr']).toBeCloseTo(1.095 ** (252 / 5) - 1, 6);
    // From the close of 2023-12-29, the session before the first, to 2024-01-08.
    expect(run().metrics['cagr']).toBeCloseTo(1.095 ** (365.25 / 10) - 1, 6);
    expect(said({ periodsPerYear: 365, growthBy: 'sessions' })).toContain(
      'returns per session, 365 a year; CAGR by sessions',
    );
  });

  it('holds orders to limits that are listed as sentences', () => {
    const { denied, assumptions } = run({ limits: { maxOrderValue: 4_000 } });
    expect(denied).toHaveProperty(['risk.max_order_value']);
    const text = assumptions.join('\n');
    expect(text).toContain('at most $4,000.00');
    expect(text).not.toMatch(/[{}"]/);
  });

  it('reports where the data do not fill the requested days; a holiday is no gap', () => {
    const texts = (days: Partial<BacktestOptions>) => run(days).caveats.map(({ text }) => text);
    expect(texts({ from: '2024-01-01', to: '2024-01-31' })).toEqual([
      'The data end on 2024-01-08, before the last day requested (2024-01-31).',
    ]);
    expect(texts({ from: '2023-12-20', to: '2024-01-08' })).toEqual([
      'The data begin on 2024-01-02, after the first day requested (2023-12-20).',
    ]);
    expect(texts({ from: '2024-01-01', to: '2024-01-08' })).toEqual([]);
  });
});

describe('a run is compared with a benchmark', () => {
  // The run's sessions from the second on: 110 → 120 → 118 → 125, a dividend of 1 with the 120.
  const from = '2024-01-03';

  it('that was held since the close before the first session, dividends included', () => {
    const { metrics, benchmark, assumptions } = run({ from, benchmark: bars, dividends: 'cash' });
    const held = (110 / 100) * (121 / 110) * (118 / 120) * (125 / 118);
    expect(metrics['benchmark_return']).toBeCloseTo(held - 1, 12);
    expect(benchmark).toBe('QMKT');
    expect(assumptions.join('\n')).toContain(
      'compared with QMKT held without costs from the close before the first session, dividends put',
    );
  });

  it('without its dividends where the run has none', () => {
    const { metrics, assumptions } = run({ from, benchmark: bars });
    expect(metrics['benchmark_return']).toBeCloseTo(125 / 100 - 1, 12);
    expect(metrics['excess_return']).toBeCloseTo(0 - 0.25, 12);
    expect(assumptions.join('\n')).toContain('dividends left out');
  });

  it('and without one has no such figures', () => {
    expect(run().metrics['beta']).toEqual({ undefined: 'there is no benchmark' });
    expect(run().benchmark).toBeNull();
  });

  it('which must have a return in some session', () => {
    const old = parseDailyBars('date,open,high,low,close,volume\n2020-01-02,1,1,1,1,1', symbol);
    expect(() => run({ benchmark: old.value })).toThrow(/no return of QMKT in any session/);
  });
});

describe('what was held is kept session by session', () => {
  it('at its last price, while it was held', () => {
    // 50 shares from the open of the second session until that of the fourth.
    expect(run().holdings).toEqual({
      basis: 'value',
      columns: [{ symbol, spans: [{ from: 1, values: [5_500, 6_000] }] }],
    });
  });

  it('negative when short, and net exposure is then below zero', () => {
    const short = defineStrategy({
      name: 'short',
      symbols: [symbol],
      timeframe: '1Day',
      onBar: ({ bar }) => (bar.close === 100 ? [target(bar.symbol, -0.5, 'falls')] : []),
    });
    const { holdings, performance } = runBacktest(short, {
      bars,
      cash: 10_000,
      costs: free,
      dividends: 'ignore',
      limits: { allowShort: true },
    });
    expect(holdings.columns).toEqual([
      { symbol, spans: [{ from: 1, values: [-5_500, -6_000, -5_900, -6_250] }] },
    ]);
    // 50 shares sold at 102: equity at the second close is 10,000 + 5,100 - 5,500.
    expect(performance.grossExposure![1]).toBeCloseTo(5_500 / 9_600, 12);
    expect(performance.netExposure![1]).toBeCloseTo(-5_500 / 9_600, 12);
  });
});

it('a run has the prices and the executions of what it traded', () => {
  const { shown, others } = run().charts;
  expect(others).toEqual([]);
  expect(shown.map(({ symbol: of, close }) => [of, close])).toEqual([
    [symbol, [100, 110, 120, 118, 125]],
  ]);
  expect(
    shown[0]!.fills.map(({ side, quantity, price, opens, reason }) =>
      [side, quantity, price, opens ? 'opens' : 'reduces', reason].join(' '),
    ),
  ).toEqual(['buy 50 102 opens in', 'sell 50 121 reduces out']);
});
