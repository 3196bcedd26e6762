import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../core/random.ts';
import { allocationBy, exposureOf } from './allocation.ts';
import { covarianceMatrix } from './covariance.ts';
import { efficientFrontier, targetReturn } from './frontier.ts';
import { capacityOf, daysToLiquidate } from './liquidity.ts';
import { rebalancePlan } from './rebalance.ts';
import { stress } from './stress.ts';

const HOLDINGS = [
  { symbol: 'AAA', value: 40_000, sector: 'Technology', assetClass: 'us_equity' },
  { symbol: 'BBB', value: 30_000, sector: 'Energy', assetClass: 'us_equity' },
  { symbol: 'CCC', value: -10_000, sector: 'Technology', assetClass: 'us_equity' },
  { symbol: 'DDD', value: 5000 },
];

test('allocation adds by group, greatest first, and says what is not classified', () => {
  expect(allocationBy(HOLDINGS, 'sector', 100_000)).toEqual([
    { group: 'Energy', value: 30_000, weight: 0.3 },
    { group: 'Technology', value: 30_000, weight: 0.3 },
    { group: 'unclassified', value: 5000, weight: 0.05 },
  ]);
  expect(allocationBy(HOLDINGS, 'symbol', 0)[0]!.weight).toEqual({
    undefined: 'there is no equity',
  });
});

test('exposure is long, short, gross and net', () => {
  expect(exposureOf(HOLDINGS, 100_000)).toEqual({
    long: 75_000,
    short: 10_000,
    gross: 85_000,
    net: 65_000,
    cash: 35_000,
    grossWeight: 0.85,
    netWeight: 0.65,
  });
});

test('a scenario moves symbols, else sectors, else beta times the market', () => {
  const { pnl, holdings } = stress(
    HOLDINGS,
    { name: 'sell-off', market: -0.2, sectors: { Energy: -0.3 }, symbols: { CCC: 0.1 } },
    { AAA: 1.5, DDD: 8 },
  );
  expect(holdings.map(({ move }) => Number(move.toFixed(12)))).toEqual([-0.3, -0.3, 0.1, -1]);
  expect(pnl).toBeCloseTo(-12_000 - 9000 - 1000 - 5000, 9);
});

test('days to liquidate, the slowest first', () => {
  const found = daysToLiquidate([
    { symbol: 'AAA', value: 1000, dailyVolume: 100_000 },
    { symbol: 'BBB', value: -5000, dailyVolume: 10_000 },
    { symbol: 'CCC', value: 10, dailyVolume: 0 },
  ]);
  expect(found.map(({ symbol }) => symbol)).toEqual(['CCC', 'BBB', 'AAA']);
  expect(found[0]!.days).toEqual({ undefined: 'nothing trades in it' });
  expect(found[1]!.days).toBe(5);
});

test('capacity is where the usual greatest trade fills its share of volume', () => {
  const trades = Array.from({ length: 100 }, (_, row) => ({
    notional: row + 1,
    dailyVolume: 100_000,
  }));
  expect(capacityOf(trades, 10_000)).toBeCloseTo((10_000 * 0.01) / (95 / 100_000), 6);
});

