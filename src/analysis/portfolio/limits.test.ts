import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../core/random.ts';
import { leastCost } from '../../../tests/support/simplex.ts';
import { minimumCvar, scenarioShortfall } from './conditional-value-at-risk.ts';
import type { WeightLimits } from './constraints.ts';
import { sectorLimits } from './constraints.ts';
import { covarianceMatrix } from './covariance.ts';
import { targetReturn } from './frontier.ts';
import type { SquareMatrix } from './matrix.ts';
import { dot, matrixOf, timesVector } from './matrix.ts';
import {
  maximumDiversification,
  maximumSharpe,
  meanVariance,
  minimumVariance,
} from './mean-variance.ts';
import { portfolioDeviation } from './risk-contributions.ts';

function scenarios(assets: number, rows: number, seed: number): readonly Float64Array[] {
  const random = seededRandom(seed);
  const market = Float64Array.from({ length: rows }, () => 0.01 * random.normal());
  return Array.from({ length: assets }, (_, asset) =>
    market.map((value) => 0.0005 * asset + value * (0.5 + asset / assets) + 0.01 * random.normal()),
  );
}

function sumOf(values: Float64Array): number {
  return values.reduce((total, value) => total + value, 0);
}

function turnoverOf(weights: Float64Array, from: Float64Array): number {
  return weights.reduce((total, value, i) => total + Math.abs(value - from[i]!), 0) / 2;
}

interface Row {
  readonly row: readonly number[];
  readonly bound: number;
}

/** The limits as rows in non-negative (w - lower) and, with a turnover, distances; for the table. */
function tableRows(limits: WeightLimits, size: number, extra = 0): { most: Row[]; equal: Row[] } {
  const lower = Number(limits.lower ?? 0);
  const width = 2 * size + extra;
  const line = (entries: readonly (readonly [number, number])[]): number[] => {
    const row = Array.from({ length: width }, () => 0);
    for (const [place, value] of entries) row[place] = value;
    return row;
  };
  const every = Array.from({ length: size }, (_, i) => i);
  const most: Row[] = every.map((i) => ({
    row: line([[i, 1]]),
    bound: Number(limits.upper ?? 1) - lower,
  }));
  for (const { assets, least = -9, most: top = 9 } of limits.groups ?? []) {
    const shift = lower * assets.length;
    most.push({ row: line(assets.map((i) => [i, 1])), bound: top - shift });
    most.push({ row: line(assets.map((i) => [i, -1])), bound: shift - least });
  }
  if (limits.turnover !== undefined) {
    const { from, most: top } = limits.turnover;
    for (const i of every) {
      const apart = from[i]! - lower;
      most.push({
        row: line([
          [i, 1],
          [size + i, -1],
        ]),
        bound: apart,
      });
      most.push({
        row: line([
          [i, -1],
          [size + i, -1],
        ]),
        bound: -apart,
      });
    }
    most.push({ row: line(every.map((i) => [size + i, 0.5])), bound: top });
  }
  return { most, equal: [{ row: line(every.map((i) => [i, 1])), bound: 1 - size * lower }] };
}

/**
 * How much a step to the best corner would lower the objective, to first order: by convexity no
 * weights within the limits are better than these by more.
 */
function frankWolfeGap(
  weights: Float64Array,
  gradient: Float64Array,
  limits: WeightLimits,
): number {
  const size = weights.length;
  const { most, equal } = tableRows(limits, size);
  const cost = [...gradient, ...Array.from({ length: size }, () => 0)];
  const lower = Number(limits.lower ?? 0);
  const corner = leastCost({ cost, most, equal })! + lower * sumOf(gradient);
  return dot(gradient, weights) - corner;
}

/** Limits that equal weights meet, of every kind, drawn at random. */
const drawn = fc.record({
  size: fc.integer({ min: 2, max: 7 }),
  seed: fc.integer({ min: 0, max: 1e6 }),
  short: fc.boolean(),
  cap: fc.boolean(),
  grouped: fc.boolean(),
  turned: fc.constantFrom(undefined, 0.05, 0.3),
});

function limitsOf(drawn: {
  seed: number;
  size: number;
  short: boolean;
  cap: boolean;
  grouped: boolean;
  turned: number | undefined;
}): WeightLimits {
  const { size, short, cap, grouped, turned } = drawn;
  const half = Math.ceil(size / 2);
  const first = Array.from({ length: half }, (_, i) => i);
  const groups = [
    { name: 'first', assets: first, most: half / size + 0.02, least: 0.2 },
    { name: 'ends', assets: [0, size - 1], least: 1.6 / size },
  ];
  const from = new Float64Array(size).fill(1 / size);
  return {
    ...(short ? { lower: -0.2 } : {}),
    upper: cap ? Math.max(0.35, 1.2 / size) : 1,
    ...(grouped ? { groups } : {}),
    ...(turned === undefined ? {} : { turnover: { from, most: turned } }),
  };
}

