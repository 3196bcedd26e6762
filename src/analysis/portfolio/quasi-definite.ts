/** The factors L·D·Lᵀ of a symmetric quasi-definite matrix, in its lower triangle. */
export interface QuasiDefinite {
  readonly size: number;
  readonly values: Float64Array;
}

/**
 * Factors a matrix whose first `positive` pivots are positive and whose others are negative.
 *
 * Works in place on the lower triangle. A pivot that rounding brought to nothing is taken as the
 * least of its sign, which leaves that direction alone.
 *
 * @see Vanderbei 1995, SIAM J. Optimization 5(1)
 */
export function factorQuasiDefinite(matrix: QuasiDefinite, positive: number): QuasiDefinite {
  const { size, values } = matrix;
  for (let i = 0; i < size; i += 1) {
    const line = i * size;
    for (let j = 0; j < i; j += 1) {
      let rest = values[line + j]!;
      const other = j * size;
      for (let k = 0; k < j; k += 1) rest -= values[line + k]! * values[other + k]!;
      values[line + j] = rest;
    }
    let pivot = values[line + i]!;
    for (let j = 0; j < i; j += 1) {
      const raw = values[line + j]!;
      const scaled = raw / values[j * size + j]!;
      pivot -= raw * scaled;
      values[line + j] = scaled;
    }
    const sign = i < positive ? 1 : -1;
    values[line + i] = pivot * sign > 1e-14 ? pivot : sign * 1e-14;
  }
  return matrix;
}

/** Solves with the factors, in place. */
export function solveQuasiDefinite({ size, values }: QuasiDefinite, right: Float64Array): void {
  for (let i = 0; i < size; i += 1) {
    for (let k = 0; k < i; k += 1) right[i]! -= values[i * size + k]! * right[k]!;
  }
  for (let i = 0; i < size; i += 1) right[i]! /= values[i * size + i]!;
  for (let i = size - 1; i >= 0; i -= 1) {
    for (let k = 0; k < i; k += 1) right[k]! -= values[i * size + k]! * right[i]!;
  }
}
