import { QuipuError } from '../../core/errors.ts';

/** A square matrix, row by row: the value of row i and column j stands at i · size + j. */
export interface SquareMatrix {
  readonly size: number;
  readonly values: Float64Array;
}

/** A square matrix of zeros. */
export function zeroMatrix(size: number): SquareMatrix {
  return { size, values: new Float64Array(size * size) };
}

/** The square matrix of these rows. */
export function matrixOf(rows: readonly (readonly number[])[]): SquareMatrix {
  return { size: rows.length, values: Float64Array.from(rows.flat()) };
}

/** The diagonal of a matrix. */
export function diagonalOf({ size, values }: SquareMatrix): Float64Array {
  return Float64Array.from({ length: size }, (_, i) => values[i * size + i]!);
}

/**
 * Which assets of a covariance vary: a deviation above 1e-12 of the greatest one's.
 *
 * What is below is what rounding leaves of a column that does not vary.
 */
export function varying(covariance: SquareMatrix): readonly boolean[] {
  const variances = diagonalOf(covariance);
  const greatest = variances.reduce((most, value) => Math.max(most, value), 0);
  return Array.from(variances, (value) => value > 1e-24 * greatest);
}

/** Matrix times vector. */
export function timesVector({ size, values }: SquareMatrix, vector: Float64Array): Float64Array {
  const result = new Float64Array(size);
  for (let i = 0; i < size; i += 1) {
    let total = 0;
    for (let j = 0; j < size; j += 1) total += values[i * size + j]! * vector[j]!;
    result[i] = total;
  }
  return result;
}

/** The sum of the products of two vectors' entries. */
export function dot(a: Float64Array, b: Float64Array): number {
  let total = 0;
  for (let i = 0; i < a.length; i += 1) total += a[i]! * b[i]!;
  return total;
}

/**
 * The lower triangle L with L·Lᵀ = matrix.
 *
 * @throws QuipuError `analysis.not_positive_definite`
 */
export function cholesky({ size, values }: SquareMatrix): SquareMatrix {
  const lower = zeroMatrix(size);
  const l = lower.values;
  for (let i = 0; i < size; i += 1) {
    for (let j = 0; j <= i; j += 1) {
      let rest = values[i * size + j]!;
      for (let k = 0; k < j; k += 1) rest -= l[i * size + k]! * l[j * size + k]!;
      if (i !== j) l[i * size + j] = rest / l[j * size + j]!;
      else if (rest > 1e-14 * Math.abs(values[i * size + i]!)) l[i * size + i] = Math.sqrt(rest);
      else throw notPositiveDefinite(i);
    }
  }
  return lower;
}

function notPositiveDefinite(row: number): QuipuError {
  return new QuipuError(
    'analysis.not_positive_definite',
    `Expected a positive definite matrix; row ${row} follows from the rows before it.`,
    { next: 'Use more observations than assets, drop duplicates, or shrink the covariance.' },
  );
}

/**
 * The vector x with matrix · x = right, for a symmetric positive definite matrix.
 *
 * @throws QuipuError `analysis.not_positive_definite`
 */
export function solve(matrix: SquareMatrix, right: Float64Array): Float64Array {
  const { size, values: l } = cholesky(matrix);
  const x = Float64Array.from(right);
  for (let i = 0; i < size; i += 1) {
    for (let k = 0; k < i; k += 1) x[i]! -= l[i * size + k]! * x[k]!;
    x[i]! /= l[i * size + i]!;
  }
  for (let i = size - 1; i >= 0; i -= 1) {
    for (let k = i + 1; k < size; k += 1) x[i]! -= l[k * size + i]! * x[k]!;
    x[i]! /= l[i * size + i]!;
  }
  return x;
}