function expectWithin(weights: Float64Array, limits: WeightLimits): void {
  expect(sumOf(weights)).toBeCloseTo(1, 9);
  for (const weight of weights) {
    expect(weight).toBeGreaterThanOrEqual(Number(limits.lower ?? 0) - 1e-8);
    expect(weight).toBeLessThanOrEqual(Number(limits.upper ?? 1) + 1e-8);
  }
  for (const { assets, least = -9, most = 9 } of limits.groups ?? []) {
    const held = assets.reduce((total, i) => total + weights[i]!, 0);
    expect(held).toBeGreaterThanOrEqual(least - 1e-8);
    expect(held).toBeLessThanOrEqual(most + 1e-8);
  }
  if (limits.turnover === undefined) return;
  const { from, most } = limits.turnover;
  expect(turnoverOf(weights, from)).toBeLessThanOrEqual(most + 1e-8);
}

describe('within limits of bounds, groups and turnover together', () => {
  test('no direction that stays within them lowers the variance', () => {
    fc.assert(
      fc.property(drawn, (choice) => {
        const limits = limitsOf(choice);
        const covariance = covarianceMatrix(scenarios(choice.size, 60, choice.seed));
        const weights = minimumVariance(covariance, limits);
        expectWithin(weights, limits);
        const gradient = timesVector(covariance, weights);
        const scale = Math.max(...gradient.map(Math.abs));
        expect(frankWolfeGap(weights, gradient, limits)).toBeLessThan(1e-7 * scale);
      }),
      { numRuns: 60 },
    );
  });

  test('none raises mean less aversion times variance', () => {
    fc.assert(
      fc.property(drawn, fc.constantFrom(0.5, 5, 200), (choice, aversion) => {
        const limits = limitsOf(choice);
        const returns = scenarios(choice.size, 60, choice.seed);
        const covariance = covarianceMatrix(returns);
        const means = Float64Array.from(returns, (column) => sumOf(column) / column.length);
        const weights = meanVariance({ means, covariance, bounds: limits }, aversion);
        expectWithin(weights, limits);
        const pull = timesVector(covariance, weights);
        const gradient = pull.map((value, i) => aversion * value - means[i]!);
        const scale = Math.max(...gradient.map(Math.abs));
        expect(frankWolfeGap(weights, gradient, limits)).toBeLessThan(1e-7 * scale);
      }),
      { numRuns: 60 },
    );
  });

  test('none raises the ratio of mean, or of mean deviation, to deviation', () => {
    fc.assert(
      fc.property(drawn, fc.boolean(), (choice, diverse) => {
        const limits = limitsOf(choice);
        const covariance = covarianceMatrix(scenarios(choice.size, 60, choice.seed));
        const random = seededRandom(choice.seed);
        const rewards = diverse
          ? Float64Array.from({ length: choice.size }, (_, i) =>
              Math.sqrt(covariance.values[i * choice.size + i]!),
            )
          : Float64Array.from({ length: choice.size }, () => 0.001 * (0.1 + random.fraction()));
        const weights = diverse
          ? maximumDiversification(covariance, limits)
          : maximumSharpe({ means: rewards, covariance, bounds: limits }).weights;
        expectWithin(weights, limits);
        const deviation = portfolioDeviation(weights, covariance);
        const ratio = dot(rewards, weights) / deviation;
        // Of reward - ratio · deviation, which is zero at the best and concave.
        const pull = timesVector(covariance, weights);
        const gradient = pull.map((value, i) => (ratio * value) / deviation - rewards[i]!);
        const scale = Math.max(...rewards);
        expect(frankWolfeGap(weights, gradient, limits)).toBeLessThan(1e-6 * scale);
      }),
      { numRuns: 60 },
    );
  });

  test('the search does not go in circles between two corners', () => {
    const limits = limitsOf({
      size: 3,
      seed: 0,
      short: false,
      cap: true,
      grouped: true,
      turned: undefined,
    });
    const returns = scenarios(3, 60, 0);
    const means = Float64Array.from(returns, (column) => sumOf(column) / column.length);
    const problem = { means, covariance: covarianceMatrix(returns), bounds: limits };
    expectWithin(meanVariance(problem, 200), limits);
  });

  test('limits that do not bind leave the answer of bounds alone', () => {
    const covariance = covarianceMatrix(scenarios(6, 80, 4));
    const from = new Float64Array(6).fill(1 / 6);
    const loose = minimumVariance(covariance, { turnover: { from, most: 1 } });
    for (const [i, value] of minimumVariance(covariance).entries()) {
      expect(loose[i]).toBeCloseTo(value, 6);
    }
    const apart = maximumDiversification(covariance, { turnover: { from, most: 1 } });
    for (const [i, value] of maximumDiversification(covariance).entries()) {
      expect(apart[i]).toBeCloseTo(value, 6);
    }
  });

  test('a target return is met within a sector limit', () => {
    const returns = scenarios(6, 80, 4);
    const means = Float64Array.from(returns, (column) => sumOf(column) / column.length);
    const groups = sectorLimits(['a', 'a', 'b', 'b', 'c', 'c'], { c: { most: 0.3 } });
    const problem = { means, covariance: covarianceMatrix(returns), bounds: { groups } };
    const point = targetReturn(problem, 0.8 * Math.max(...means.subarray(0, 4)));
    expect(point.weights[4]! + point.weights[5]!).toBeLessThanOrEqual(0.3 + 1e-8);
    expect(point.mean).toBeGreaterThanOrEqual(0.8 * Math.max(...means.subarray(0, 4)) - 1e-8);
  });
});

