import { addDays, type IsoDate } from '../../core/time.ts';

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
  return addDays(date, -((((day + 3) % 7) + 7) % 7));
}

/** The returns compounded over each span of the calendar, in time order. */
export function calendarReturns(
  returns: Float64Array,
  dates: readonly IsoDate[],
  span: CalendarSpan,
): readonly CalendarReturn[] {
  const found: CalendarReturn[] = [];
  let current = '';
  let end = '';
  let growth = 1;
  const close = (): void => {
    if (current !== '') found.push({ span: current, value: growth - 1 });
    growth = 1;
  };
  for (const [row, date] of dates.entries()) {
    if (date >= end) {
      close();
      current = spanOf(date, span);
      end = endOf(current, span);
    }
    growth *= 1 + returns[row]!;
  }
  close();
  return found;
}

/** A text that comes after every date of a span and not after those that follow. */
function endOf(key: string, span: CalendarSpan): string {
  if (span === 'week') return addDays(key as IsoDate, 7);
  if (span !== 'quarter') return `${key}-99`;
  return `${key.slice(0, 4)}-${String(3 * Number(key.slice(6))).padStart(2, '0')}-99`;
}
