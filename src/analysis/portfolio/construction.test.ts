import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../core/random.ts';
import { isDefined } from '../performance/metric.ts';
import { blackLitterman } from './black-litterman.ts';
import { covarianceMatrix } from './covariance.ts';
import { discreteAllocation } from './discrete-allocation.ts';
import { clusterOrder, hierarchicalRiskParity } from './hierarchical-risk-parity.ts';
import type { SquareMatrix } from './matrix.ts';
import { dot, matrixOf, solve, timesVector } from './matrix.ts';
import {
  maximumDiversification,
  maximumSharpe,
  meanVariance,
  minimumVariance,
} from './mean-variance.ts';
import type { RiskContributions } from './risk-contributions.ts';
import {
  diversificationRatio,
  portfolioDeviation,
  riskContributions,
} from './risk-contributions.ts';
import { inverseVolatility, riskParity } from './risk-parity.ts';

function sampled(assets: number, rows: number, seed: number): SquareMatrix {
  const random = seededRandom(seed);
  const market = Float64Array.from({ length: rows }, () => 0.01 * random.normal());
  return covarianceMatrix(
    Array.from({ length: assets }, (_, asset) =>
      market.map((value) => value * (0.5 + asset / assets) + 0.01 * random.normal()),
    ),
  );
}

