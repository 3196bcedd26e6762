import { addDays, daysBetween, type IsoDate } from '../../core/time.ts';
import { monthEnd, monthsBefore } from '../performance/calendar-months.ts';
import { isSession, sessionBefore } from '../performance/start.ts';

/** How far apart the rows of a file are: what it is called, and how much of a year it is. */
export interface Spacing {
  readonly name: 'daily' | 'weekly' | 'monthly' | 'quarterly' | 'yearly';
  /** 252, or 365 where weekends have rows; 52, 12, 4 or 1. */
  readonly periodsPerYear: number;
  /** Rows whose distance to the one before is not of this spacing. */
  readonly irregular: readonly IsoDate[];
}

/** The longest time without a session since 1990 is a week, of September 2001. */
const LONGEST_CLOSED = 7;

/** Months of a period, and the fewest and most calendar days from one to the next. */
const PERIODS = [
  { name: 'daily', periodsPerYear: 252, months: 0, upTo: 4, days: [1, LONGEST_CLOSED] },
  { name: 'weekly', periodsPerYear: 52, months: 0, upTo: 16, days: [4, 10] },
  { name: 'monthly', periodsPerYear: 12, months: 1, upTo: 45, days: [25, 36] },
  { name: 'quarterly', periodsPerYear: 4, months: 3, upTo: 140, days: [84, 98] },
  { name: 'yearly', periodsPerYear: 1, months: 12, upTo: Infinity, days: [355, 376] },
] as const;

/**
 * How far apart dates are, by the middle of their distances: daily to 4 days, weekly to 16, monthly
 * to 45, quarterly to 140, yearly beyond. Fewer than two dates are taken for daily.
 */
export function spacingOf(dates: readonly IsoDate[]): Spacing {
  const distances = dates.slice(1).map((date, row) => daysBetween(dates[row]!, date));
  const sorted = distances.toSorted((a, b) => a - b);
  const middle = sorted[Math.floor(sorted.length / 2)] ?? 1;
  const { name, periodsPerYear, days } = PERIODS.find(({ upTo }) => middle <= upTo)!;
  const irregular = dates.filter((_, row) => {
    const distance = distances[row - 1];
    return distance !== undefined && (distance < days[0] || distance > days[1]);
  });
  const closes = name !== 'daily' || !hasWeekends(dates);
  return { name, periodsPerYear: closes ? periodsPerYear : 365, irregular };
}

function hasWeekends(dates: readonly IsoDate[]): boolean {
  const weekends = dates.filter((date) => [0, 6].includes(new Date(date).getUTCDay())).length;
  return weekends > dates.length / 5;
}

/**
 * The end of the period before the first of a file, by the file's own spacing.
 *
 * Daily: the session before, or the day before where weekends have rows; weekly: seven days before;
 * else the same day one, three or twelve months before, which stays the end of a month where every
 * date is its month's last day, and the last session of it where every date is that.
 */
export function periodBefore(dates: readonly IsoDate[], spacing: Spacing): IsoDate | undefined {
  const first = dates[0];
  if (first === undefined) return undefined;
  if (spacing.name === 'weekly') return addDays(first, -7);
  const { months } = PERIODS.find(({ name }) => name === spacing.name)!;
  if (months === 0) {
    return spacing.periodsPerYear === 365 ? addDays(first, -1) : sessionBefore(first);
  }
  const before = monthsBefore(first, months);
  if (dates.every((date) => date === monthEnd(date))) return monthEnd(before);
  if (dates.every((date) => date === lastSession(date))) return lastSession(before);
  return before;
}

/** The last session of a date's month. */
function lastSession(date: IsoDate): IsoDate {
  let last = monthEnd(date);
  while (!isSession(last)) last = addDays(last, -1);
  return last;
}
