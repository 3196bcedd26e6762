import { DAY, type EpochMs, epochMs, later } from '../../core/time.ts';
import { newYorkDate } from '../../market/calendar.ts';
import { eventRank, type MarketEvent } from '../../market/event.ts';
import type { CalendarDay } from '../wire/clock.ts';
import type { ReferenceData } from './reference-data.ts';

/** Market event of an open or a close. */
export type SessionMark = MarketEvent & { readonly kind: 'session' };

/** Opens and closes of the broker's calendar, emitted as time passes them. */
export interface SessionMarks {
  /** Reads the calendar around an instant, unless it is loaded. */
  load(around: EpochMs): Promise<void>;
  /**
   * Returns the current state of the day, once: the open of the current trading day, else the last
   * close.
   */
  standing(now: EpochMs): SessionMark | undefined;
  /** Returns the marks before an event, oldest first; each is emitted once. */
  before(event: MarketEvent): readonly SessionMark[];
  /** Returns the marks up to and including an instant. */
  until(at: EpochMs): readonly SessionMark[];
  /** Whether a trading day has closed after one instant and by another. */
  hasCloseBetween(after: EpochMs, until: EpochMs): boolean;
  /** Whether the core session is open at an instant, as far as the calendar is loaded. */
  isOpen(at: EpochMs): boolean;
}

const BEHIND_DAYS = 7;
const AHEAD_DAYS = 21;
/** How long before its loaded part ends the calendar is read again. */
const RELOAD_MS = 7 * DAY;

/** Creates marks over the broker's calendar; emits nothing before `standing` is called. */
export function createSessionMarks(reference: Pick<ReferenceData, 'calendar'>): SessionMarks {
  let days: readonly CalendarDay[] = [];
  let marks: readonly SessionMark[] = [];
  let knownUntil = epochMs(0);
  let last: SessionMark | undefined;

  const take = (fits: (mark: SessionMark) => boolean): readonly SessionMark[] => {
    const { at } = last ?? {};
    if (at === undefined) return NONE;
    // Nearly always nothing is due; the first mark after the last one decides.
    const next = marks.findIndex((mark) => mark.at > at);
    if (next < 0 || marks[next] === undefined || !fits(marks[next])) return NONE;
    const due = marks.slice(next).filter(fits);
    last = due.at(-1) ?? last;
    return due;
  };
  return {
    async load(around) {
      if (later(around, RELOAD_MS) < knownUntil) return;
      const to = later(around, AHEAD_DAYS * DAY);
      const behind = later(around, -BEHIND_DAYS * DAY);
      // However much time has passed since the last mark, all marks in between must still be
      // emitted.
      const from = last === undefined || behind < last.at ? behind : last.at;
      days = await reference.calendar(newYorkDate(from), newYorkDate(to));
      marks = days.flatMap(({ open, close }): readonly SessionMark[] => [
        { kind: 'session', at: open, phase: 'open' },
        { kind: 'session', at: close, phase: 'close' },
      ]);
      knownUntil = to;
    },
    standing(now) {
      if (last !== undefined) return undefined;
      last = marks.findLast(({ at, phase }) => (phase === 'open' ? at <= now : at < now));
      return last;
    },
    before: (event) =>
      take((mark) =>
        mark.at === event.at ? eventRank(mark) < eventRank(event) : mark.at < event.at,
      ),
    until: (at) => take((mark) => mark.at <= at),
    hasCloseBetween: (after, until) => days.some(({ close }) => after < close && close <= until),
    isOpen: (at) => days.some(({ open, close }) => open <= at && at < close),
  };
}

const NONE: readonly SessionMark[] = [];
