import { lowerBound } from './columns.ts';
import { DAY, type EpochMs, HOUR, type IsoDate } from './time.ts';

/** Returns the day number of a civil date, counted from 1970-01-01; months count from 1. */
export function dayNumber(year: number, month: number, day: number): number {
  return Date.UTC(year, month - 1, day) / DAY;
}

/** Returns the day of the week, Sunday 0 to Saturday 6. */
export function weekday(day: number): number {
  return (((day + 4) % 7) + 7) % 7;
}

/** Returns the civil date of a day number. */
export function dateOfDay(day: number): IsoDate {
  const known = DATES.get(day);
  if (known !== undefined) return known;
  const date = new Date(day * DAY).toISOString().slice(0, 10) as IsoDate;
  if (DATES.size < DATES_MOST) DATES.set(day, date);
  return date;
}

/** Cache of formatted dates, as few programs see many different ones. */
const DATES = new Map<number, IsoDate>();
const DATES_MOST = 40_000;

/** Returns the `nth` given weekday of a month; the last one for `nth` of -1. */
export function nthWeekday(
  month: { readonly year: number; readonly month: number },
  wanted: number,
  nth: number,
): number {
  if (nth > 0) {
    const first = dayNumber(month.year, month.month, 1);
    return first + ((wanted - weekday(first) + 7) % 7) + (nth - 1) * 7;
  }
  const last = dayNumber(month.year, month.month + 1, 1) - 1;
  return last - ((weekday(last) - wanted + 7) % 7);
}

const FIRST_RULE_YEAR = 1987;
const LAST_RULE_YEAR = 2099;

/**
 * Instants at which New York's clocks change, ascending: into daylight saving time at even, out of
 * it at odd indices.
 *
 * From 1987 first Sunday of April to last of October; from 2007 second of March to first of
 * November; at two in the morning of the clock in force (15 U.S.C. 260a).
 */
const CLOCK_CHANGES = clockChanges();

function clockChanges(): Float64Array {
  const changes: number[] = [];
  for (let year = FIRST_RULE_YEAR; year <= LAST_RULE_YEAR; year += 1) {
    const old = year < 2007;
    const into = nthWeekday({ year, month: old ? 4 : 3 }, 0, old ? 1 : 2);
    const outOf = nthWeekday({ year, month: old ? 10 : 11 }, 0, old ? -1 : 1);
    changes.push(into * DAY + 7 * HOUR, outOf * DAY + 6 * HOUR);
  }
  return Float64Array.from(changes);
}

/**
 * Returns the offset of New York time from UTC, in milliseconds: -4 h in daylight saving time, else
 * -5 h.
 *
 * Exact from 1987 to 2099 under current law; without daylight saving time outside those years.
 */
export function newYorkOffsetMs(at: EpochMs): number {
  // Instants are mostly consecutive, so the last interval between two changes is tried first.
  if (!(at >= STRETCH[0]! && at < STRETCH[1]!)) {
    const past = lowerBound(CLOCK_CHANGES, at + 1);
    STRETCH[0] = CLOCK_CHANGES[past - 1] ?? Number.NEGATIVE_INFINITY;
    STRETCH[1] = CLOCK_CHANGES[past] ?? Number.POSITIVE_INFINITY;
    // An odd number of past changes means daylight saving time.
    STRETCH[2] = past % 2 === 1 ? -4 * HOUR : -5 * HOUR;
  }
  return STRETCH[2]!;
}

/** Cache of the last interval used: from, before and offset. */
const STRETCH = new Float64Array(3);
