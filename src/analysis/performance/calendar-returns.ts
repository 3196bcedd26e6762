import type { IsoDate } from '../../core/time.ts';

/** The spans of the calendar that returns are compounded over. */
export type CalendarSpan = 'week' | 'month' | 'quarter' | 'year';

/** One compounded return and the span it belongs to, such as `2024-03` or `2024`. */
export interface CalendarReturn {
  readonly span: string;
  readonly value: number;
}

const DAY_MS = 86_400_000;

/** The Monday of a date's week, `2024-03`, `2024-Q1` or `2024`. */
export function spanOf(date: IsoDate, span: CalendarSpan): string {
  if (span === 'year') return date.slice(0, 4);
  if (span === 'month') return date.slice(0, 7);
  if (span === 'quarter') return `${date.slice(0, 4)}-Q${Math.ceil(Number(date.slice(5, 7)) / 3)}`;
  const day = Date.parse(`${date}T00:00:00Z`) / DAY_MS;
  // Day 0 of the epoch was a Thursday, so that day + 3 counts from a Monday.
  const monday = day - ((((day + 3) % 7) + 7) % 7);
  return new Date(monday * DAY_MS).toISOString().slice(0, 10);
}

/** The returns compounded over each span of the calendar, in time order. */
export function calendarReturns(
  returns: Float64Array,
  dates: readonly IsoDate[],
  span: CalendarSpan,
): readonly CalendarReturn[] {
  const grown = new Map<string, number>();
  for (const [row, date] of dates.entries()) {
    const key = spanOf(date, span);
    grown.set(key, (grown.get(key) ?? 1) * (1 + returns[row]!));
  }
  return Array.from(grown, ([key, growth]) => ({ span: key, value: growth - 1 }));
}
