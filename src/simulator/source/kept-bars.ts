import { type BarColumns, barColumns, lowerBound, sliceBars } from '../../core/columns.ts';
import type { Span } from './source.ts';

/** Values of one bar with its span, as numbers. */
export interface KeptBarRow {
  start: number;
  end: number;
  open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
}

/** Growing bars of one symbol; columns returned earlier stay unchanged. */
export interface KeptBars {
  push(row: Readonly<KeptBarRow>): void;
  /** Appends all bars of some columns. */
  pushAll(bars: BarColumns): void;
  /** Returns the bars whose end is in the span, sharing memory. */
  within(span: Span): BarColumns;
  readonly length: number;
}

const NAMES = ['start', 'end', 'open', 'high', 'low', 'close', 'volume'] as const;

/** Creates bar storage with initial room for `capacity`. */
export function keepBars(capacity: number): KeptBars {
  let columns = barColumns(Math.max(1, capacity));
  let length = 0;
  const makeRoom = (count: number): void => {
    if (length + count <= columns.length) return;
    const larger = barColumns(Math.max(columns.length * 2, length + count));
    for (const name of NAMES) larger[name].set(columns[name]);
    columns = larger;
  };
  return {
    get length() {
      return length;
    },
    push(row) {
      makeRoom(1);
      columns.start[length] = row.start;
      columns.end[length] = row.end;
      columns.open[length] = row.open;
      columns.high[length] = row.high;
      columns.low[length] = row.low;
      columns.close[length] = row.close;
      columns.volume[length] = row.volume;
      length += 1;
    },
    pushAll(bars) {
      makeRoom(bars.length);
      for (const name of NAMES) columns[name].set(bars[name], length);
      length += bars.length;
    },
    within({ from, to }) {
      const ends = columns.end.subarray(0, length);
      const first = lowerBound(ends, from);
      return sliceBars(columns, first, Math.max(first, lowerBound(ends, to + 1)));
    },
  };
}
