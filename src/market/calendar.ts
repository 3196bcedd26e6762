import { lowerBound } from '../core/columns.ts';
import { QuipuError } from '../core/errors.ts';
import { DAY, type EpochMs, epochMs, HOUR, type IsoDate, MINUTE } from '../core/time.ts';
import {
  closedDays,
  dateOfDay,
  dayNumber,
  earlyCloses,
  nthWeekday,
  REGULAR_CLOSE_MINUTE,
  weekday,
} from './holidays.ts';

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

const FIRST_RULE_YEAR = 1987;
const LAST_RULE_YEAR = 2099;

/**
 * When New York's clocks change, ascending: into summer time at even, out of it at odd indices.
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
 * What to add to UTC to read a clock in New York, in milliseconds: -4 h in summer, -5 h else.
 *
 * Exact from 1987 to 2099 under the present law; without summer time outside those years.
 */
export function newYorkOffsetMs(at: EpochMs): number {
  // Instants mostly follow one another, so the last stretch between two changes is tried first.
  if (!(at >= STRETCH[0]! && at < STRETCH[1]!)) {
    const past = lowerBound(CLOCK_CHANGES, at + 1);
    STRETCH[0] = CLOCK_CHANGES[past - 1] ?? Number.NEGATIVE_INFINITY;
    STRETCH[1] = CLOCK_CHANGES[past] ?? Number.POSITIVE_INFINITY;
    // An odd number of changes behind an instant means summer time.
    STRETCH[2] = past % 2 === 1 ? -4 * HOUR : -5 * HOUR;
  }
  return STRETCH[2]!;
}

/** From, before and offset of the stretch that was asked for last; a memory, never a state. */
const STRETCH = new Float64Array(3);

/** The date that a calendar in New York shows at an instant. */
export function newYorkDate(at: EpochMs): IsoDate {
  const day = Math.floor((at + newYorkOffsetMs(at)) / DAY);
  if (day !== lastDate.day) lastDate = { day, date: dateOfDay(day) };
  return lastDate.date;
}

/** The date that was asked for last; a memory, never a state. */
let lastDate = { day: 0, date: dateOfDay(0) };

/** How long after midnight a clock in New York shows, in milliseconds from 0 to 86,399,999. */
export function newYorkTimeOfDay(at: EpochMs): number {
  const local = at + newYorkOffsetMs(at);
  return local - Math.floor(local / DAY) * DAY;
}

/**
 * The instant at which a clock in New York shows `msSinceMidnight` on `date`.
 *
 * An hour that the clock shows twice is the first one; one that it skips is moved an hour on.
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
  // Built on first use: some ten thousand sessions, and many programs ask for none.
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
 * The sessions from one date to another, both included, oldest first.
 *
 * @throws QuipuError `market.outside_calendar` when a date is not in {@link CALENDAR_YEARS}
 */
export function sessionsBetween(from: IsoDate, to: IsoDate): readonly Session[] {
  const { sessions, days } = sessionTable();
  const low = lowerBound(days, knownDay(from));
  return sessions.slice(low, lowerBound(days, knownDay(to) + 1));
}

/**
 * The session of a date, or undefined when the exchange is closed on it.
 *
 * @throws QuipuError `market.outside_calendar` when the date is not in {@link CALENDAR_YEARS}
 */
export function sessionOn(date: IsoDate): Session | undefined {
  const session = sessionTable().byDate.get(date);
  // Only a date without a session needs the question whether it is a known one.
  if (session === undefined) knownDay(date);
  return session;
}

/**
 * The session whose regular hours cover an instant, open and close both included.
 *
 * The close is included because the bar that ends with a session belongs to it.
 */
export function sessionAt(at: EpochMs): Session | undefined {
  const { sessions, closes } = sessionTable();
  const session = sessions[lowerBound(closes, at)];
  return session !== undefined && session.open <= at ? session : undefined;
}

/** Whether the exchange trades at an instant: from the open to before the close. */
export function isOpen(at: EpochMs): boolean {
  const session = sessionAt(at);
  return session !== undefined && at < session.close;
}

/**
 * The first session that opens after an instant.
 *
 * @throws QuipuError `market.outside_calendar` when it is beyond {@link CALENDAR_YEARS}
 */
export function nextSession(at: EpochMs): Session {
  const { sessions, opens } = sessionTable();
  return known(sessions[lowerBound(opens, at + 1)], at);
}

/**
 * The last session that closed at or before an instant.
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
    { next: 'Choose dates inside the calendar.' },
  );
}
