import { flag, list, looseObject, text } from '../../core/schema.ts';
import { type EpochMs, isoDate, type IsoDate } from '../../core/time.ts';
import { newYorkInstant, newYorkTimeOfDay } from '../../market/calendar.ts';
import { alpacaError } from '../errors.ts';
import { instantField, maybe, wireNewYorkInstant } from './fields.ts';
import { readWire } from './json.ts';

/** What `/v2/clock` says: the broker's present, and the core sessions around it. */
export interface MarketClock {
  readonly at: EpochMs;
  /** Core session only; holidays and early closes are known to it. */
  readonly isOpen: boolean;
  readonly nextOpen: EpochMs;
  readonly nextClose: EpochMs;
}

/** One trading day as `/v2/calendar` lists it. */
export interface CalendarDay {
  readonly date: IsoDate;
  readonly open: EpochMs;
  readonly close: EpochMs;
  /** 04:00 and 20:00 in New York. */
  readonly sessionOpen: EpochMs;
  readonly sessionClose: EpochMs;
  /** When trades of the day settle; the day itself where it is not told. */
  readonly settlement: IsoDate;
}

/** The clock on the wire. */
const clockSchema = looseObject({
  timestamp: instantField(),
  is_open: flag(),
  next_open: instantField(),
  next_close: instantField(),
});

/** One calendar day on the wire; times are New York's, without a zone. */
const calendarDaySchema = looseObject({
  date: text(),
  open: text(),
  close: text(),
  session_open: maybe(text()),
  session_close: maybe(text()),
  settlement_date: maybe(text()),
});

/** Reads the clock. @throws QuipuError `alpaca.unreadable` */
export function parseClock(value: unknown): MarketClock {
  const wire = readWire(clockSchema, value, 'a clock');
  return {
    at: wire.timestamp,
    isOpen: wire.is_open,
    nextOpen: wire.next_open,
    nextClose: wire.next_close,
  };
}

/** The clock as JSON of Alpaca's shape. */
export function toWireClock(clock: MarketClock): Readonly<Record<string, unknown>> {
  return {
    timestamp: wireNewYorkInstant(clock.at),
    is_open: clock.isOpen,
    next_open: wireNewYorkInstant(clock.nextOpen),
    next_close: wireNewYorkInstant(clock.nextClose),
  };
}

/** Reads the answer of `GET /v2/calendar`. @throws QuipuError `alpaca.unreadable` */
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

/** One calendar day as JSON of Alpaca's shape. */
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
