import { QuipuError } from '../../core/errors.ts';
import { mean } from '../performance/moments.ts';
import type { SquareMatrix } from './matrix.ts';
import { zeroMatrix } from './matrix.ts';

/**
 * Returns of several assets: one column each, all over the same periods.
 *
 * @throws QuipuError `analysis.invalid_returns` for columns of unequal length, fewer than two rows,
 * or a value that is not a number
 */
export function checkReturns(returns: readonly Float64Array[]): number {
  const rows = returns[0]?.length ?? 0;
  if (returns.length === 0 || rows < 2) {
    throw new QuipuError(
      'analysis.invalid_returns',
      `Expected at least one asset with two returns, found ${returns.length} with ${rows}.`,
    );
  }
  for (const [asset, column] of returns.entries()) {
    const hole = column.findIndex((value) => !Number.isFinite(value));
    if (column.length === rows && hole < 0) continue;
    const found =
      column.length === rows ? `${column[hole]} in row ${hole}` : `${column.length} rows`;
    throw new QuipuError(
      'analysis.invalid_returns',
      `Expected ${rows} numbers for asset ${asset}, found ${found}.`,
      { next: 'Join the series on common periods first.' },
    );
  }
  return rows;
}

/** The columns less their means, one after another in one array. */
function centered(returns: readonly Float64Array[], rows: number): Float64Array {
  const all = new Float64Array(returns.length * rows);
  for (const [asset, column] of returns.entries()) {
    const center = mean(column);
    for (let row = 0; row < rows; row += 1) all[asset * rows + row] = column[row]! - center;
  }
  return all;
}

/** Products of all pairs of columns, times `scale`; columns of `rows` values one after another. */
function crossProducts(all: Float64Array, rows: number, scale: number): SquareMatrix {
  const size = all.length / rows;
  const matrix = zeroMatrix(size);
  const { values } = matrix;
  // Four columns against one at a time: each loaded value is used four times.
  for (let i = 0; i < size; i += 1) {
    const a = i * rows;
    let j = i;
    for (; j + 3 < size; j += 4) {
      const b = j * rows;
      let s0 = 0;
      let s1 = 0;
      let s2 = 0;
      let s3 = 0;
      for (let row = 0; row < rows; row += 1) {
        const value = all[a + row]!;
        s0 += value * all[b + row]!;
        s1 += value * all[b + rows + row]!;
        s2 += value * all[b + 2 * rows + row]!;
        s3 += value * all[b + 3 * rows + row]!;
      }
      values[i * size + j] = s0 * scale;
      values[i * size + j + 1] = s1 * scale;
      values[i * size + j + 2] = s2 * scale;
      values[i * size + j + 3] = s3 * scale;
    }
    for (; j < size; j += 1) {
      let total = 0;
      for (let row = 0; row < rows; row += 1) total += all[a + row]! * all[j * rows + row]!;
      values[i * size + j] = total * scale;
    }
  }
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < i; j += 1) values[i * size + j] = values[j * size + i]!;
  }
  return matrix;
}

/**
 * Sample covariance (n − 1) of the returns of several assets.
 *
 * @param returns one column for each asset, per period, fractions
 * @throws QuipuError `analysis.invalid_returns`
 */
export function covarianceMatrix(returns: readonly Float64Array[]): SquareMatrix {
  const rows = checkReturns(returns);
  return crossProducts(centered(returns, rows), rows, 1 / (rows - 1));
}

/**
 * Pearson correlations of the returns of several assets; 0 with an asset that does not vary.
 *
 * @throws QuipuError `analysis.invalid_returns`
 */
export function correlationMatrix(returns: readonly Float64Array[]): SquareMatrix {
  const rows = checkReturns(returns);
  const all = centered(returns, rows);
  for (let asset = 0; asset < returns.length; asset += 1) {
    const column = all.subarray(asset * rows, (asset + 1) * rows);
    const length = Math.sqrt(column.reduce((total, value) => total + value * value, 0));
    if (length > 1e-15 * Math.sqrt(rows)) {
      for (let row = 0; row < rows; row += 1) column[row]! /= length;
    } else column.fill(0);
  }
  const matrix = crossProducts(all, rows, 1);
  for (let i = 0; i < matrix.size; i += 1) matrix.values[i * matrix.size + i] = 1;
  return matrix;
}

/** The correlations of a covariance matrix; 0 with an asset that does not vary. */
export function correlationOf({ size, values }: SquareMatrix): SquareMatrix {
  const matrix = zeroMatrix(size);
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j < size; j += 1) {
      const scale = Math.sqrt(values[i * size + i]! * values[j * size + j]!);
      const value = scale > 0 ? values[i * size + j]! / scale : 0;
      matrix.values[i * size + j] = i === j ? 1 : value;
    }
  }
  return matrix;
}

/** A covariance pulled toward a simpler one, and how far: 0 not at all, 1 all the way. */
export interface ShrunkCovariance {
  readonly covariance: SquareMatrix;
  readonly shrinkage: number;
}

/**
 * Ledoit-Wolf covariance: the sample covariance (n) shrunk toward equal variances and no
 * correlation by the fraction that minimizes the expected squared error.
 *
 * Positive definite even with fewer periods than assets, unless nothing varies.
 *
 * @throws QuipuError `analysis.invalid_returns`
 * @see Ledoit and Wolf 2004, J. Multivariate Analysis 88(2)
 */
export function ledoitWolf(returns: readonly Float64Array[]): ShrunkCovariance {
  const rows = checkReturns(returns);
  const all = centered(returns, rows);
  const sample = crossProducts(all, rows, 1 / rows);
  const { size, values } = sample;
  let trace = 0;
  for (let i = 0; i < size; i += 1) trace += values[i * size + i]!;
  const target = trace / size;
  const squared = values.reduce((total, value) => total + value * value, 0);
  // Σ over periods of the squared length of its outer product: the noise of the sample.
  let fourth = 0;
  for (let row = 0; row < rows; row += 1) {
    let length = 0;
    for (let asset = 0; asset < size; asset += 1) length += all[asset * rows + row]! ** 2;
    fourth += length * length;
  }
  const distance = squared - size * target * target;
  const noise = Math.min((fourth / rows - squared) / rows, distance);
  const shrinkage = distance > 0 ? Math.max(0, noise / distance) : 1;
  const shrunk = values.map((value) => value * (1 - shrinkage));
  for (let i = 0; i < size; i += 1) shrunk[i * size + i]! += shrinkage * target;
  return { covariance: { size, values: shrunk }, shrinkage };
}

/**
 * Exponentially weighted covariance: a period weighs `decay` of the one after it.
 *
 * Means are weighted alike; weights are normalized to one.
 *
 * @throws QuipuError `analysis.invalid_returns`
 * @see J.P. Morgan and Reuters 1996, RiskMetrics Technical Document (decay 0.94 for days)
 */
export function weightedCovariance(returns: readonly Float64Array[], decay = 0.94): SquareMatrix {
  const rows = checkReturns(returns);
  const weights = Float64Array.from({ length: rows }, (_, row) => decay ** (rows - 1 - row));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const all = new Float64Array(returns.length * rows);
  for (const [asset, column] of returns.entries()) {
    const center = column.reduce((sum, value, row) => sum + value * weights[row]!, 0) / total;
    for (let row = 0; row < rows; row += 1) {
      all[asset * rows + row] = (column[row]! - center) * Math.sqrt(weights[row]! / total);
    }
  }
  return crossProducts(all, rows, 1);
}
