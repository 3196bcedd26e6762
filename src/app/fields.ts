import { CONVENTIONS } from '../analysis/performance/context.ts';
import { mapped, nullable, number, oneOf, optional, type Schema, text } from '../core/schema.ts';
import { type EpochMs, formatInstant, type IsoDate, isoDate } from '../core/time.ts';

/** An exact or rounded decimal as text, as all money, prices and quantities are on every wire. */
export function decimalText(description: string): Schema<string> {
  return text({ pattern: /^-?\d+(\.\d+)?$/, what: 'a decimal as text', description });
}

/** The same, or null where there is none. */
export function maybeDecimal(description: string): Schema<string | null> {
  return nullable(decimalText(description));
}

/** An instant as RFC 3339 in UTC. */
export function instantText(description: string): Schema<string> {
  return text({ pattern: /^\d{4}-.*Z$/, what: 'an instant as RFC 3339', description });
}

/** The same, or null where there is none. */
export function maybeInstant(description: string): Schema<string | null> {
  return nullable(instantText(description));
}

/** A fraction (0.05 is 5 %), or null where it is not known. */
export function maybeFraction(description: string): Schema<number | null> {
  return nullable(number({ description }));
}

/** An estimate in dollars as text with two decimals; null when it is not known. */
export function dollarsText(estimate: number): string | null {
  return Number.isFinite(estimate) ? estimate.toFixed(2) : null;
}

/** An estimated price as text with at most four decimals; null when it is not known. */
export function priceText(estimate: number): string | null {
  return Number.isFinite(estimate) ? String(Math.round(estimate * 10_000) / 10_000) : null;
}

/** A fraction rounded to eight digits; null when it is not known. */
export function fractionOf(part: number, whole: number): number | null {
  const fraction = part / whole;
  return Number.isFinite(fraction) ? Math.round(fraction * 1e8) / 1e8 : null;
}

/** An instant as text, null for the beginning of time, which stands for never. */
export function instantOrNull(at: EpochMs | null | undefined): string | null {
  return at === null || at === undefined || at <= 0 ? null : formatInstant(at);
}

/** Whose definitions of the metrics to follow where tools differ. */
export const conventionField = oneOf(CONVENTIONS, {
  default: 'quipu',
  description: 'Whose definitions to follow where tools differ.',
});

/** A day such as 2004-01-01, which may be absent. */
export function dayField(description: string): Schema<IsoDate | undefined> {
  return optional(mapped(text({ max: 10, description }), (value) => isoDate(value)));
}
