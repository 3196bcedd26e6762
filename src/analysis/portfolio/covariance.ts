import { QuipuError } from '../../core/errors.ts';
import type { ColumnBlock } from './cross-products.ts';
import { columnBlock, crossProducts } from './cross-products.ts';
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
    const hole = firstHole(column);
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

/** The first row without a number, −1 where there is none. */
function firstHole(column: Float64Array): number {
  // One look at the sum instead of one at each value.
  if (Number.isFinite(quickSum(column))) return -1;
  return column.findIndex((value) => !Number.isFinite(value));
}

/** The sum of four interleaved sums: what rounding leaves in a center is gone when squared. */
function quickSum(column: Float64Array): number {
  let [a, b, c, d] = [0, 0, 0, 0];
  let row = 0;
  for (; row + 3 < column.length; row += 4) {
    a += column[row]!;
    b += column[row + 1]!;
    c += column[row + 2]!;
    d += column[row + 3]!;
  }
  for (; row < column.length; row += 1) a += column[row]!;
  return a + b + (c + d);
}

/**
 * The columns less their means.
 *
 * @throws QuipuError `analysis.invalid_returns`
 */
function centered(returns: readonly Float64Array[]): ColumnBlock {
  const rows = returns[0]?.length ?? 0;
  if (rows < 2 || returns.some(({ length }) => length !== rows)) checkReturns(returns);
  const block = columnBlock(returns.length, rows);
  const { values, at, apart } = block;
  for (const [asset, column] of returns.entries()) {
    const center = quickSum(column) / rows;
    if (!Number.isFinite(center)) checkReturns(returns);
    const first = at + asset * apart;
    for (let row = 0; row < rows; row += 1) values[first + row] = column[row]! - center;
  }
  return block;
}

/**
 * Sample covariance (n − 1) of the returns of several assets.
 *
 * @param returns one column for each asset, per period, fractions
 * @throws QuipuError `analysis.invalid_returns`
 */
export function covarianceMatrix(returns: readonly Float64Array[]): SquareMatrix {
  const block = centered(returns);
  return crossProducts(block, 1 / (block.rows - 1));
}

/**
 * Pearson correlations of the returns of several assets; 0 with an asset that does not vary.
 *
 * @throws QuipuError `analysis.invalid_returns`
 */
export function correlationMatrix(returns: readonly Float64Array[]): SquareMatrix {
  const block = centered(returns);
  const matrix = crossProducts(block, 1);
  const { size, values } = matrix;
  const scales = Float64Array.from(returns, (_, asset) => {
    const length = Math.sqrt(values[asset * size + asset]!);
    return length > 1e-15 * Math.sqrt(block.rows) ? 1 / length : 0;
  });
  for (let i = 0; i < size; i += 1) {
    const scale = scales[i]!;
    for (let j = 0; j < size; j += 1) values[i * size + j]! *= scale * scales[j]!;
    values[i * size + i] = 1;
  }
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
  const block = centered(returns);
  const { rows } = block;
  const sample = crossProducts(block, 1 / rows);
  const { size, values } = sample;
  let trace = 0;
  for (let i = 0; i < size; i += 1) trace += values[i * size + i]!;
  const target = trace / size;
  const squared = values.reduce((total, value) => total + value * value, 0);
  // Σ over periods of the squared length of its outer product: the noise of the sample.
  let fourth = 0;
  for (let row = 0; row < rows; row += 1) {
    let length = 0;
    for (let asset = 0; asset < size; asset += 1) {
      length += block.values[block.at + asset * block.apart + row]! ** 2;
    }
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
  const block = columnBlock(returns.length, rows);
  for (const [asset, column] of returns.entries()) {
    const first = block.at + asset * block.apart;
    const center = column.reduce((sum, value, row) => sum + value * weights[row]!, 0) / total;
    for (let row = 0; row < rows; row += 1) {
      block.values[first + row] = (column[row]! - center) * Math.sqrt(weights[row]! / total);
    }
  }
  return crossProducts(block, 1);
}