function sumOf(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function sharesOf(weights: Float64Array, covariance: SquareMatrix): Float64Array {
  return (riskContributions(weights, covariance) as RiskContributions).share;
}

const two = matrixOf([
  [0.04, 0.006],
  [0.006, 0.01],
]);

describe('minimum variance', () => {
  test('two worked assets: (σ₂² - σ₁₂) / (σ₁² + σ₂² - 2σ₁₂)', () => {
    expect(minimumVariance(two)[0]).toBeCloseTo(0.004 / 0.038, 10);
  });

  test('without bounds it is the solution of Σx = 1, scaled', () => {
    const covariance = sampled(8, 300, 1);
    const free = solve(covariance, new Float64Array(8).fill(1));
    const closed = free.map((value) => value / sumOf(free));
    const found = minimumVariance(covariance, { lower: -10, upper: 10 });
    for (const [i, value] of found.entries()) expect(value).toBeCloseTo(closed[i]!, 6);
  });

  test('within bounds no exchange of weight lowers the variance', () => {
    const assets = fc.integer({ min: 1, max: 12 });
    fc.assert(
      fc.property(assets, fc.integer({ min: 0, max: 1e6 }), fc.boolean(), (n, seed, capped) => {
        const covariance = sampled(n, 60, seed);
        const upper = capped ? Math.max(0.3, 1.2 / n) : 1;
        const weights = minimumVariance(covariance, { upper });
        expect(sumOf(weights)).toBeCloseTo(1, 10);
        const gradient = timesVector(covariance, weights);
        const scale = Math.max(...gradient.map(Math.abs));
        for (const [i, up] of weights.entries()) {
          for (const [j, down] of weights.entries()) {
            if (up >= upper || down <= 0) continue;
            expect(gradient[j]! - gradient[i]!).toBeLessThanOrEqual(1e-8 * scale);
          }
        }
      }),
      { numRuns: 40 },
    );
  });

  test('bounds that leave no room are refused', () => {
    expect(() => minimumVariance(two, { upper: 0.4 })).toThrow(/sums of 0 and 0.8/);
  });

  test('one asset, equal assets and assets that do not vary have an answer', () => {
    expect([...minimumVariance(matrixOf([[0.04]]))]).toEqual([1]);
    expect(
      sumOf(
        minimumVariance(
          matrixOf([
            [0.04, 0.04],
            [0.04, 0.04],
          ]),
        ),
      ),
    ).toBeCloseTo(1, 12);
    expect([
      ...minimumVariance(
        matrixOf([
          [0, 0],
          [0, 0.01],
        ]),
      ),
    ]).toEqual([1, 0]);
  });
});

describe('mean and variance', () => {
  const covariance = sampled(6, 400, 3);
  const means = Float64Array.of(0.001, 0.0005, 0.002, -0.001, 0.0015, 0.0008);

  test('much aversion leads to minimum variance, little to the best asset', () => {
    const careful = meanVariance({ means, covariance }, 1e9);
    const calm = minimumVariance(covariance);
    for (const [i, value] of careful.entries()) expect(value).toBeCloseTo(calm[i]!, 5);
    expect(meanVariance({ means, covariance }, 1e-9)[2]).toBeCloseTo(1, 9);
  });

  test('the greatest Sharpe ratio is the tangency portfolio where bounds do not bind', () => {
    const problem = { means: means.map(Math.abs), covariance, bounds: { lower: -5, upper: 5 } };
    const free = solve(covariance, problem.means);
    const closed = free.map((value) => value / sumOf(free));
    const { weights, ratio } = maximumSharpe(problem);
    const best = dot(problem.means, closed) / portfolioDeviation(closed, covariance);
    expect(ratio).toBeCloseTo(best, 8);
    for (const [i, value] of weights.entries()) expect(value).toBeCloseTo(closed[i]!, 3);
  });

  test('no long-only portfolio tried at random has a greater one', () => {
    const { ratio } = maximumSharpe({ means, covariance });
    const random = seededRandom(9);
    for (let round = 0; round < 500; round += 1) {
      const raw = Float64Array.from({ length: 6 }, () => -Math.log(1 - random.fraction()));
      const weights = raw.map((value) => value / sumOf(raw));
      const tried = dot(means, weights) / portfolioDeviation(weights, covariance);
      expect(tried).toBeLessThanOrEqual((ratio as number) + 1e-9);
    }
  });

  test('there is none when nothing is expected to earn', () => {
    const { ratio } = maximumSharpe({ means: means.map((value) => -Math.abs(value)), covariance });
    expect(isDefined(ratio)).toBe(false);
  });
});

describe('with a cost of trading', () => {
  const covariance = sampled(6, 400, 3);
  const means = Float64Array.of(0.001, 0.0005, 0.002, -0.001, 0.0015, 0.0008);
  const from = Float64Array.of(0.3, 0.2, 0.1, 0.1, 0.2, 0.1);
  const at = (rate: number): Float64Array =>
    meanVariance({ means, covariance, cost: { from, rate } }, 5);

  function worth(weights: Float64Array, rate: number): number {
    const traded = weights.reduce((total, value, i) => total + Math.abs(value - from[i]!), 0);
    const risk = dot(weights, timesVector(covariance, weights));
    return dot(means, weights) - 2.5 * risk - rate * traded;
  }

  test('free trading leads to the same weights as no cost', () => {
    const free = meanVariance({ means, covariance }, 5);
    for (const [i, value] of at(0).entries()) expect(value).toBeCloseTo(free[i]!, 7);
  });

  test('the dearer trading is, the less is traded, until nothing is', () => {
    const traded = [0, 0.0002, 0.0005, 0.002].map((rate) =>
      at(rate).reduce((total, value, i) => total + Math.abs(value - from[i]!), 0),
    );
    for (let step = 1; step < traded.length; step += 1) {
      expect(traded[step]).toBeLessThanOrEqual(traded[step - 1]! + 1e-9);
    }
    expect([...at(0.01)]).toEqual([...from]);
  });

  test('no other weights tried at random are worth more after cost', () => {
    const rate = 0.0003;
    const best = worth(at(rate), rate);
    const random = seededRandom(21);
    for (let round = 0; round < 2000; round += 1) {
      const raw = Float64Array.from({ length: 6 }, () => -Math.log(1 - random.fraction()));
      const mix = random.fraction();
      const total = sumOf(raw);
      const weights = raw.map((value, i) => (mix * value) / total + (1 - mix) * from[i]!);
      expect(worth(weights, rate)).toBeLessThanOrEqual(best + 1e-12);
    }
  });
});

describe('risk parity', () => {
  test('every asset brings the same share of the deviation', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 0, max: 1e6 }), (n, seed) => {
        const covariance = sampled(n, 80, seed);
        const share = sharesOf(riskParity(covariance), covariance);
        for (const value of share) expect(value).toBeCloseTo(1 / n, 8);
      }),
      { numRuns: 30 },
    );
  });

  test('budgets set the shares', () => {
    const covariance = sampled(3, 100, 4);
    const weights = riskParity(covariance, Float64Array.of(5, 3, 2));
    const share = sharesOf(weights, covariance);
    expect(share[0]).toBeCloseTo(0.5, 8);
    expect(share[2]).toBeCloseTo(0.2, 8);
  });

  test('without correlations it is inverse volatility', () => {
    const weights = inverseVolatility(two);
    expect(weights[0]).toBeCloseTo(0.1 / 0.3, 10);
  });

  test('an asset that does not vary is refused by its place', () => {
    expect(() =>
      riskParity(
        matrixOf([
          [0.01, 0],
          [0, 0],
        ]),
      ),
    ).toThrow(/asset 1 has no variance/);
  });
});