describe('worked cases', () => {
  const covariance = matrixOf([
    [0.01, 0, 0],
    [0, 0.04, 0],
    [0, 0, 0.09],
  ]);

  test('a sector cap splits the rest by inverse variance: 0.3 and 0.7 · 9/13, 0.7 · 4/13', () => {
    const groups = sectorLimits(['safe', 'risky', 'risky'], { safe: { most: 0.3 } });
    const weights = minimumVariance(covariance, { groups });
    expect(weights[0]).toBeCloseTo(0.3, 8);
    expect(weights[1]).toBeCloseTo((0.7 * 9) / 13, 8);
    expect(weights[2]).toBeCloseTo((0.7 * 4) / 13, 8);
  });

  test('a turnover limit moves just so much, from the worst to the best', () => {
    const from = Float64Array.of(0, 0, 1);
    const weights = minimumVariance(covariance, { turnover: { from, most: 0.1 } });
    // Both gain 0.09 at first; 0.01 · w₀ = 0.04 · w₁ and w₀ + w₁ = 0.1.
    expect(weights[0]).toBeCloseTo(0.08, 8);
    expect(weights[1]).toBeCloseTo(0.02, 8);
    expect(weights[2]).toBeCloseTo(0.9, 8);
  });

  test('no turnover leaves what is held', () => {
    const from = Float64Array.of(0.2, 0.5, 0.3);
    const weights = minimumVariance(covariance, { turnover: { from, most: 0 } });
    for (const [i, value] of weights.entries()) expect(value).toBeCloseTo(from[i]!, 7);
  });

  test('a cost keeps what is held, within a limit too', () => {
    const from = Float64Array.of(0.2, 0.5, 0.3);
    const cost = { from, rate: 0.5 };
    const groups = [{ name: 'all', assets: [0, 1, 2], most: 1 }];
    for (const bounds of [{}, { groups }]) {
      const weights = minimumVariance(covariance, bounds, cost);
      for (const [i, value] of weights.entries()) expect(value).toBeCloseTo(from[i]!, 7);
    }
  });

  test('a Sharpe ratio after cost trades only as far as that pays', () => {
    const means = Float64Array.of(0.01, 0.04, 0.02);
    const from = Float64Array.of(0, 0, 1);
    const free = maximumSharpe({ means, covariance });
    const dear = maximumSharpe({ means, covariance, cost: { from, rate: 0.004 } });
    const forbidden = maximumSharpe({ means, covariance, cost: { from, rate: 1 } });
    expect(free.weights[1]! / free.weights[0]!).toBeCloseTo(0.04 / 0.04 / (0.01 / 0.01), 7);
    expect(dear.weights[2]).toBeGreaterThan(free.weights[2]!);
    expect(dear.ratio).toBeLessThan(free.ratio as number);
    expect(forbidden.weights[2]).toBeCloseTo(1, 6);
    expect(forbidden.ratio).toBeCloseTo(0.02 / 0.3, 7);
  });
});

