import { type BarColumns, barColumns } from '../core/columns.ts';
import { epochMs, type IsoDate, MINUTE } from '../core/time.ts';
import { sessionOn } from './calendar.ts';
import type { BarValues } from './validation/price-checks.ts';

/** Prices and volume of one bar with the span that it covers, epoch milliseconds. */
export interface TimedBar extends BarValues {
  readonly start: number;
  readonly end: number;
}

const OPEN_AFTER_MIDNIGHT = 570 * MINUTE;

/**
 * Returns the span of a daily bar: midnight in New York to the close of its trading day.
 *
 * @returns undefined when the exchange is closed on the day
 */
export function dailySpan(date: IsoDate): Pick<TimedBar, 'start' | 'end'> | undefined {
  const session = sessionOn(date);
  if (session === undefined) return undefined;
  // Clocks change on Sundays only, so midnight is as far from the open as the clock says.
  return { start: session.open - OPEN_AFTER_MIDNIGHT, end: session.close };
}

/** Copies bars into columns, in their order. */
export function timedColumns(bars: readonly TimedBar[]): BarColumns {
  const columns = barColumns(bars.length);
  for (const [row, bar] of bars.entries()) {
    columns.start[row] = epochMs(bar.start);
    columns.end[row] = epochMs(bar.end);
    columns.open[row] = bar.open;
    columns.high[row] = bar.high;
    columns.low[row] = bar.low;
    columns.close[row] = bar.close;
    columns.volume[row] = bar.volume;
  }
  return columns;
}
