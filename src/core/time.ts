import type { Brand } from './brand.ts';
import { QuipuError } from './errors.ts';

/** Milliseconds since 1970-01-01T00:00:00Z; the only form of an instant inside the house. */
export type EpochMs = Brand<number, 'EpochMs'>;

/** A calendar date `YYYY-MM-DD`, in New York unless said otherwise. */
export type IsoDate = Brand<string, 'IsoDate'>;

/** Where the present comes from; made by drivers only, so that pure rooms cannot ask for it. */
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

/** Names a number of milliseconds since the epoch as an instant. */
export function epochMs(ms: number): EpochMs {
  return ms as EpochMs;
}

/** The instant `ms` milliseconds after `at`. */
export function later(at: EpochMs, ms: number): EpochMs {
  return (at + ms) as EpochMs;
}

const DATE = /^\d{4}-\d{2}-\d{2}$/;

/** Whether a text is a real calendar date such as `2024-02-29`. */
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
  const ms = /^\d{4}-\d{2}-\d{2}T.*(Z|[+-]\d{2}:\d{2})$/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(ms)) {
    throw new QuipuError(
      'core.invalid_time',
      `Expected an instant with a zone as in 2024-03-18T14:30:00Z, found "${text}".`,
    );
  }
  return ms as EpochMs;
}

/** An instant as RFC 3339 in UTC, with trailing zeros of the fraction trimmed as Alpaca does. */
export function formatInstant(at: EpochMs): string {
  const text = new Date(at).toISOString();
  if (at % 1_000 === 0) return `${text.slice(0, -5)}Z`;
  return text.replace(/\.?0+Z$/, 'Z');
}

/** The days from `a` to `b`; negative when `b` is earlier. */
export function daysBetween(a: IsoDate, b: IsoDate): number {
  return Math.round((Date.parse(`${b}T00:00:00Z`) - Date.parse(`${a}T00:00:00Z`)) / DAY);
}

/** The date `days` after `date`. */
export function addDays(date: IsoDate, days: number): IsoDate {
  const ms = Date.parse(`${date}T00:00:00Z`) + days * DAY;
  return new Date(ms).toISOString().slice(0, 10) as IsoDate;
}