/** The least expected shortfall by the table: weights, edge up, edge down, an excess a scenario. */
function shortfallByTable(
  returns: readonly Float64Array[],
  tail: number,
  limits: WeightLimits,
): number {
  const size = returns.length;
  const count = returns[0]!.length;
  const lower = Number(limits.lower ?? 0);
  const { most, equal } = tableRows(limits, size, 2 + count);
  const edge = 2 * size;
  for (let row = 0; row < count; row += 1) {
    const line = Array.from({ length: edge + 2 + count }, () => 0);
    for (let i = 0; i < size; i += 1) line[i] = -returns[i]![row]!;
    line[edge] = -1;
    line[edge + 1] = 1;
    line[edge + 2 + row] = -1;
    const shift = returns.reduce((total, column) => total + lower * column[row]!, 0);
    most.push({ row: line, bound: shift });
  }
  const cost = Array.from({ length: edge + 2 + count }, () => 0);
  cost[edge] = 1;
  cost[edge + 1] = -1;
  cost.fill(1 / (tail * count), edge + 2);
  return -leastCost({ cost, most, equal })!;
}

describe('least expected shortfall', () => {
  test('it is the one that the simplex method finds, within every kind of limit', () => {
    fc.assert(
      fc.property(drawn, fc.constantFrom(0.05, 0.1, 0.33), (choice, tail) => {
        const limits = limitsOf(choice);
        const returns = scenarios(choice.size, 30, choice.seed);
        const found = minimumCvar({ returns, tail, bounds: limits });
        expectWithin(found.weights, limits);
        const table = shortfallByTable(returns, tail, limits);
        expect(Math.abs(found.expectedShortfall - table)).toBeLessThan(1e-7);
      }),
      { numRuns: 30 },
    );
  });

  test('worked: two assets whose losses cross are weighted so that both worst days cost the same', () => {
    // Worst of ten days is the tail: w·(-0.10) + (1 - w)·0.02 = w·0.01 + (1 - w)·(-0.04).
    const a = new Float64Array(10).fill(0.01);
    const b = new Float64Array(10).fill(0.01);
    [a[3], b[3]] = [-0.1, 0.02];
    [a[7], b[7]] = [0.01, -0.04];
    const found = minimumCvar({ returns: [a, b], tail: 0.1 });
    expect(found.weights[0]).toBeCloseTo(0.06 / 0.17, 7);
    expect(found.expectedShortfall).toBeCloseTo(-0.1 * (0.06 / 0.17) + 0.02 * (0.11 / 0.17), 9);
    expect(found.valueAtRisk).toBeCloseTo(found.expectedShortfall, 12);
  });

  test('for normal returns without mean it comes to minimum variance', () => {
    const random = seededRandom(77);
    const half = Array.from({ length: 2 }, (_, asset) =>
      Float64Array.from({ length: 4000 }, () => (1 + asset) * 0.01 * random.normal()),
    );
    const returns = half.map((column) => Float64Array.of(...column, ...column.map((v) => -v)));
    const { weights } = minimumCvar({ returns });
    expect(weights[0]).toBeCloseTo(minimumVariance(covarianceMatrix(returns))[0]!, 1);
  });

  test('a least mean is met, and costs shortfall', () => {
    const returns = scenarios(5, 100, 6);
    const free = minimumCvar({ returns });
    const means = returns.map((column) => sumOf(column) / column.length);
    const wanted = (free.mean + Math.max(...means)) / 2;
    const found = minimumCvar({ returns, leastMean: wanted });
    expect(found.mean).toBeGreaterThanOrEqual(wanted - 1e-10);
    expect(found.expectedShortfall).toBeLessThan(free.expectedShortfall);
    expect(() => minimumCvar({ returns, leastMean: 1 })).toThrow(/mean of at most/);
    const most = minimumCvar({ returns, leastMean: Math.max(...means) });
    expect(most.weights[means.indexOf(Math.max(...means))]).toBeCloseTo(1, 6);
  });

  test('a cost keeps what is held where moving does not pay', () => {
    const returns = scenarios(4, 60, 8);
    const from = Float64Array.of(0.1, 0.2, 0.3, 0.4);
    const { weights } = minimumCvar({ returns, cost: { from, rate: 1 } });
    for (const [i, value] of weights.entries()) expect(value).toBeCloseTo(from[i]!, 7);
    const some = minimumCvar({ returns, cost: { from, rate: 0.004 } }).weights;
    const free = minimumCvar({ returns }).weights;
    expect(turnoverOf(some, from)).toBeLessThan(turnoverOf(free, from));
  });

  test('the edge of the tail counts by the part that is inside', () => {
    const returns = Float64Array.of(-4, -3, -2, -1, 0, 1, 2, 3, 4, 5);
    expect(scenarioShortfall(returns, 0.2).expectedShortfall).toBeCloseTo(-3.5, 12);
    expect(scenarioShortfall(returns, 0.25).expectedShortfall).toBeCloseTo(-(4 + 3 + 1) / 2.5, 12);
    expect(scenarioShortfall(returns, 0.25).valueAtRisk).toBe(-2);
    expect(scenarioShortfall(returns, 0.01).expectedShortfall).toBe(-4);
    expect(scenarioShortfall(returns, 1).expectedShortfall).toBeCloseTo(0.5, 12);
  });
});

