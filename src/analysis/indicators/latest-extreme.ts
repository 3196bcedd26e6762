/**
 * The greatest or least of the last `period` values, as a queue of candidates in falling order.
 *
 * Amortized constant time a value (Lemire 2006). Among equals the latest counts.
 */
export interface LatestExtreme {
  readonly period: number;
  /** 1 for the greatest, -1 for the least. */
  readonly sign: number;
  /** Candidates times sign, and the row of each, as rings. */
  readonly values: Float64Array;
  readonly rows: Float64Array;
  head: number;
  size: number;
  row: number;
}

function createLatestExtreme(period: number, sign: 1 | -1): LatestExtreme {
  const values = new Float64Array(period);
  return { period, sign, values, rows: new Float64Array(period), head: 0, size: 0, row: 0 };
}

/** The greatest of the last `period` values, before the first. */
export function createLatestHighest(period: number): LatestExtreme {
  return createLatestExtreme(period, 1);
}

/** The least of the last `period` values, before the first. */
export function createLatestLowest(period: number): LatestExtreme {
  return createLatestExtreme(period, -1);
}

/** Takes one value and returns the extreme, NaN before the `period`th value. */
export function nextLatestExtreme(state: LatestExtreme, value: number): number {
  const { period, values, rows, sign } = state;
  const { row } = state;
  let { head, size } = state;
  const signed = value * sign;
  if (size > 0 && rows[head]! <= row - period) {
    head = head + 1 === period ? 0 : head + 1;
    size -= 1;
  }
  let tail = head + size;
  if (tail >= period) tail -= period;
  while (size > 0) {
    const last = tail === 0 ? period - 1 : tail - 1;
    if (values[last]! > signed) break;
    tail = last;
    size -= 1;
  }
  values[tail] = signed;
  rows[tail] = row;
  state.head = head;
  state.size = size + 1;
  state.row = row + 1;
  return row + 1 < period ? Number.NaN : values[head]! * sign;
}

/** How many rows ago the extreme was, 0 for the newest value. */
export function ageOfExtreme(state: LatestExtreme): number {
  return state.row - 1 - state.rows[state.head]!;
}
