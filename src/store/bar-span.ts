import { barColumns, lowerBound, sliceBars, type BarColumns } from '../core/columns.ts';
import type { EpochMs } from '../core/time.ts';
import { storeError } from './errors.ts';

/** Columns of a bar series, in storage order. */
export const STORED_COLUMNS = [
  'start',
  'end',
  'open',
  'high',
  'low',
  'close',
  'volume',
] as const satisfies readonly (keyof BarColumns)[];

/** Span of bar starts, both ends included. */
export interface StoredBarSpan {
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Returns the bars whose starts lie in a span, sharing memory with `bars`. */
export function barsWithin(bars: BarColumns, { from, to }: StoredBarSpan): BarColumns {
  const first = lowerBound(bars.start, from);
  return sliceBars(bars, first, Math.max(first, lowerBound(bars.start, to + 1)));
}

/** Joins several series into one, in the given order. */
export function joinBars(parts: readonly BarColumns[]): BarColumns {
  const joined = barColumns(parts.reduce((length, part) => length + part.length, 0));
  for (const column of STORED_COLUMNS) {
    let offset = 0;
    for (const part of parts) {
      joined[column].set(part[column], offset);
      offset += part.length;
    }
  }
  return joined;
}

/** Returns the series after `bars` replaced everything in a span. */
export function replaceSpan(known: BarColumns, span: StoredBarSpan, bars: BarColumns): BarColumns {
  const before = sliceBars(known, 0, lowerBound(known.start, span.from));
  const after = sliceBars(known, lowerBound(known.start, span.to + 1), known.length);
  return joinBars([before, bars, after]);
}

/**
 * Validates bars for a span: columns of equal length, ascending starts inside the span.
 *
 * @throws QuipuError `store.invalid_bars`
 */
export function requireBars(bars: BarColumns, { from, to }: StoredBarSpan): void {
  for (const column of STORED_COLUMNS) {
    if (bars[column].length === bars.length) continue;
    throw invalid(`the column ${column} has ${bars[column].length} values of ${bars.length}`);
  }
  let last = from - 1;
  for (const start of bars.start) {
    if (!(start > last)) throw invalid(`start ${start} does not come after ${last}`);
    last = start;
  }
  if (last > to) throw invalid(`start ${last} lies after the span's end ${to}`);
}

function invalid(found: string): Error {
  return storeError('store.invalid_bars', `Expected bars in order within their span: ${found}.`, {
    next: 'Sort the bars, drop duplicates, and pass the span that they fill.',
  });
}