describe('degenerate inputs', () => {
  const limits = { groups: [{ name: 'first', assets: [0], most: 0.6 }] };

  test('one asset, constant and collinear ones, fewer rows than assets: an answer within limits', () => {
    const one = scenarios(1, 20, 1);
    expect([...minimumCvar({ returns: one }).weights]).toEqual([1]);
    const still = [new Float64Array(20), new Float64Array(20)];
    const twin = scenarios(1, 20, 2)[0]!;
    for (const returns of [still, [twin, twin], [twin, new Float64Array(20)], scenarios(9, 3, 4)]) {
      const covariance = covarianceMatrix(returns);
      expectWithin(minimumCvar({ returns, bounds: limits }).weights, limits);
      expectWithin(minimumVariance(covariance, limits), limits);
      expectWithin(maximumDiversification(covariance, limits), limits);
      const means = new Float64Array(returns.length).fill(0.001);
      expectWithin(maximumSharpe({ means, covariance, bounds: limits }).weights, limits);
    }
  });

  test('an asset without risk is all that is held', () => {
    const returns = [scenarios(1, 40, 2)[0]!.map((value) => value - 0.01), new Float64Array(40)];
    expect(minimumCvar({ returns }).weights[1]).toBeCloseTo(1, 7);
  });

  test('holes are refused by their place', () => {
    const holed = scenarios(2, 20, 1).map((column) => Float64Array.from(column));
    holed[1]![4] = Number.NaN;
    expect(() => minimumCvar({ returns: holed })).toThrow(/asset 1, found NaN in row 4/);
    const covariance: SquareMatrix = matrixOf([
      [0.01, Number.NaN],
      [Number.NaN, 0.02],
    ]);
    expect(() => minimumVariance(covariance)).toThrow(/covariance, found NaN at place 1/);
    const means = Float64Array.of(0, Number.NaN);
    const fine = matrixOf([
      [1, 0],
      [0, 1],
    ]);
    expect(() => meanVariance({ means, covariance: fine }, 1)).toThrow(/expected returns/);
    expect(() => maximumSharpe({ means, covariance: fine })).toThrow(/expected returns/);
    expect(() => minimumCvar({ returns: scenarios(2, 20, 1), tail: 0 })).toThrow(/tail of the/);
    const from = Float64Array.of(1);
    expect(() => minimumVariance(fine, { turnover: { from, most: 1 } })).toThrow(/2 finite/);
    const groups = [{ name: 'x', assets: [2], most: 1 }];
    expect(() => minimumVariance(fine, { groups })).toThrow(/place in group 'x' from 0 to 1/);
  });

  test('limits that contradict each other are named', () => {
    const returns = scenarios(4, 40, 3);
    const covariance = covarianceMatrix(returns);
    const means = new Float64Array(4).fill(0.001);
    const from = Float64Array.of(1, 0, 0, 0);
    const capped = {
      groups: sectorLimits(['tech', 'tech', 'bank', 'bank'], { tech: { most: 0.3 } }),
      turnover: { from, most: 0.1 },
    };
    const short = { groups: [{ name: 'all', assets: [0, 1, 2, 3], most: 0.8 }] };
    for (const attempt of [
      (bounds: WeightLimits) => minimumVariance(covariance, bounds),
      (bounds: WeightLimits) => minimumCvar({ returns, bounds }),
      (bounds: WeightLimits) => minimumCvar({ returns, bounds, leastMean: 0 }),
      (bounds: WeightLimits) => maximumDiversification(covariance, bounds),
      (bounds: WeightLimits) => maximumSharpe({ means, covariance, bounds }),
    ]) {
      expect(() => attempt(capped)).toThrow(/'tech at most 0.3' by .*'turnover at most 0.1' by/);
      expect(() => attempt(short)).toThrow(/'all at most 0.8' by 0.2/);
      expect(() => attempt({ upper: 0.2 })).toThrow(/sums of 0 and 0.8/);
    }
    expect(() => sectorLimits(['tech'], { teck: { most: 0.3 } })).toThrow(/found 'teck'/);
  });
});
