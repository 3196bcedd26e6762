import { addDays, isIsoDate, type IsoDate, isoDate } from '../../../core/time.ts';
import {
  CALENDAR_YEARS,
  isOpen,
  nextSession,
  type Session,
  sessionAt,
  sessionsBetween,
} from '../../../market/calendar.ts';
import { toWireCalendarDay, toWireClock } from '../../wire/clock.ts';
import { type RouteAnswer, ok } from './answer.ts';
import type { Desk } from '../desk.ts';
import type { Query } from './query.ts';
import { badParameter, refuse } from './refusals.ts';
import type { Route } from './router.ts';

/** `/v2/clock` and `/v2/calendar`. */
export function calendarRoutes(desk: Desk): readonly Route[] {
  const host = 'trading';
  return [
    { method: 'GET', path: '/v2/clock', host, run: () => ok(clockBody(desk)) },
    { method: 'GET', path: '/v2/calendar', host, run: (call) => calendar(call.query) },
  ];
}

/** Returns market time and the sessions around it. */
function clockBody(desk: Desk): Readonly<Record<string, unknown>> {
  const at = desk.clock.now();
  const open = isOpen(at);
  const next = nextSession(at);
  const current = open ? sessionAt(at) : undefined;
  const nextClose = (current ?? next).close;
  return toWireClock({ at, isOpen: open, nextOpen: next.open, nextClose });
}

const FIRST = isoDate(`${CALENDAR_YEARS.first}-01-01`);
const LAST = isoDate(`${CALENDAR_YEARS.last}-12-31`);

function calendar(query: Query): RouteAnswer {
  const from = dateOf(query, 'start') ?? FIRST;
  const to = dateOf(query, 'end') ?? LAST;
  if (from > to) refuse(badParameter('start must not be after end'));
  const sessions = sessionsBetween(from < FIRST ? FIRST : from, to > LAST ? LAST : to);
  const last = sessions.at(-1);
  const after = last === undefined ? [] : sessionsAfter(last);
  const all = [...sessions, ...after];
  return ok(sessions.map((session, index) => dayBody(session, all[index + 1] ?? session)));
}

/** Returns the session after the last one listed, so that its trades have a settlement day. */
function sessionsAfter(last: Session): readonly Session[] {
  const until = addDays(last.date, 10);
  return until > LAST ? [] : sessionsBetween(addDays(last.date, 1), until).slice(0, 1);
}

/** Returns the settlement day: trades settle on the next trading day (since May 2024). */
function dayBody(session: Session, next: Session): Readonly<Record<string, string>> {
  return toWireCalendarDay({
    date: session.date,
    open: session.open,
    close: session.close,
    sessionOpen: session.preOpen,
    sessionClose: session.postClose,
    settlement: next.date,
  });
}

function dateOf(query: Query, name: string): IsoDate | undefined {
  const found = query.get(name)?.slice(0, 10);
  if (found === undefined || found === '') return undefined;
  return isIsoDate(found) ? found : refuse(badParameter(`invalid ${name}: ${found}`));
}
