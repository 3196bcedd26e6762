import { CONVENTIONS } from '../../analysis/performance/context.ts';
import { mapped, nullable, number, oneOf, optional, type Schema, text } from '../../core/schema.ts';
import { dateOrInstant, type EpochMs, formatInstant, type IsoDate } from '../../core/time.ts';
import { newYorkDate, newYorkInstant } from '../../market/calendar.ts';

/** A decimal string, exact or rounded: the form of money, prices and quantities on every wire. */
export function decimalText(description: string): Schema<string> {
  return text({ pattern: /^-?\d+(\.\d+)?$/, what: 'a decimal as a string', description });
}

/** A decimal string, or null where there is none. */
export function maybeDecimal(description: string): Schema<string | null> {
  return nullable(decimalText(description));
}

/** An instant as RFC 3339 in UTC. */
export function instantText(description: string): Schema<string> {
  return text({ pattern: /^\d{4}-.*Z$/, what: 'an instant as RFC 3339', description });
}

/** An instant as RFC 3339 in UTC, or null where there is none. */
export function maybeInstant(description: string): Schema<string | null> {
  return nullable(instantText(description));
}

/** A fraction (0.05 is 5%), or null where it is unknown. */
export function maybeFraction(description: string): Schema<number | null> {
  return nullable(number({ description }));
}

/** Formats a finite dollar estimate as a decimal string with cents, as JSON has it. */
export function centsText(estimate: number): string {
  return estimate.toFixed(2);
}

/** Formats a dollar estimate as a string with two decimals; null when it is unknown. */
export function dollarsText(estimate: number): string | null {
  return Number.isFinite(estimate) ? centsText(estimate) : null;
}

/**
 * Rounds estimated dollars to the cents that {@link dollarsText} shows.
 *
 * Figures derived from a shown value start from it, so that every surface derives the same cents.
 */
export function inCents(estimate: number): number {
  return Number.isFinite(estimate) ? Number(centsText(estimate)) : Number.NaN;
}

/** Formats an estimated price with at most four decimals; null when it is unknown. */
export function priceText(estimate: number): string | null {
  return Number.isFinite(estimate) ? String(Math.round(estimate * 10_000) / 10_000) : null;
}

/** Returns a fraction rounded to eight digits; null when it is unknown. */
export function fractionOf(part: number, whole: number): number | null {
  const fraction = part / whole;
  return Number.isFinite(fraction) ? Math.round(fraction * 1e8) / 1e8 : null;
}

/** Formats an instant; null for the epoch, which stands for never. */
export function instantOrNull(at: EpochMs | null | undefined): string | null {
  return at === null || at === undefined || at <= 0 ? null : formatInstant(at);
}

/** Whose metric definitions to follow where tools differ. */
export const conventionField = oneOf(CONVENTIONS, {
  default: 'quipu',
  description: 'Whose metric definitions to follow where tools differ.',
});

/** A day such as 2004-01-01, or any instant of that day in New York; optional. */
export function dayField(description: string): Schema<IsoDate | undefined> {
  return momentField(description, ({ day }) => day);
}

/** An instant such as 2024-03-18T14:30:00Z, or a day for its start in New York; optional. */
export function instantField(description: string): Schema<EpochMs | undefined> {
  return momentField(description, ({ at }) => at);
}

function momentField<T>(description: string, pick: (moment: Moment) => T): Schema<T | undefined> {
  return optional(mapped(text({ max: 40, description }), (value) => pick(readMoment(value))));
}

interface Moment {
  /** The date in New York. */
  readonly day: IsoDate;
  readonly at: EpochMs;
}

/** Reads a day or an instant; the only place that parses a date or time from a user. */
function readMoment(value: string): Moment {
  const read = dateOrInstant(value);
  if (typeof read === 'string') return { day: read, at: newYorkInstant(read, 0) };
  return { day: newYorkDate(read), at: read };
}
