import { describe, expect, test } from 'vitest';
import { seededRandom } from '../../core/random.ts';
import { covarianceMatrix, ledoitWolf, weightedCovariance } from './covariance.ts';
import { factorRegression } from './factor-regression.ts';
import { hierarchicalRiskParity } from './hierarchical-risk-parity.ts';
import { maximumDiversification, maximumSharpe } from './mean-variance.ts';
import { principalComponents } from './principal-components.ts';
import { riskContributions } from './risk-contributions.ts';
import { riskParity } from './risk-parity.ts';

const random = seededRandom(5);
const [first, second] = [0, 1].map(() =>
  Float64Array.from({ length: 250 }, () => 0.0005 + 0.01 * random.normal()),
) as [Float64Array, Float64Array];
/** An account that pays 1e-4 a day, as one number and as what its growth leaves of it. */
const cash = {
  'equal returns': new Float64Array(250).fill(1e-4),
  'a growing balance': Float64Array.from(
    { length: 250 },
    (_, day) => (100 * 1.0001 ** (day + 1)) / (100 * 1.0001 ** day) - 1,
  ),
};

describe.each(Object.entries(cash))('cash as %s', (_, still) => {
  const returns = [still, first, second];
  const covariance = covarianceMatrix(returns);

  test('has a variance of exactly nothing, with any estimator', () => {
    for (const { values } of [covariance, weightedCovariance(returns)]) {
      expect([...values.slice(0, 3), values[3], values[6]]).toEqual([0, 0, 0, 0, 0]);
      expect(values[4]).toBeGreaterThan(5e-5);
    }
    const { covariance: shrunk } = ledoitWolf(returns);
    expect(shrunk.values[1]).toBe(0);
  });

  test('gets no weight by hierarchy, none by diversification, and no share of risk', () => {
    expect(hierarchicalRiskParity(covariance)[0]).toBe(0);
    expect(maximumDiversification(covariance)[0]).toBe(0);
    expect(() => riskParity(covariance)).toThrow(/asset 0 has no variance/);
  });

  test('leaves the greatest ratio undefined, not in the millions', () => {
    const means = Float64Array.of(1e-4, 0.0005, 0.0004);
    expect(maximumSharpe({ means, covariance }).ratio).toEqual({
      undefined: 'the weights earn without varying',
    });
  });

  test('explains nothing as a factor, and is explained by none', () => {
    expect(() => factorRegression(first, [{ name: 'cash', returns: still }])).toThrow(
      expect.objectContaining({ code: 'analysis.not_positive_definite' }),
    );
    expect(factorRegression(still, [{ name: 'market', returns: first }]).r2).toEqual({
      undefined: 'the returns do not vary',
    });
  });
});

test('an asset next to its mirror image leaves the maximum ratio undefined', () => {
  const covariance = covarianceMatrix([first, first.map((value) => 0.001 - value), second]);
  const means = Float64Array.of(0.0005, 0.0005, 0.0004);
  expect(maximumSharpe({ means, covariance }).ratio).toEqual({
    undefined: 'the weights earn without varying',
  });
});

test('a bill that varies by a millionth of a share keeps its place', () => {
  const bill = first.map((value) => 1e-4 + 1e-5 * value);
  const covariance = covarianceMatrix([bill, second]);
  expect(hierarchicalRiskParity(covariance)[0]).toBeGreaterThan(0.999);
  expect(riskParity(covariance)[0]).toBeGreaterThan(0.999);
});

test('where nothing varies there are no shares of risk and no principal components', () => {
  const nothing = { size: 2, values: new Float64Array(4) };
  const half = Float64Array.of(0.5, 0.5);
  expect(riskContributions(half, nothing)).toEqual({ undefined: 'the portfolio does not vary' });
  expect(principalComponents(nothing).shares).toEqual({ undefined: 'nothing varies' });
  const mirrored = covarianceMatrix([first, first.map((value) => 0.001 - value)]);
  expect(riskContributions(half, mirrored)).toEqual({ undefined: 'the portfolio does not vary' });
});
