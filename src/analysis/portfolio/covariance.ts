import { checkNumber } from '../arguments.ts';
import { QuipuError } from '../../core/errors.ts';
import type { ColumnBlock } from './cross-products.ts';
import { columnBlock, crossProducts } from './cross-products.ts';
import type { SquareMatrix } from './matrix.ts';
import { varying, zeroMatrix } from './matrix.ts';

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

/** The first row without a number, -1 where there is none. */
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

/** Columns less their means, and the means. */
interface CenteredBlock extends ColumnBlock {
  readonly centers: Float64Array;
}

/**
 * The columns less their means.
 *
 * @throws QuipuError `analysis.invalid_returns`
 */
function centered(returns: readonly Float64Array[]): CenteredBlock {
  const rows = returns[0]?.length ?? 0;
  if (rows < 2 || returns.some(({ length }) => length !== rows)) checkReturns(returns);
  const block = columnBlock(returns.length, rows);
  const { values, at, apart } = block;
  const centers = new Float64Array(returns.length);
  for (const [asset, column] of returns.entries()) {
    const center = quickSum(column) / rows;
    if (!Number.isFinite(center)) checkReturns(returns);
    centers[asset] = center;
    const first = at + asset * apart;
    for (let row = 0; row < rows; row += 1) values[first + row] = column[row]! - center;
  }
  return { ...block, centers };
}

/**
 * Takes the rows and columns of assets that do not vary to exactly 0, in place.
 *
 * A return is a price over a price less one, so that it is known to about 2e-16 of one; the mean of
 * n equal ones is off by up to √n such parts of itself. A deviation below that is rounding.
 */
function withoutNoise(matrix: SquareMatrix, centers: Float64Array, rows: number): SquareMatrix {
  const { size, values } = matrix;
  for (let i = 0; i < size; i += 1) {
    const floor = 1e-15 * (1 + Math.sqrt(rows) * Math.abs(centers[i]!));
    if (values[i * size + i]! > floor * floor) continue;
    for (let j = 0; j < size; j += 1) {
      values[i * size + j] = 0;
      values[j * size + i] = 0;
    }
  }
  return matrix;
}

/**
 * Sample covariance (n - 1) of the returns of several assets; exactly 0 with one that stays still.
 *
 * @param returns one column for each asset, per period, fractions
 * @throws QuipuError `analysis.invalid_returns`
 */
export function covarianceMatrix(returns: readonly Float64Array[]): SquareMatrix {
  const block = centered(returns);
  return withoutNoise(crossProducts(block, 1 / (block.rows - 1)), block.centers, block.rows);
}

/**
 * Pearson correlations of the returns of several assets.
 *
 * @throws QuipuError `analysis.invalid_returns`, `analysis.no_variance` for an asset that stays
 * still: it has no correlation with any
 */
export function correlationMatrix(returns: readonly Float64Array[]): SquareMatrix {
  const covariance = covarianceMatrix(returns);
  checkVarying(covariance, 'correlation');
  return scaledCovariance(covariance, covariance);
}

/**
 * The correlations of a covariance matrix.
 *
 * @throws QuipuError `analysis.no_variance` for an asset that does not vary
 */
export function correlationOf(covariance: SquareMatrix): SquareMatrix {
  checkVarying(covariance, 'correlation');
  return scaledCovariance(covariance);
}

/**
 * Checks that every asset of a covariance varies.
 *
 * @param missing what an asset that stays still does not have
 * @throws QuipuError `analysis.no_variance`
 */
export function checkVarying(covariance: SquareMatrix, missing: string): void {
  const still = varying(covariance).indexOf(false);
  if (still < 0) return;
  throw new QuipuError(
    'analysis.no_variance',
    `Expected every asset to vary; asset ${still} has no variance, so that it has no ${missing}.`,
    { next: 'Leave the asset out, and treat it separately.' },
  );
}

/**
 * The correlations of those assets of a covariance that vary, and 0 with the others.
 *
 * @param into where they are written; the covariance itself may be
 */
export function scaledCovariance(
  covariance: SquareMatrix,
  into: SquareMatrix = zeroMatrix(covariance.size),
): SquareMatrix {
  const { size, values } = covariance;
  const scales = varying(covariance).map((moves, i) =>
    moves ? 1 / Math.sqrt(values[i * size + i]!) : 0,
  );
  for (let i = 0; i < size; i += 1) {
    const scale = scales[i]!;
    for (let j = 0; j < size; j += 1) {
      into.values[i * size + j] = values[i * size + j]! * scale * scales[j]!;
    }
    into.values[i * size + i] = 1;
  }
  return into;
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
 * Positive definite even with fewer periods than assets, unless nothing varies. Two periods are
 * mirror images about their mean and say nothing of the error of the sample: three are the least.
 *
 * @throws QuipuError `analysis.invalid_returns`, also for fewer than three periods
 * @see Ledoit and Wolf 2004, J. Multivariate Analysis 88(2)
 */
export function ledoitWolf(returns: readonly Float64Array[]): ShrunkCovariance {
  const block = centered(returns);
  const { rows } = block;
  if (rows < 3) {
    throw new QuipuError('analysis.invalid_returns', `Expected three returns, found ${rows}.`, {
      next: 'Give each asset at least three returns over the same days.',
    });
  }
  const sample = withoutNoise(crossProducts(block, 1 / rows), block.centers, rows);
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
 * @throws QuipuError `analysis.invalid_returns`, `analysis.invalid_argument`
 * @see J.P. Morgan and Reuters 1996, RiskMetrics Technical Document (decay 0.94 for days)
 */
export function weightedCovariance(returns: readonly Float64Array[], decay = 0.94): SquareMatrix {
  const rows = checkReturns(returns);
  checkNumber('decay', decay, { above: 0, most: 1 });
  const weights = Float64Array.from({ length: rows }, (_, row) => decay ** (rows - 1 - row));
  const total = weights.reduce((sum, weight) => sum + weight, 0);
  const block = columnBlock(returns.length, rows);
  const centers = new Float64Array(returns.length);
  for (const [asset, column] of returns.entries()) {
    const first = block.at + asset * block.apart;
    const center = column.reduce((sum, value, row) => sum + value * weights[row]!, 0) / total;
    centers[asset] = center;
    for (let row = 0; row < rows; row += 1) {
      block.values[first + row] = (column[row]! - center) * Math.sqrt(weights[row]! / total);
    }
  }
  return withoutNoise(crossProducts(block, 1), centers, rows);
}
