import { lowerBound } from '../core/columns.ts';
import { QuipuError } from '../core/errors.ts';
import { dateOfDay, dayNumber, newYorkOffsetMs, weekday } from '../core/new-york-time.ts';
import { DAY, type EpochMs, epochMs, HOUR, type IsoDate, MINUTE } from '../core/time.ts';
import { closedDays, earlyCloses, REGULAR_CLOSE_MINUTE } from './holidays.ts';

/** One day of regular trading in New York, with the extended hours around it. */
export interface Session {
  readonly date: IsoDate;
  /** 09:30. */
  readonly open: EpochMs;
  /** 16:00, or 13:00 on a half day (14:00 until 1992). */
  readonly close: EpochMs;
  /** 04:00, when pre-market trading starts. */
  readonly preOpen: EpochMs;
  /** 20:00, when after-hours trading ends. */
  readonly postClose: EpochMs;
  /** Whether the exchange closes early. */
  readonly half: boolean;
}

/** The first and last year whose sessions are known. */
export const CALENDAR_YEARS = { first: 1990, last: 2035 } as const;

/** Returns the New York date at an instant. */
export function newYorkDate(at: EpochMs): IsoDate {
  const day = Math.floor((at + newYorkOffsetMs(at)) / DAY);
  if (day !== lastDate.day) lastDate = { day, date: dateOfDay(day) };
  return lastDate.date;
}

/** Cache of the last requested date. */
let lastDate = { day: 0, date: dateOfDay(0) };

/** Returns the New York time of day at an instant, in milliseconds from 0 to 86,399,999. */
export function newYorkTimeOfDay(at: EpochMs): number {
  const local = at + newYorkOffsetMs(at);
  return local - Math.floor(local / DAY) * DAY;
}

/**
 * Returns the instant at which it is `msSinceMidnight` on `date` in New York.
 *
 * A repeated hour means its first occurrence; a skipped hour is moved one hour later.
 */
export function newYorkInstant(date: IsoDate, msSinceMidnight: number): EpochMs {
  return instantOfWall(Date.parse(`${date}T00:00:00Z`) + msSinceMidnight);
}

function instantOfWall(wall: number): EpochMs {
  const summer = epochMs(wall + 4 * HOUR);
  return newYorkOffsetMs(summer) === -4 * HOUR ? summer : epochMs(wall + 5 * HOUR);
}

interface SessionTable {
  readonly sessions: readonly Session[];
  readonly opens: Float64Array;
  readonly closes: Float64Array;
  /** Day numbers of the sessions. */
  readonly days: Float64Array;
  readonly byDate: ReadonlyMap<string, Session>;
}

let table: SessionTable | undefined;

function sessionTable(): SessionTable {
  // Built on first use: some ten thousand sessions, and many programs need none.
  table ??= buildTable();
  return table;
}

function buildTable(): SessionTable {
  const sessions: Session[] = [];
  const days: number[] = [];
  for (let year = CALENDAR_YEARS.first; year <= CALENDAR_YEARS.last; year += 1) {
    const closed = closedDays(year);
    const early = earlyCloses(year);
    const end = dayNumber(year + 1, 1, 1);
    for (let day = dayNumber(year, 1, 1); day < end; day += 1) {
      const on = weekday(day);
      if (on === 0 || on === 6 || closed.has(day)) continue;
      days.push(day);
      sessions.push(sessionOfDay(day, early.get(day)));
    }
  }
  return {
    sessions,
    opens: Float64Array.from(sessions, (session) => session.open),
    closes: Float64Array.from(sessions, (session) => session.close),
    days: Float64Array.from(days),
    byDate: new Map(sessions.map((session) => [session.date, session])),
  };
}

function sessionOfDay(day: number, earlyCloseMinute: number | undefined): Session {
  // Clocks change on Sundays only, so a session has one offset throughout.
  const midnight = instantOfWall(day * DAY);
  const at = (minutes: number): EpochMs => epochMs(midnight + minutes * MINUTE);
  return {
    date: dateOfDay(day),
    open: at(570),
    close: at(earlyCloseMinute ?? REGULAR_CLOSE_MINUTE),
    preOpen: at(240),
    postClose: at(1200),
    half: earlyCloseMinute !== undefined,
  };
}

/**
 * Returns the sessions from one date to another, both included, oldest first.
 *
 * @throws QuipuError `market.outside_calendar` when a date is not in {@link CALENDAR_YEARS}
 */
export function sessionsBetween(from: IsoDate, to: IsoDate): readonly Session[] {
  const { sessions, days } = sessionTable();
  const low = lowerBound(days, knownDay(from));
  return sessions.slice(low, lowerBound(days, knownDay(to) + 1));
}

/**
 * Returns the session of a date, or undefined when the exchange is closed on it.
 *
 * @throws QuipuError `market.outside_calendar` when the date is not in {@link CALENDAR_YEARS}
 */
export function sessionOn(date: IsoDate): Session | undefined {
  const session = sessionTable().byDate.get(date);
  // Only a date without a session needs the check for being in the calendar.
  if (session === undefined) knownDay(date);
  return session;
}

/**
 * Returns the session whose regular hours contain an instant, open and close both included.
 *
 * The close is included because the bar that ends with a session belongs to it.
 */
export function sessionAt(at: EpochMs): Session | undefined {
  const { sessions, closes } = sessionTable();
  const session = sessions[lowerBound(closes, at)];
  return session !== undefined && session.open <= at ? session : undefined;
}

/** Whether the exchange is open at an instant: from the open to before the close. */
export function isOpen(at: EpochMs): boolean {
  const session = sessionAt(at);
  return session !== undefined && at < session.close;
}

/**
 * Returns the first session that opens after an instant.
 *
 * @throws QuipuError `market.outside_calendar` when it is beyond {@link CALENDAR_YEARS}
 */
export function nextSession(at: EpochMs): Session {
  const { sessions, opens } = sessionTable();
  return known(sessions[lowerBound(opens, at + 1)], at);
}

/**
 * Returns the last session that closed at or before an instant.
 *
 * @throws QuipuError `market.outside_calendar` when it is before {@link CALENDAR_YEARS}
 */
export function previousSession(at: EpochMs): Session {
  const { sessions, closes } = sessionTable();
  return known(sessions[lowerBound(closes, at + 1) - 1], at);
}

function known(session: Session | undefined, at: EpochMs): Session {
  if (session === undefined) throw outside(newYorkDate(at));
  return session;
}

function knownDay(date: IsoDate): number {
  const year = Number(date.slice(0, 4));
  if (!(year >= CALENDAR_YEARS.first && year <= CALENDAR_YEARS.last)) throw outside(date);
  return Date.parse(`${date}T00:00:00Z`) / DAY;
}

function outside(date: IsoDate): QuipuError {
  const { first, last } = CALENDAR_YEARS;
  return new QuipuError(
    'market.outside_calendar',
    `Expected a date from ${first} to ${last}, for which sessions are known, found ${date}.`,
    { next: 'Choose a date in that range.' },
  );
}
