import { expect, test } from 'vitest';
import { seededRandom } from '../../core/random.ts';
import { historicalVar, parametricVar } from '../performance/value-at-risk.ts';
import { covarianceMatrix } from './covariance.ts';
import { ageWeightedVar, cornishFisherVar, monteCarloTail } from './value-at-risk.ts';
import { christoffersenTest, kupiecTest } from './var-backtest.ts';

function normals(rows: number, seed: number): Float64Array {
  const random = seededRandom(seed);
  return Float64Array.from({ length: rows }, () => 0.01 * random.normal());
}

test('on nearly normal returns the bent quantile is the normal one', () => {
  const returns = normals(20_000, 1);
  const bent = cornishFisherVar(returns) as number;
  expect(Math.abs(bent - (parametricVar(returns) as number))).toBeLessThan(5e-4);
});

test('without decay the age-weighted value at risk is an order statistic', () => {
  const returns = Float64Array.of(0.01, -0.05, 0.02, -0.01, 0.03);
  expect(ageWeightedVar(returns, { tail: 0.2, decay: 1 })).toBe(-0.05);
  expect(ageWeightedVar(returns, { tail: 0.4, decay: 1 })).toBe(-0.01);
});

test('a recent loss weighs more than an old one', () => {
  const old = Float64Array.of(-0.1, ...new Float64Array(99));
  const recent = Float64Array.of(...new Float64Array(99), -0.1);
  expect(ageWeightedVar(old, { tail: 0.015, decay: 0.95 })).toBe(0);
  expect(ageWeightedVar(recent, { tail: 0.015, decay: 0.95 })).toBe(-0.1);
});

test('a simulated tail is the same for the same seed and near the parametric one', () => {
  const returns = [normals(500, 2), normals(500, 3)];
  const simulation = {
    weights: Float64Array.of(0.5, 0.5),
    means: Float64Array.of(0, 0),
    covariance: covarianceMatrix(returns),
    paths: 20_000,
  };
  const first = monteCarloTail({ ...simulation, random: seededRandom(4) });
  const again = monteCarloTail({ ...simulation, random: seededRandom(4) });
  expect(first).toEqual(again);
  const mixed = returns[0]!.map((value, row) => (value + returns[1]![row]!) / 2);
  expect(Math.abs((first.valueAtRisk as number) - (historicalVar(mixed) as number))).toBeLessThan(
    1.5e-3,
  );
});

test('as many breaches as expected are no surprise, twice as many are', () => {
  const breaches = (every: number): boolean[] =>
    Array.from({ length: 1000 }, (_, row) => row % every === 0);
  expect(kupiecTest(breaches(20)).pValue).toBeCloseTo(1, 12);
  expect(kupiecTest(breaches(10)).pValue).toBeLessThan(1e-6);
  // 1000 periods, 65 breaches at 5%: -2·(935·ln(.95/.935) + 65·ln(.05/.065))
  const some = kupiecTest(Array.from({ length: 1000 }, (_, row) => row < 65));
  const byHand = -2 * (935 * Math.log(0.95 / 0.935) + 65 * Math.log(0.05 / 0.065));
  expect(some.statistic).toBeCloseTo(byHand, 10);
});

test('breaches in a cluster are not independent, scattered ones are', () => {
  const clustered = Array.from({ length: 500 }, (_, row) => row >= 100 && row < 125);
  expect(christoffersenTest(clustered).pValue).toBeLessThan(1e-9);
  const random = seededRandom(8);
  const scattered = Array.from({ length: 500 }, () => random.chance(0.05));
  expect(christoffersenTest(scattered).pValue).toBeGreaterThan(0.05);
});

test('no periods, no verdict', () => {
  expect(kupiecTest([]).statistic).toEqual({ undefined: 'there are no periods' });
});
