import { DAY, type EpochMs, epochMs, later } from '../../core/time.ts';
import { newYorkDate } from '../../market/calendar.ts';
import { eventRank, type MarketEvent } from '../../market/event.ts';
import type { CalendarDay } from '../wire/clock.ts';
import type { ReferenceData } from './reference-data.ts';

/** The opening or the closing of a session, as an event of the market. */
export type SessionMark = MarketEvent & { readonly kind: 'session' };

/** The sessions of the broker's calendar, told one by one as time passes them. */
export interface SessionMarks {
  /** Reads the calendar around an instant, when it is not known yet. */
  load(around: EpochMs): Promise<void>;
  /** Where the day stands: the open of the session that trades, else the last close. Once. */
  standing(now: EpochMs): SessionMark | undefined;
  /** The marks that come before an event, oldest first; each is given once. */
  before(event: MarketEvent): readonly SessionMark[];
  /** The marks up to an instant, included. */
  until(at: EpochMs): readonly SessionMark[];
  /** Whether the core session trades at an instant, as far as the calendar is known. */
  isOpen(at: EpochMs): boolean;
}

const BEHIND_DAYS = 7;
const AHEAD_DAYS = 21;
/** The calendar is read again this long before its known part ends. */
const RELOAD_MS = 7 * DAY;

/** Marks over the broker's calendar; nothing is told before `standing` was asked. */
export function createSessionMarks(reference: Pick<ReferenceData, 'calendar'>): SessionMarks {
  let days: readonly CalendarDay[] = [];
  let marks: readonly SessionMark[] = [];
  let knownUntil = epochMs(0);
  let last: SessionMark | undefined;

  const take = (fits: (mark: SessionMark) => boolean): readonly SessionMark[] => {
    const { at } = last ?? {};
    if (at === undefined) return NONE;
    // Nothing is due almost always; the first mark after the last one decides.
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
      // However much time has passed since the last mark: those between are still to be told.
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
    isOpen: (at) => days.some(({ open, close }) => open <= at && at < close),
  };
}

const NONE: readonly SessionMark[] = [];
