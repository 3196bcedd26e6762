import type { UndefinedMetric } from '../performance/metric.ts';
import { undefinedBecause } from '../performance/metric.ts';
import type { SquareMatrix } from './matrix.ts';

/** The axes of a symmetric matrix, greatest first. */
export interface Eigen {
  /** Eigenvalues in falling order. */
  readonly values: Float64Array;
  /** The unit axis of each eigenvalue; its greatest entry is positive. */
  readonly vectors: readonly Float64Array[];
}

/** Turns rows and columns p and q so that their common entry vanishes. */
function rotate(a: Float64Array, v: Float64Array, size: number, [p, q]: [number, number]): void {
  const off = a[p * size + q]!;
  const theta = (a[q * size + q]! - a[p * size + p]!) / (2 * off);
  const t = Math.sign(theta || 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1));
  const c = 1 / Math.sqrt(t * t + 1);
  const s = t * c;
  for (let k = 0; k < size; k += 1) {
    const left = a[k * size + p]!;
    const right = a[k * size + q]!;
    a[k * size + p] = c * left - s * right;
    a[k * size + q] = s * left + c * right;
  }
  for (let k = 0; k < size; k += 1) {
    const upper = a[p * size + k]!;
    const under = a[q * size + k]!;
    a[p * size + k] = c * upper - s * under;
    a[q * size + k] = s * upper + c * under;
    const left = v[k * size + p]!;
    const right = v[k * size + q]!;
    v[k * size + p] = c * left - s * right;
    v[k * size + q] = s * left + c * right;
  }
}

/**
 * Eigenvalues and eigenvectors of a symmetric matrix by cyclic Jacobi rotations.
 *
 * @see Golub and Van Loan 2013, Matrix Computations, 8.5
 */
export function eigenOf({ size, values }: SquareMatrix): Eigen {
  const a = Float64Array.from(values);
  const v = new Float64Array(size * size);
  for (let i = 0; i < size; i += 1) v[i * size + i] = 1;
  const scale = Math.sqrt(a.reduce((total, value) => total + value * value, 0));
  for (let sweep = 0; sweep < 60; sweep += 1) {
    let turned = false;
    for (let p = 0; p < size; p += 1) {
      for (let q = p + 1; q < size; q += 1) {
        if (Math.abs(a[p * size + q]!) <= 1e-16 * scale) continue;
        rotate(a, v, size, [p, q]);
        turned = true;
      }
    }
    if (!turned) break;
  }
  const order = Array.from({ length: size }, (_, i) => i);
  order.sort((i, j) => a[j * size + j]! - a[i * size + i]!);
  return {
    values: Float64Array.from(order, (i) => a[i * size + i]!),
    vectors: order.map((i) =>
      facing(Float64Array.from({ length: size }, (_, k) => v[k * size + i]!)),
    ),
  };
}

function facing(vector: Float64Array): Float64Array {
  const greatest = vector.reduce((a, b) => (Math.abs(b) > Math.abs(a) ? b : a), 0);
  return greatest < 0 ? vector.map((value) => -value) : vector;
}

/** Principal components of a covariance: axes, variances, and each one's share of the total. */
export interface PrincipalComponents extends Eigen {
  /** Fractions that add to one; undefined where nothing varies. */
  readonly shares: Float64Array | UndefinedMetric;
}

/** The principal components of a covariance matrix. */
export function principalComponents(covariance: SquareMatrix): PrincipalComponents {
  const { values, vectors } = eigenOf(covariance);
  const total = values.reduce((sum, value) => sum + value, 0);
  const shares =
    total > 0 ? values.map((value) => value / total) : undefinedBecause('nothing varies');
  return { values, vectors, shares };
}
