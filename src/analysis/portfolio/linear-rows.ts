/** One linear form with its bound: Σ values[k] · x[at[k]], compared with `bound`. */
export interface LinearRow {
  /** Places of the variables, ascending. */
  readonly at: readonly number[];
  readonly values: Float64Array;
  readonly bound: number;
}

/** A row from its places, values and bound. */
export function linearRow(
  at: readonly number[],
  values: ArrayLike<number>,
  bound: number,
): LinearRow {
  return { at, values: Float64Array.from(values), bound };
}

/** The value of a row's linear form at x. */
export function rowAt({ at, values }: LinearRow, x: Float64Array): number {
  let total = 0;
  for (let k = 0; k < at.length; k += 1) total += values[k]! * x[at[k]!]!;
  return total;
}

/** Adds `factor` times the row to a vector. */
export function addRow({ at, values }: LinearRow, factor: number, to: Float64Array): void {
  for (let k = 0; k < at.length; k += 1) to[at[k]!]! += factor * values[k]!;
}

/** Adds `factor` times the row's outer product to the lower triangle of a matrix of `width`. */
export function addSquare(row: LinearRow, factor: number, to: Float64Array, width: number): void {
  const { at, values } = row;
  for (let i = 0; i < at.length; i += 1) {
    const line = at[i]! * width;
    const scaled = factor * values[i]!;
    for (let j = 0; j <= i; j += 1) to[line + at[j]!]! += scaled * values[j]!;
  }
}

/** The row with its bound as a variable: Σ values · x - bound · x[place], compared with 0. */
export function scaledRow({ at, values, bound }: LinearRow, place: number): LinearRow {
  return linearRow([...at, place], [...values, -bound], 0);
}
