/** The value that so many others precede in ascending order, and the next one. */
export type Neighbors = readonly [number, number];

/**
 * The value that `rank` others precede in ascending order, and the next one; the same at the end.
 *
 * Of `values` without NaN, which stay as they are.
 */
export function neighborsAt(values: Float64Array, rank: number): Neighbors {
  return neighborsInTail(values, rank) ?? neighborsIn(values.slice(), rank);
}

/** {@link neighborsAt}, reordering the values. */
function neighborsIn(values: Float64Array, rank: number): Neighbors {
  settle(values, rank, [0, values.length - 1]);
  const low = values[rank]!;
  if (rank + 1 >= values.length) return [low, low];
  // All that follow are at least as great: the next in order is the least of them.
  let high = values[rank + 1]!;
  for (let index = rank + 2; index < values.length; index += 1) {
    if (values[index]! < high) high = values[index]!;
  }
  return [low, high];
}

/** Values that a bound of the tail is guessed from. */
const GUESSED_FROM = 96;
/** Shares of the values up to which a rank lies in a tail. */
const TAIL = 0.1;

/**
 * Of a rank in the lower tail, from the values below a bound alone: a guess from some of them tells
 * how far the tail reaches. Undefined elsewhere, and where the guess was off.
 */
function neighborsInTail(values: Float64Array, rank: number): Neighbors | undefined {
  const count = values.length;
  if (count < 8 * GUESSED_FROM || rank > TAIL * count) return undefined;
  const apart = Math.floor(count / GUESSED_FROM);
  const some = new Float64Array(GUESSED_FROM);
  for (let index = 0; index < GUESSED_FROM; index += 1) some[index] = values[index * apart]!;
  const share = (rank + 2) / count;
  const spread = Math.sqrt(GUESSED_FROM * share * (1 - share));
  const place = Math.ceil(GUESSED_FROM * share + 2.5 * spread);
  settle(some, place, [0, GUESSED_FROM - 1]);
  const bound = some[place]!;
  // A tail has no more: values past the end are not written, and the guess was off.
  const below = new Float64Array(count >> 2);
  let found = 0;
  for (let index = 0; index < count; index += 1) {
    const value = values[index]!;
    // Written always and kept or not: a jump that is taken one time in ten is often foretold wrong.
    below[found] = value;
    found += Number(value <= bound);
  }
  if (found < rank + 2 || found > below.length) return undefined;
  return neighborsIn(below.subarray(0, found), rank);
}

/** Below this many a sample would not find a better pivot. */
const SAMPLED = 600;

/**
 * Brings the value of a rank to its place, lesser ones before and greater ones after it.
 *
 * The pivot comes from a sample and lies so close to the rank that one pass almost does it, and
 * that its comparisons come out alike for a rank near an end.
 *
 * @see Floyd and Rivest 1975, Communications of the ACM 18(3), algorithm 489
 */
function settle(values: Float64Array, rank: number, range: readonly [number, number]): void {
  let [left, right] = range;
  while (right > left) {
    if (right - left > SAMPLED) settle(values, rank, sampleAround(rank, left, right));
    const pivot = values[rank]!;
    let i = left;
    let j = right;
    while (i <= j) {
      while (values[i]! < pivot) i += 1;
      while (values[j]! > pivot) j -= 1;
      if (i > j) break;
      const swapped = values[i]!;
      values[i] = values[j]!;
      values[j] = swapped;
      i += 1;
      j -= 1;
    }
    if (rank <= j) right = j;
    else if (rank >= i) left = i;
    else return;
  }
}

/** Where in a range the rank of the whole will likely be the pivot's in a sample. */
function sampleAround(rank: number, left: number, right: number): readonly [number, number] {
  const count = right - left + 1;
  const place = rank - left + 1;
  const logarithm = Math.log(count);
  const size = 0.5 * Math.exp((2 * logarithm) / 3);
  const toMiddle = Math.sign(place - count / 2);
  const aside = 0.5 * Math.sqrt((logarithm * size * (count - size)) / count) * toMiddle;
  return [
    Math.max(left, Math.floor(rank - (place * size) / count + aside)),
    Math.min(right, Math.floor(rank + ((count - place) * size) / count + aside)),
  ];
}

/** Whether all are numbers whose sum is finite: one look at four sums instead of one at each. */
export function areNumbers(values: Float64Array): boolean {
  let a = 0;
  let b = 0;
  let c = 0;
  let d = 0;
  let row = 0;
  for (; row + 3 < values.length; row += 4) {
    a += values[row]!;
    b += values[row + 1]!;
    c += values[row + 2]!;
    d += values[row + 3]!;
  }
  for (; row < values.length; row += 1) a += values[row]!;
  return Number.isFinite(a + b + (c + d));
}
