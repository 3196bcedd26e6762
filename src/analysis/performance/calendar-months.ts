import { type IsoDate, isIsoDate } from '../../core/time.ts';

/** The same day so many months earlier, or the last of that month where it has no such day. */
export function monthsBefore(date: IsoDate, months: number): IsoDate {
  const month = Number(date.slice(0, 4)) * 12 + Number(date.slice(5, 7)) - 1 - months;
  const year = String(Math.floor(month / 12)).padStart(4, '0');
  const start = `${year}-${String((month % 12) + 1).padStart(2, '0')}`;
  return lastUpTo(start, Number(date.slice(8, 10)));
}

/** The last day of a date's month. */
export function monthEnd(date: IsoDate): IsoDate {
  return lastUpTo(date.slice(0, 7), 31);
}

/** The last date of a month, such as `2024-02`, whose day is not after `day`. */
function lastUpTo(month: string, day: number): IsoDate {
  const date = `${month}-${String(day).padStart(2, '0')}`;
  return isIsoDate(date) ? date : lastUpTo(month, day - 1);
}
