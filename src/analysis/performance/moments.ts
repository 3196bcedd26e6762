import { areNumbers, neighborsAt } from './order-statistics.ts';

/** The mean of the values; NaN when there are none. */
export function mean(values: Float64Array): number {
  return sum(values) / values.length;
}

/**
 * The sum of the values, compensated so that its error does not grow with n.
 *
 * What an addition loses is taken without asking which of the two is the greater.
 *
 * @see Neumaier 1974; Knuth, The Art of Computer Programming 2, 4.2.2, theorem B
 */
export function sum(values: Float64Array): number {
  let total = 0;
  let lost = 0;
  for (let index = 0; index < values.length; index += 1) {
    const value = values[index]!;
    const next = total + value;
    const added = next - total;
    lost += total - (next - added) + (value - added);
    total = next;
  }
  return total + lost;
}

/** The sum of (value - center)^power. */
export function centralSum(values: Float64Array, center: number, power: 2 | 3 | 4): number {
  let total = 0;
  for (let index = 0; index < values.length; index += 1) {
    const distance = values[index]! - center;
    const square = distance * distance;
    total += power === 2 ? square : power === 3 ? square * distance : square * square;
  }
  return total;
}

/**
 * The sample standard deviation (n - 1); NaN when n < 2.
 *
 * Exactly 0 when what is left is rounding noise: values that differ by less than a return can
 * carry (a ratio less one is known to about 2^-52).
 */
export function stdev(values: Float64Array): number {
  return deviationFrom(values, mean(values));
}

/** {@link stdev} of values whose mean is known. */
export function deviationFrom(values: Float64Array, center: number): number {
  if (values.length < 2) return Number.NaN;
  const deviation = Math.sqrt(centralSum(values, center, 2) / (values.length - 1));
  let greatest = 0;
  for (let index = 0; index < values.length; index += 1) {
    greatest = Math.max(greatest, Math.abs(values[index]!));
  }
  return deviation <= 1e-15 + 1e-13 * greatest ? 0 : deviation;
}

/** The sample covariance (n - 1) of two columns of one length; NaN when n < 2. */
export function covariance(a: Float64Array, b: Float64Array): number {
  return covarianceFrom(a, b, [mean(a), mean(b)]);
}

/** {@link covariance} of columns whose means are known. */
export function covarianceFrom(
  a: Float64Array,
  b: Float64Array,
  [meanA, meanB]: readonly [number, number],
): number {
  if (a.length < 2) return Number.NaN;
  let total = 0;
  for (let index = 0; index < a.length; index += 1) {
    total += (a[index]! - meanA) * (b[index]! - meanB);
  }
  return total / (a.length - 1);
}

/** Pearson's correlation; NaN when either column does not vary. */
export function sampleCorrelation(a: Float64Array, b: Float64Array): number {
  const scale = stdev(a) * stdev(b);
  return scale === 0 ? Number.NaN : covariance(a, b) / scale;
}

/** The values of `column` for which `keep` holds. */
export function select(column: Float64Array, keep: (value: number) => boolean): Float64Array {
  return column.filter((value) => keep(value));
}

/** The value below which the fraction `p` lies, interpolated linearly between order statistics. */
export function quantile(values: Float64Array, p: number): number {
  if (values.length === 0) return Number.NaN;
  // A value that is no number has no place in an order; sorting puts it last.
  if (!areNumbers(values)) return quantileOfSorted(values.toSorted(), p);
  const place = (values.length - 1) * p;
  const below = Math.floor(place);
  const [low, high] = neighborsAt(values, below);
  return low + (high - low) * (place - below);
}

/** {@link quantile} of values already in ascending order; NaN when there are none. */
export function quantileOfSorted(sorted: Float64Array, p: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = (sorted.length - 1) * p;
  const below = Math.floor(place);
  const low = sorted[below]!;
  const high = sorted[Math.min(below + 1, sorted.length - 1)]!;
  return low + (high - low) * (place - below);
}
