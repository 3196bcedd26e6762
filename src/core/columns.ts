/**
 * Bars of one symbol as columns of equal length, oldest first; a missing value is NaN, never 0.
 *
 * `start` and `end` are epoch milliseconds: a bar covers `[start, end)` and is known at `end`.
 */
export interface BarColumns {
  readonly length: number;
  readonly start: Float64Array;
  readonly end: Float64Array;
  readonly open: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly close: Float64Array;
  readonly volume: Float64Array;
}

/** Columns by name, as indicators read them; all of one length. */
export type Columns = Readonly<Record<string, Float64Array>>;

/** Creates columns for `length` bars, every value zero. */
export function barColumns(length: number): BarColumns {
  const column = (): Float64Array => new Float64Array(length);
  return {
    length,
    start: column(),
    end: column(),
    open: column(),
    high: column(),
    low: column(),
    close: column(),
    volume: column(),
  };
}

/** Copies parts into new columns, in their order. */
export function appendBars(parts: readonly BarColumns[]): BarColumns {
  const whole = barColumns(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    for (const name of ['start', 'end', 'open', 'high', 'low', 'close', 'volume'] as const) {
      whole[name].set(part[name], at);
    }
    at += part.length;
  }
  return whole;
}

/** Returns the bars from index `from` to before `to`, sharing memory with `bars`. */
export function sliceBars(bars: BarColumns, from: number, to: number): BarColumns {
  return {
    length: Math.max(0, to - from),
    start: bars.start.subarray(from, to),
    end: bars.end.subarray(from, to),
    open: bars.open.subarray(from, to),
    high: bars.high.subarray(from, to),
    low: bars.low.subarray(from, to),
    close: bars.close.subarray(from, to),
    volume: bars.volume.subarray(from, to),
  };
}

/** Returns the first index whose value is at least `bound`; `column` must ascend. */
export function lowerBound(column: Float64Array, bound: number): number {
  let low = 0;
  let high = column.length;
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (column[middle]! < bound) low = middle + 1;
    else high = middle;
  }
  return low;
}