describe('rebalancing', () => {
  const rows = [
    { symbol: 'AAA', shares: 60, price: 100, target: 0.5 },
    { symbol: 'BBB', shares: 39, price: 100, target: 0.4 },
    { symbol: 'CCC', shares: 0, price: 30, target: 0.1 },
  ];

  test('positions within the band are left alone, sales come first', () => {
    const plan = rebalancePlan(rows, 10_000, { band: 0.02, cost: 0.001 });
    expect(plan.trades.map(({ symbol, side, shares }) => [symbol, side, shares])).toEqual([
      ['AAA', 'sell', 10],
      ['CCC', 'buy', 33],
    ]);
    expect(plan.cost).toBeCloseTo(1.99, 9);
    expect(plan.driftBefore).toBeCloseTo(0.21, 12);
    // Of the 9998.01 that the costs leave: 5000, 3900 and 990.
    const left = [5000, 3900, 990].map((value) => value / 9998.01);
    expect(plan.driftAfter).toBeCloseTo(left[0]! - 0.5 + 0.4 - left[1]! + 0.1 - left[2]!, 12);
    expect(plan).toMatchObject({ equityBefore: 10_000, equityAfter: 9998.01, cashBefore: 100 });
    expect(plan.cashAfter).toBeCloseTo(100 + 1000 - 990 - 1.99, 9);
    expect(plan.trades[0]!.reason).toBe('weight 60.0%, target 50.0%, band 2.00%');
  });

  const cashOnly = [
    { symbol: 'AAA', shares: 0, price: 100, target: 0.6 },
    { symbol: 'BBB', shares: 0, price: 10, target: 0.4 },
  ];

  test('pays buys and their costs out of equity', () => {
    const plan = rebalancePlan(cashOnly, 100_000, { cost: 0.05, fractional: true });
    expect(plan.funded).toBeCloseTo(1 / 1.05, 12);
    expect(plan.cashAfter).toBeGreaterThanOrEqual(0);
    expect(plan.cashAfter).toBeLessThan(1e-3);
    expect(plan.equityAfter).toBeCloseTo(100_000 / 1.05, 3);
    expect(plan.trades[0]!.weightAfter).toBeCloseTo(0.6, 6);
    expect(plan.trades[0]!.reason).toMatch(/95.2% of it is paid for by cash$/);
  });

  test('cash is never less than nothing, or than what targets borrow, whatever is planned', () => {
    const one = fc.record({
      shares: fc.integer({ min: -50, max: 200 }),
      price: fc.double({ min: 0.5, max: 900, noNaN: true }),
      part: fc.double({ min: -0.3, max: 1, noNaN: true }),
    });
    fc.assert(
      fc.property(
        fc.array(one, { minLength: 1, maxLength: 6 }),
        fc.double({ min: 0, max: 0.2, noNaN: true }),
        fc.boolean(),
        (parts, cost, fractional) => {
          const held = parts.map(({ shares, price, part }, place) => {
            return { symbol: `S${place}`, shares, price, target: part / parts.length };
          });
          const equity = held.reduce(
            (sum, { shares, price }) => sum + Math.abs(shares) * price,
            100,
          );
          const plan = rebalancePlan(held, equity, { cost, fractional });
          expect(plan.cashAfter).toBeGreaterThanOrEqual(-1e-6);
          const spent = plan.trades.reduce((sum, { cost: paid }) => sum + paid, 0);
          expect(plan.equityAfter).toBeCloseTo(equity - spent, 6);
        },
      ),
    );
  });

  test.each([
    ['equity, found 0', [rows[0]!], 0, {}],
    ['equity, found -5', [rows[0]!], -5, {}],
    ['price of AAA, found 0', [{ ...rows[0]!, price: 0 }], 100, {}],
    ['target of AAA, found NaN', [{ ...rows[0]!, target: Number.NaN }], 100, {}],
    ['add to 1 at most, found 3', [{ ...rows[0]!, target: 3 }], 100, {}],
    ['each symbol once, found AAA twice', [rows[0]!, rows[0]!], 100, {}],
    ['cost, found 1', [rows[0]!], 100, { cost: 1 }],
    ["as to, found 'middle'", [rows[0]!], 100, { to: 'middle' as 'edge' }],
  ])('%s is refused', (message, some, equity, policy) => {
    expect(() => rebalancePlan(some, equity, policy)).toThrow(message);
  });

  test('an account that borrows keeps its loan, but pays the costs itself', () => {
    const plan = rebalancePlan([{ symbol: 'AAA', shares: 0, price: 1, target: 2 }], 1000, {
      greatestGross: 2,
      cost: 0.01,
    });
    expect(plan.cashAfter).toBeGreaterThanOrEqual(-1000);
    expect(plan.equityAfter).toBeCloseTo(980.2, 1);
  });

  test('to the edge of the band is a smaller trade', () => {
    const plan = rebalancePlan(rows, 10_000, { band: 0.02, to: 'edge' });
    expect(plan.trades[0]).toMatchObject({ symbol: 'AAA', shares: 8 });
  });

  test('at the targets there is nothing to do', () => {
    const still = [{ symbol: 'AAA', shares: 100, price: 100, target: 1 }];
    expect(rebalancePlan(still, 10_000).trades).toEqual([]);
  });
});

describe('the efficient frontier', () => {
  const random = seededRandom(12);
  const returns = Array.from({ length: 5 }, () =>
    Float64Array.from({ length: 200 }, () => 0.01 * random.normal()),
  );
  const problem = {
    means: Float64Array.of(0.001, 0.002, 0.0005, 0.0015, 0.0012),
    covariance: covarianceMatrix(returns),
  };

  test('rises in mean and in deviation', () => {
    const points = efficientFrontier(problem, 6);
    for (let step = 1; step < points.length; step += 1) {
      expect(points[step]!.mean).toBeGreaterThan(points[step - 1]!.mean);
      expect(points[step]!.deviation).toBeGreaterThanOrEqual(points[step - 1]!.deviation);
    }
    expect(points.at(-1)!.weights[1]).toBeCloseTo(1, 6);
  });

  test('a target is met, and one out of reach is refused', () => {
    expect(targetReturn(problem, 0.0016).mean).toBeCloseTo(0.0016, 9);
    expect(() => targetReturn(problem, 0.01)).toThrow(/at most 0.002/);
  });
});
