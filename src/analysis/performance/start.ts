import { addDays, type IsoDate } from '../../core/time.ts';
import { CALENDAR_YEARS, sessionOn } from '../../market/calendar.ts';
import type { PerformanceInput } from './input.ts';

/** Whether a date is a session; a weekday where the calendar does not reach. */
export function isSession(date: IsoDate): boolean {
  const year = Number(date.slice(0, 4));
  if (year >= CALENDAR_YEARS.first && year <= CALENDAR_YEARS.last) {
    return sessionOn(date) !== undefined;
  }
  const weekday = new Date(`${date}T00:00:00Z`).getUTCDay();
  return weekday !== 0 && weekday !== 6;
}

/** The last session before a date; the day before where the date itself is no session. */
export function sessionBefore(date: IsoDate): IsoDate {
  let before = addDays(date, -1);
  if (isSession(date)) while (!isSession(before)) before = addDays(before, -1);
  return before;
}

/**
 * The date at whose close the initial equity stood: where growth counts from.
 *
 * What the input says; else the session before the first, or the day before it for a book that
 * never closes (365 periods a year) or that has a row on a day without a session.
 *
 * @returns undefined for an input without rows that does not say it
 */
export function startOf({ start, dates, periodsPerYear }: PerformanceInput): IsoDate | undefined {
  const first = dates[0];
  if (start !== undefined || first === undefined) return start;
  return (periodsPerYear ?? 252) >= 365 ? addDays(first, -1) : sessionBefore(first);
}