describe('hierarchical risk parity', () => {
  test('two assets are weighted by inverse variance', () => {
    expect(hierarchicalRiskParity(two)[0]).toBeCloseTo(0.2, 12);
  });

  test('assets that move together stand together', () => {
    const correlation = matrixOf([
      [1, 0.1, 0.9, 0.1],
      [0.1, 1, 0.1, 0.8],
      [0.9, 0.1, 1, 0.1],
      [0.1, 0.8, 0.1, 1],
    ]);
    expect(clusterOrder(correlation)).toEqual([0, 2, 1, 3]);
  });

  test('weights are positive and add to one, also with fewer rows than assets', () => {
    const weights = hierarchicalRiskParity(sampled(30, 10, 5));
    expect(sumOf(weights)).toBeCloseTo(1, 12);
    expect(weights.every((value) => value > 0)).toBe(true);
  });

  test('an asset that does not vary gets no weight', () => {
    expect([
      ...hierarchicalRiskParity(
        matrixOf([
          [0.01, 0],
          [0, 0],
        ]),
      ),
    ]).toEqual([1, 0]);
  });
});

test('the most diversified weights beat equal and minimum-variance ones in their ratio', () => {
  const covariance = sampled(7, 200, 6);
  const ratioOf = (weights: Float64Array): number =>
    diversificationRatio(weights, covariance) as number;
  const best = ratioOf(maximumDiversification(covariance));
  expect(best).toBeGreaterThanOrEqual(ratioOf(minimumVariance(covariance)));
  expect(best).toBeGreaterThanOrEqual(ratioOf(new Float64Array(7).fill(1 / 7)));
});

describe('Black-Litterman', () => {
  const marketWeights = Float64Array.of(0.6, 0.4);

  test('without views it is the market', () => {
    const { equilibrium, means } = blackLitterman({ covariance: two, marketWeights, views: [] });
    expect(equilibrium[0]).toBeCloseTo(2.5 * (0.04 * 0.6 + 0.006 * 0.4), 12);
    expect([...means]).toEqual([...equilibrium]);
  });

  test('a view of no doubt is met, one of the default doubt half way', () => {
    const exposures = Float64Array.of(1, 0);
    const sure = { exposures, expected: 0.1, variance: 0 };
    const open = { exposures, expected: 0.1 };
    const base = { covariance: two, marketWeights };
    const { means, equilibrium } = blackLitterman({ ...base, views: [sure] });
    expect(means[0]).toBeCloseTo(0.1, 12);
    const half = blackLitterman({ ...base, views: [open] });
    expect(half.means[0]).toBeCloseTo((0.1 + equilibrium[0]!) / 2, 12);
  });
});

describe('discrete allocation', () => {
  test('whole shares leave less than the cheapest share that is still wanted', () => {
    const found = discreteAllocation({
      weights: Float64Array.of(0.5, 0.3, 0.2),
      prices: Float64Array.of(187.15, 52.3, 9.99),
      money: 10_000,
    });
    expect(found.shares.every(Number.isInteger)).toBe(true);
    expect(found.left).toBeGreaterThanOrEqual(0);
    expect(found.left).toBeLessThan(187.15);
  });

  test('fractional shares spend the weights', () => {
    const found = discreteAllocation({
      weights: Float64Array.of(0.5, 0.25),
      prices: Float64Array.of(300, 7),
      money: 1000,
      fractional: true,
    });
    expect(found.weights[0]).toBeCloseTo(0.5, 9);
    expect(found.left).toBeCloseTo(250, 5);
  });
});
