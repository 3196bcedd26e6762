import type { Brand } from './brand.ts';
import { QuipuError } from './errors.ts';

/** Milliseconds since 1970-01-01T00:00:00Z; the only form of an instant inside Quipu. */
export type EpochMs = Brand<number, 'EpochMs'>;

/** Calendar date `YYYY-MM-DD`, in New York by default. */
export type IsoDate = Brand<string, 'IsoDate'>;

/** Source of the current time; created by drivers only, so that pure rooms cannot read it. */
export interface Clock {
  now(): EpochMs;
}

/** One second, in milliseconds. */
export const SECOND = 1_000;
/** One minute, in milliseconds. */
export const MINUTE = 60_000;
/** One hour, in milliseconds. */
export const HOUR = 3_600_000;
/** One day of 24 hours, in milliseconds. */
export const DAY = 86_400_000;

/** Converts milliseconds since the epoch to an instant. */
export function epochMs(ms: number): EpochMs {
  return ms as EpochMs;
}

/** Returns the instant `ms` milliseconds after `at`. */
export function later(at: EpochMs, ms: number): EpochMs {
  return (at + ms) as EpochMs;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;
const INSTANT = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/;

/** Whether a string is a real calendar date such as `2024-02-29`. */
export function isIsoDate(text: string): text is IsoDate {
  if (!DATE.test(text)) return false;
  const ms = Date.parse(`${text}T00:00:00Z`);
  return !Number.isNaN(ms) && new Date(ms).toISOString().slice(0, 10) === text;
}

/**
 * Reads a calendar date.
 *
 * @throws QuipuError `core.invalid_date` when the text is not a real `YYYY-MM-DD`
 */
export function isoDate(text: string): IsoDate {
  if (!isIsoDate(text)) {
    throw new QuipuError('core.invalid_date', `Expected a date as YYYY-MM-DD, found "${text}".`, {
      next: 'Write the date as in 2024-03-18.',
    });
  }
  return text;
}

/**
 * Reads an RFC 3339 instant with a zone, to the millisecond (finer digits are dropped).
 *
 * @throws QuipuError `core.invalid_time` when the text has no zone or is not an instant
 */
export function parseInstant(text: string): EpochMs {
  const quick = sameDayInstant(text);
  if (quick !== undefined) return quick;
  const ms = INSTANT.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) {
    throw new QuipuError(
      'core.invalid_time',
      `Expected an instant with a zone as in 2024-03-18T14:30:00Z, found "${text}".`,
    );
  }
  return ms as EpochMs;
}

/**
 * Reads a user's date or time: a calendar date, or an RFC 3339 instant with a zone.
 *
 * @throws QuipuError `core.invalid_date` when the text is neither
 */
export function dateOrInstant(text: string): IsoDate | EpochMs {
  if (isIsoDate(text)) return text;
  // A date that does not exist, such as February 30, has instants for the platform's parser.
  const ms = INSTANT.test(text) && isIsoDate(text.slice(0, 10)) ? Date.parse(text) : Number.NaN;
  if (!Number.isNaN(ms)) return ms as EpochMs;
  const expected = 'a date as YYYY-MM-DD or an instant such as 2024-03-18T14:30:00Z';
  throw new QuipuError('core.invalid_date', `Expected ${expected}, found "${text}".`, {
    next: 'Write the date as in 2024-03-18.',
  });
}

/**
 * Returns an instant as RFC 3339 in UTC, with trailing zeros of the fraction trimmed as Alpaca
 * does.
 */
export function formatInstant(at: EpochMs): string {
  const day = Math.floor(at / DAY);
  if (day !== latestDay.number && !remember(day)) return new Date(at).toISOString();
  const ms = Math.trunc(at) - day * DAY;
  const second = Math.floor(ms / 1_000);
  const minute = Math.floor(second / 60);
  const clock = `${two(Math.floor(minute / 60))}:${two(minute % 60)}:${two(second % 60)}`;
  const fraction = ms % 1_000;
  if (fraction === 0) return `${latestDay.text}T${clock}Z`;
  const digits = fraction < 10 ? `00${fraction}` : fraction < 100 ? `0${fraction}` : `${fraction}`;
  const end = digits.endsWith('00') ? 1 : digits.endsWith('0') ? 2 : 3;
  return `${latestDay.text}T${clock}.${digits.slice(0, end)}Z`;
}

/**
 * Cache of the UTC day formatted last. Instants arrive in order of time, so almost all are on the
 * same day as the one before, and the date, the most expensive part, is not recomputed.
 */
const latestDay = { number: 0, text: '1970-01-01' };

/** Computes the date of a day; false if its year does not fit four digits. */
function remember(day: number): boolean {
  // Written this way so that NaN is refused as well.
  if (!(day >= -719_528 && day <= 2_932_896)) return false;
  latestDay.text = new Date(day * DAY).toISOString().slice(0, 10);
  latestDay.number = day;
  return true;
}

function two(value: number): string {
  return value < 10 ? `0${value}` : String(value);
}

/** Reads `…THH:MM:SS[.fraction]Z` on the day formatted last; undefined for any other text. */
function sameDayInstant(text: string): EpochMs | undefined {
  const { length } = text;
  if (length < 20 || !text.startsWith(latestDay.text)) return undefined;
  const plain =
    text[10] === 'T' && text[13] === ':' && text[16] === ':' && text[length - 1] === 'Z';
  if (!plain) return undefined;
  const hour = twoDigits(text, 11);
  const minute = twoDigits(text, 14);
  const second = twoDigits(text, 17);
  if (!(hour < 24 && minute < 60 && second < 60)) return undefined;
  let ms = 0;
  if (length > 20) {
    if (length === 21 || text[19] !== '.') return undefined;
    for (let place = 20, unit = 100; place < length - 1; place += 1, unit /= 10) {
      const digit = text.charCodeAt(place) - 48;
      if (!(digit >= 0 && digit <= 9)) return undefined;
      if (unit >= 1) ms += digit * unit;
    }
  }
  return (latestDay.number * DAY + ((hour * 60 + minute) * 60 + second) * 1_000 + ms) as EpochMs;
}

/** Returns the number in two digits; NaN when they are not digits. */
function twoDigits(text: string, at: number): number {
  const tens = text.charCodeAt(at) - 48;
  const ones = text.charCodeAt(at + 1) - 48;
  return tens >= 0 && tens <= 9 && ones >= 0 && ones <= 9 ? tens * 10 + ones : Number.NaN;
}

/** Returns the days from `a` to `b`; negative when `b` is earlier. */
export function daysBetween(a: IsoDate, b: IsoDate): number {
  return Math.round((Date.parse(`${b}T00:00:00Z`) - Date.parse(`${a}T00:00:00Z`)) / DAY);
}

/** Returns the date `days` after `date`. */
export function addDays(date: IsoDate, days: number): IsoDate {
  const ms = Date.parse(`${date}T00:00:00Z`) + days * DAY;
  return new Date(ms).toISOString().slice(0, 10) as IsoDate;
}
