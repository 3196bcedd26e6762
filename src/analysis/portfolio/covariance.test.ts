import { expect, test } from 'vitest';
import { seededRandom } from '../../core/random.ts';
import { sampleCorrelation, covariance } from '../performance/moments.ts';
import {
  correlationMatrix,
  correlationOf,
  covarianceMatrix,
  ledoitWolf,
  weightedCovariance,
} from './covariance.ts';
import { cholesky, matrixOf, timesVector } from './matrix.ts';
import { eigenOf, principalComponents } from './principal-components.ts';

function drawn(assets: number, rows: number): Float64Array[] {
  const random = seededRandom(17);
  return Array.from({ length: assets }, () =>
    Float64Array.from({ length: rows }, () => 0.01 * random.normal()),
  );
}

test('matrices hold what the pairs give', () => {
  const returns = drawn(7, 50);
  const { values } = covarianceMatrix(returns);
  const correlations = correlationMatrix(returns);
  for (const [i, a] of returns.entries()) {
    for (const [j, b] of returns.entries()) {
      expect(values[i * 7 + j]).toBeCloseTo(covariance(a, b), 15);
      expect(correlations.values[i * 7 + j]).toBeCloseTo(sampleCorrelation(a, b), 12);
    }
  }
  expect(correlationOf(covarianceMatrix(returns)).values[1]).toBeCloseTo(
    correlations.values[1]!,
    12,
  );
});

test('an asset that does not vary has no correlation, and is named', () => {
  const returns = [drawn(1, 9)[0]!, new Float64Array(9).fill(0.01)];
  const refused = /asset 1 has no variance, so that it has no correlation/;
  expect(() => correlationMatrix(returns)).toThrow(refused);
  expect(() => correlationOf(covarianceMatrix(returns))).toThrow(refused);
});

test('Ledoit-Wolf is what its formula says, entry by entry', () => {
  const returns = drawn(5, 12);
  const n = 12;
  const p = 5;
  const centered = returns.map((column) => {
    const mean = column.reduce((total, value) => total + value, 0) / n;
    return column.map((value) => value - mean);
  });
  const sample = (i: number, j: number): number =>
    centered[i]!.reduce((total, value, row) => total + value * centered[j]![row]!, 0) / n;
  let mu = 0;
  for (let i = 0; i < p; i += 1) mu += sample(i, i) / p;
  let d2 = 0;
  let b2 = 0;
  for (let i = 0; i < p; i += 1) {
    for (let j = 0; j < p; j += 1) {
      d2 += (sample(i, j) - (i === j ? mu : 0)) ** 2;
      for (let row = 0; row < n; row += 1) {
        b2 += (centered[i]![row]! * centered[j]![row]! - sample(i, j)) ** 2 / n ** 2;
      }
    }
  }
  const { covariance: found, shrinkage } = ledoitWolf(returns);
  const expected = Math.min(b2, d2) / d2;
  expect(shrinkage).toBeCloseTo(expected, 12);
  expect(found.values[1]).toBeCloseTo((1 - expected) * sample(0, 1), 15);
  expect(found.values[0]).toBeCloseTo((1 - expected) * sample(0, 0) + expected * mu, 15);
});

test('a shrunk covariance has a Cholesky factor with fewer rows than assets', () => {
  const returns = drawn(20, 8);
  expect(() => cholesky(covarianceMatrix(returns))).toThrow(/positive definite/);
  expect(() => cholesky(ledoitWolf(returns).covariance)).not.toThrow();
});

test('equal weights make the weighted covariance the sample one (n)', () => {
  const returns = drawn(3, 20);
  const weighted = weightedCovariance(returns, 1);
  expect(weighted.values[1]).toBeCloseTo((covariance(returns[0]!, returns[1]!) * 19) / 20, 15);
});

test('axes are unit, fixed by the matrix up to their eigenvalue, greatest first', () => {
  const matrix = covarianceMatrix(drawn(6, 40));
  const { values, vectors } = eigenOf(matrix);
  for (const [i, vector] of vectors.entries()) {
    const turned = timesVector(matrix, vector);
    for (const [k, value] of turned.entries()) {
      expect(value).toBeCloseTo(values[i]! * vector[k]!, 14);
    }
    if (i > 0) expect(values[i]).toBeLessThanOrEqual(values[i - 1]!);
  }
  const { shares } = principalComponents(matrix);
  expect((shares as Float64Array).reduce((total, value) => total + value, 0)).toBeCloseTo(1, 12);
  const { values: pair } = eigenOf(
    matrixOf([
      [2, 1],
      [1, 2],
    ]),
  );
  expect(pair[0]).toBeCloseTo(3, 14);
  expect(pair[1]).toBeCloseTo(1, 14);
});

test('a hole in the returns is refused with its place', () => {
  const holed = [Float64Array.of(0.1, 0.2), Float64Array.of(0.1, Number.NaN)];
  expect(() => covarianceMatrix(holed)).toThrow(/asset 1, found NaN in row 1/);
  expect(() => covarianceMatrix([Float64Array.of(1, 2), Float64Array.of(1)])).toThrow(/1 rows/);
});
