import { describe, expect, test } from 'vitest';
import type { EpochMs, IsoDate } from '../../core/time.ts';
import { addDays } from '../../core/time.ts';
import { type MetricId, METRICS } from './catalog.ts';
import type { Convention } from './context.ts';
import type { PerformanceInput, RoundTrip } from './input.ts';
import { summarize } from './summarize.ts';

const START = '2024-01-02' as IsoDate;

function trip(pnl: number, hours: number, entryPrice: number): RoundTrip {
  const openedAt = Date.parse('2024-01-02T15:00:00Z') as EpochMs;
  const closedAt = (openedAt + hours * 3_600_000) as EpochMs;
  const more = { symbol: 'SPY', side: 'long' as const, quantity: 10, fees: 0 };
  return { ...more, openedAt, closedAt, entryPrice, exitPrice: entryPrice + pnl / 10, pnl };
}

/** Returns 2%, -1%, 3%, -2% over four days; benchmark 1%, -1%, 2%, -1%; four trades. */
const input: PerformanceInput = {
  dates: [0, 1, 2, 3].map((days) => addDays(START, days)),
  equity: Float64Array.of(1020, 1009.8, 1040.094, 1019.29212),
  initialEquity: 1000,
  benchmark: Float64Array.of(0.01, -0.01, 0.02, -0.01),
  riskFree: 0.02,
  // Closed in the order +100, -55, 0, +20.9; on 1,000, 500, 1,000 and 2,090 dollars.
  roundTrips: [trip(20.9, 9, 209), trip(100, 1, 100), trip(-55, 2, 50), trip(0, 3, 100)],
};

const mean = 0.005;
const deviation = Math.sqrt((0.015 ** 2 + 0.015 ** 2 + 0.025 ** 2 + 0.025 ** 2) / 3);
const year = 1.005 ** 252 - 1;
const benchmarkYear = 1.0025 ** 252 - 1;
// cov(r, b) / var(b) with means 0.005 and 0.0025.
const beta =
  (0.015 * 0.0075 + 0.015 * 0.0125 + 0.025 * 0.0175 + 0.025 * 0.0125) /
  (0.0075 ** 2 + 0.0125 ** 2 + 0.0175 ** 2 + 0.0125 ** 2);

describe('as LEAN has it', () => {
  const found = summarize(input, 'lean');

  test.each([
    // From the close of 2023-12-29 to 2024-01-05.
    ['cagr', 1.01929212 ** (365 / 7) - 1],
    ['volatility', deviation * Math.sqrt(252)],
    ['sharpe', (year - 0.02) / (deviation * Math.sqrt(252))],
    // Two losses of 1% and 2%: they deviate by √(2 · 0.005²) from their own mean.
    ['sortino', (year - 0.02) / (Math.sqrt(2 * 0.005 ** 2) * Math.sqrt(252))],
    ['beta', beta],
    ['alpha', year - 0.02 - beta * (benchmarkYear - 0.02)],
    ['treynor', (year - 0.02) / beta],
    // Active returns 1%, 0, 1%, -1%: mean 0.25%.
    [
      'information_ratio',
      (year - benchmarkYear) /
        (Math.sqrt((2 * 0.0075 ** 2 + 0.0025 ** 2 + 0.0125 ** 2) / 3) * Math.sqrt(252)),
    ],
    // Wins 100/1000 and 20.9/1045; losses -55/1100 and 0/1045: (0.12 / 2) / (0.05 / 2) = 2.4.
    ['payoff', 2.4],
    ['expectancy_ratio', 0.5 * 2.4 - 0.5],
  ])('%s', (id, value) => {
    expect(found[id as MetricId]).toBeCloseTo(value, 10);
  });

  test('psr: against one a year, the excess kurtosis less one', () => {
    const free = summarize({ ...input, riskFree: 0 }, 'lean');
    const central = (power: number): number =>
      [0.015, -0.015, 0.025, -0.025].reduce((total, value) => total + value ** power, 0);
    const ratio = mean / deviation;
    // Skewness is 0; of four values the unbiased excess kurtosis is 20/6 · Σd⁴/s⁴ - 27/2, from
    // n(n+1)/((n-1)(n-2)(n-3)) and 3(n-1)²/((n-2)(n-3)).
    const kurtosis = ((20 / 6) * central(4)) / deviation ** 4 - 27 / 2;
    const spread = Math.sqrt((1 + ((kurtosis - 1) / 4) * ratio ** 2) / 3);
    const z = (ratio - 1 / Math.sqrt(252)) / spread;
    // Φ by the integral of its density.
    let area = 0;
    for (let k = 0; k < 20_000; k += 1) area += Math.exp(-0.5 * ((z * (k + 0.5)) / 20_000) ** 2);
    expect(free['psr']).toBeCloseTo(0.5 + (area * z) / 20_000 / Math.sqrt(2 * Math.PI), 8);
  });
});

describe('as backtesting.py has it', () => {
  const found = summarize(input, 'backtesting');
  const geometric = 1.01929212 ** (1 / 4);
  const annual = geometric ** 252 - 1;
  const volatility = Math.sqrt((deviation ** 2 + geometric ** 2) ** 252 - geometric ** 504);

  test.each([
    ['ann_return_geo', annual],
    ['volatility', volatility],
    ['sharpe', (annual - 0.02) / volatility],
    ['sortino', (annual - 0.02) / (Math.sqrt((0.01 ** 2 + 0.02 ** 2) / 4) * Math.sqrt(252))],
    ['calmar', annual / 0.02],
    // 10%, -11%, 0, 1%.
    ['avg_trade_pct', (1.1 * 0.89 * 1.01) ** (1 / 4) - 1],
    ['expectancy_pct', 0],
    ['profit_factor', 0.11 / 0.11],
  ])('%s', (id, value) => {
    const scale = Math.max(1, Math.abs(value));
    expect((found[id as MetricId] as number) / scale).toBeCloseTo(value / scale, 10);
  });
});

test('a metric says which conventions change it, and no convention changes another', () => {
  const own = summarize(input);
  for (const convention of ['quantstats', 'pyfolio', 'backtesting', 'lean'] as Convention[]) {
    const other = summarize(input, convention);
    const changed = METRICS.filter(
      ({ id }) => JSON.stringify(own[id]) !== JSON.stringify(other[id]),
    ).map(({ id }) => id);
    expect(changed.length).toBeGreaterThan(3);
    // What is made of another metric changes with it, and names that one in its formula.
    const silent = METRICS.filter(({ id }) => changed.includes(id)).filter(
      ({ forms = {}, formula }) =>
        !(convention in forms) && !changed.some((id) => formula.includes(id)),
    );
    expect(silent.map(({ id }) => `${convention}: ${id}`)).toEqual([]);
  }
});
