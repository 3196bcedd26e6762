import { dayNumber, nthWeekday, weekday } from '../core/new-york-time.ts';
import { DAY } from '../core/time.ts';

/**
 * When the New York Stock Exchange is closed or closes early, by rule and by exception.
 *
 * Days are counted from 1970-01-01, which was a Thursday. Sources: NYSE Rule 7.2 and the exchange's
 * yearly notices of holidays and early closings; special closings from the exchange's history.
 */

/** A regular close, in minutes after midnight. */
export const REGULAR_CLOSE_MINUTE = 960;

const EARLY_CLOSE_MINUTE = 780;
/** Until 1992 an early close was at two in the afternoon. */
const OLD_EARLY_CLOSE_MINUTE = 840;

/** Full-day closings outside the rules. */
const SPECIAL_CLOSINGS: ReadonlySet<string> = new Set([
  '1994-04-27', // mourning for Richard Nixon
  '2001-09-11',
  '2001-09-12',
  '2001-09-13',
  '2001-09-14',
  '2004-06-11', // mourning for Ronald Reagan
  '2007-01-02', // mourning for Gerald Ford
  '2012-10-29', // hurricane Sandy
  '2012-10-30',
  '2018-12-05', // mourning for George H. W. Bush
  '2025-01-09', // mourning for Jimmy Carter
]);

/** Early closings outside the rules. */
const SPECIAL_EARLY_CLOSINGS: ReadonlySet<string> = new Set([
  '1997-12-26',
  '1999-12-31',
  '2003-12-26',
]);

const FRIDAY = 5;
const SATURDAY = 6;

/** Easter Sunday by the Gregorian computus (Meeus, Jones and Butcher; Nature 1876). */
function easterSunday(year: number): number {
  const a = year % 19;
  const b = Math.floor(year / 100);
  const c = year % 100;
  const d = Math.floor(b / 4);
  const f = Math.floor((b + 8) / 25);
  const g = Math.floor((b - f + 1) / 3);
  const h = (19 * a + b - d - g + 15) % 30;
  const l = (32 + 2 * (b % 4) + 2 * Math.floor(c / 4) - h - (c % 4)) % 7;
  const m = Math.floor((a + 11 * h + 22 * l) / 451);
  const sum = h + l - 7 * m + 114;
  return dayNumber(year, Math.floor(sum / 31), (sum % 31) + 1);
}

/** Moves a fixed holiday off the weekend: from Saturday to Friday, from Sunday to Monday. */
function observed(day: number): number {
  const on = weekday(day);
  return on === SATURDAY ? day - 1 : on === 0 ? day + 1 : day;
}

/** Returns the weekdays of a year on which the exchange is closed, as day numbers. */
export function closedDays(year: number): ReadonlySet<number> {
  const newYear = dayNumber(year, 1, 1);
  const days = new Set([
    nthWeekday({ year, month: 2 }, 1, 3),
    easterSunday(year) - 2,
    nthWeekday({ year, month: 5 }, 1, -1),
    observed(dayNumber(year, 7, 4)),
    nthWeekday({ year, month: 9 }, 1, 1),
    nthWeekday({ year, month: 11 }, 4, 4),
    observed(dayNumber(year, 12, 25)),
  ]);
  // A New Year's Day on a Saturday is not moved into the old year.
  if (weekday(newYear) !== SATURDAY) days.add(observed(newYear));
  if (year >= 1998) days.add(nthWeekday({ year, month: 1 }, 1, 3));
  if (year >= 2022) days.add(observed(dayNumber(year, 6, 19)));
  for (const date of SPECIAL_CLOSINGS) {
    if (Number(date.slice(0, 4)) === year) days.add(Date.parse(`${date}T00:00:00Z`) / DAY);
  }
  return days;
}

/** Returns the early closings of a year, with the minute after midnight. */
export function earlyCloses(year: number): ReadonlyMap<number, number> {
  const closes = new Map<number, number>();
  const minute = year >= 1993 ? EARLY_CLOSE_MINUTE : OLD_EARLY_CLOSE_MINUTE;
  if (year >= 1992) closes.set(nthWeekday({ year, month: 11 }, 4, 4) + 1, minute);
  const christmasEve = dayNumber(year, 12, 24);
  if (isMondayToThursday(christmasEve)) closes.set(christmasEve, minute);
  const third = dayNumber(year, 7, 3);
  if (year >= 1995 && isMondayToThursday(third)) {
    // Before 2013 a holiday on a Thursday shortened the Friday after it, not the Wednesday before.
    const onWednesday = weekday(third) === 3;
    closes.set(onWednesday && year < 2013 ? third + 2 : third, minute);
  }
  for (const date of SPECIAL_EARLY_CLOSINGS) {
    if (Number(date.slice(0, 4)) === year) {
      closes.set(Date.parse(`${date}T00:00:00Z`) / DAY, EARLY_CLOSE_MINUTE);
    }
  }
  return closes;
}

function isMondayToThursday(day: number): boolean {
  const on = weekday(day);
  return on >= 1 && on < FRIDAY;
}
