import { flag, list, looseObject, text } from '../../core/schema.ts';
import { type EpochMs, isoDate, type IsoDate } from '../../core/time.ts';
import { newYorkInstant, newYorkTimeOfDay } from '../../market/calendar.ts';
import { alpacaError } from '../errors.ts';
import { wireInstantField, wireOptional, wireNewYorkInstant } from './fields.ts';
import { readWire } from './json.ts';

/** Response of `/v2/clock`: broker time, and the core sessions around it. */
export interface ClockReport {
  readonly at: EpochMs;
  /** Core session only, with holidays and early closes. */
  readonly isOpen: boolean;
  readonly nextOpen: EpochMs;
  readonly nextClose: EpochMs;
}

/** Trading day as `/v2/calendar` lists it. */
export interface CalendarDay {
  readonly date: IsoDate;
  readonly open: EpochMs;
  readonly close: EpochMs;
  /** 04:00 and 20:00 in New York. */
  readonly sessionOpen: EpochMs;
  readonly sessionClose: EpochMs;
  /** Settlement date of the day's trades; the day itself where it is missing. */
  readonly settlement: IsoDate;
}

/** The clock on the wire. */
const clockSchema = looseObject({
  timestamp: wireInstantField(),
  is_open: flag(),
  next_open: wireInstantField(),
  next_close: wireInstantField(),
});

/** One calendar day on the wire; times are New York's, without a zone. */
const calendarDaySchema = looseObject({
  date: text(),
  open: text(),
  close: text(),
  session_open: wireOptional(text()),
  session_close: wireOptional(text()),
  settlement_date: wireOptional(text()),
});

/** Reads the clock. @throws QuipuError `alpaca.unreadable` */
export function parseClock(value: unknown): ClockReport {
  const wire = readWire(clockSchema, value, 'a clock');
  return {
    at: wire.timestamp,
    isOpen: wire.is_open,
    nextOpen: wire.next_open,
    nextClose: wire.next_close,
  };
}

/** Returns the clock as JSON in Alpaca's format. */
export function toWireClock(clock: ClockReport): Readonly<Record<string, unknown>> {
  return {
    timestamp: wireNewYorkInstant(clock.at),
    is_open: clock.isOpen,
    next_open: wireNewYorkInstant(clock.nextOpen),
    next_close: wireNewYorkInstant(clock.nextClose),
  };
}

/** Reads the response of `GET /v2/calendar`. @throws QuipuError `alpaca.unreadable` */
export function parseCalendar(value: unknown): readonly CalendarDay[] {
  return readWire(list(calendarDaySchema), value, 'a calendar').map((day) => {
    const date = isoDate(day.date);
    return {
      date,
      open: newYorkInstant(date, timeOfDay(day.open)),
      close: newYorkInstant(date, timeOfDay(day.close)),
      sessionOpen: newYorkInstant(date, timeOfDay(day.session_open ?? '0400')),
      sessionClose: newYorkInstant(date, timeOfDay(day.session_close ?? '2000')),
      settlement: isoDate(day.settlement_date ?? day.date),
    };
  });
}

/** Returns one calendar day as JSON in Alpaca's format. */
export function toWireCalendarDay(day: CalendarDay): Readonly<Record<string, string>> {
  return {
    date: day.date,
    open: clockFace(day.open, ':'),
    close: clockFace(day.close, ':'),
    session_open: clockFace(day.sessionOpen, ''),
    session_close: clockFace(day.sessionClose, ''),
    settlement_date: day.settlement,
  };
}

function timeOfDay(face: string): number {
  const match = /^(\d{2}):?(\d{2})$/.exec(face);
  if (match === null) {
    throw alpacaError('alpaca.unreadable', `Expected a time as 09:30 or 0930, found "${face}".`);
  }
  return (Number(match[1]) * 60 + Number(match[2])) * 60_000;
}

function clockFace(at: EpochMs, separator: string): string {
  const minutes = Math.floor(newYorkTimeOfDay(at) / 60_000);
  const two = (value: number): string => String(value).padStart(2, '0');
  return `${two(Math.floor(minutes / 60))}${separator}${two(minutes % 60)}`;
}
