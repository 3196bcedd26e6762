/**
 * How many rows a decaying average needs before what it started from is below the last bit.
 *
 * decay^rows ≤ e^-41.5 ≈ 2^-60
 */
export function warmRows(decay: number): number {
  return decay <= 0 ? 0 : Math.ceil(41.5 / -Math.log(decay));
}

/** Writes NaN into the first `rows` rows. */
export function fillWarmUp(output: Float64Array, rows: number): void {
  output.fill(Number.NaN, 0, Math.min(rows, output.length));
}

/** The sum of `rows` values from index `from`. */
export function sumOf(values: Float64Array, from: number, rows: number): number {
  let total = 0;
  for (let index = from; index < from + rows; index += 1) total += values[index]!;
  return total;
}

/** Rows between two fresh sums of a window, so that rounding cannot pile up. */
export const CHUNK = 4096;
