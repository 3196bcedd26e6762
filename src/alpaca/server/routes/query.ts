import { isQuipuError } from '../../../core/errors.ts';
import { type EpochMs, isIsoDate, parseInstant } from '../../../core/time.ts';
import { newYorkInstant } from '../../../market/calendar.ts';
import type { Refusal } from '../../../simulator/exchange.ts';
import { refuse } from './refusals.ts';

/** Query parameters by name, decoded; of a repeated one the values are joined with commas. */
export type Query = ReadonlyMap<string, string>;

/** Decodes a raw query string; keeps an undecodable escape unchanged. */
export function parseQuery(raw: string): Query {
  const query = new Map<string, string>();
  if (raw === '') return query;
  for (const part of raw.split('&')) {
    const cut = part.indexOf('=');
    const key = decode(cut < 0 ? part : part.slice(0, cut));
    const value = cut < 0 ? '' : decode(part.slice(cut + 1));
    const before = query.get(key);
    query.set(key, before === undefined ? value : `${before},${value}`);
  }
  return query;
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return text;
  }
}

/** Returns the items of a comma-separated parameter, trimmed, without empty ones. */
export function csv(query: Query, name: string): readonly string[] {
  const value = query.get(name) ?? '';
  const items = value.split(',').map((item) => item.trim());
  return items.filter((item) => item !== '');
}

/** Reads a parameter with a closed set of values; the default where absent or empty. */
export function choice<const V extends string>(
  query: Query,
  name: string,
  options: {
    readonly values: readonly V[];
    readonly fallback: NoInfer<V>;
    readonly refusal: (message: string) => Refusal;
  },
): V {
  const found = query.get(name);
  if (found === undefined || found === '') return options.fallback;
  const value = options.values.find((each) => each === found);
  return value ?? refuse(options.refusal(`invalid ${name}: ${found}`));
}

/** Reads a whole number; the default where absent or empty. */
export function count(
  query: Query,
  name: string,
  options: {
    readonly max: number;
    readonly fallback: number;
    readonly refusal: (message: string) => Refusal;
  },
): number {
  const found = query.get(name);
  if (found === undefined || found === '') return options.fallback;
  const value = /^\d{1,9}$/.test(found) ? Number(found) : Number.NaN;
  if (!(value >= 1)) refuse(options.refusal(`invalid ${name}: ${found}`));
  if (value > options.max) {
    const message = `invalid ${name}: larger than the allowed maximum of ${options.max}`;
    refuse(options.refusal(message));
  }
  return value;
}

/** Reads true or false; false where absent. */
export function truth(query: Query, name: string): boolean {
  return query.get(name)?.toLowerCase() === 'true';
}

/** Instant with nanoseconds, to compare times closer than a millisecond. */
export interface FineInstant {
  readonly at: EpochMs;
  /** Nanoseconds after the millisecond, 0 to 999,999. */
  readonly nanos: number;
}

/**
 * Reads an instant: RFC 3339 with zone, or a bare date, which is midnight in New York.
 *
 * @returns undefined where the parameter is absent or empty
 */
export function instant(
  query: Query,
  name: string,
  refusal: (message: string) => Refusal,
): FineInstant | undefined {
  const found = query.get(name);
  if (found === undefined || found === '') return undefined;
  // A `+` of a zone offset that was not escaped arrives as a space.
  const value = found.replace(' ', '+');
  if (isIsoDate(value)) return { at: newYorkInstant(value, 0), nanos: 0 };
  try {
    const digits = /\.(\d{1,9})/.exec(value)?.[1] ?? '';
    return { at: parseInstant(value), nanos: Number(digits.padEnd(9, '0').slice(3)) };
  } catch (error) {
    if (!isQuipuError(error)) throw error;
    const cause = `error parsing '${found}' as RFC3339 or 2006-01-02 time`;
    return refuse(refusal(`Invalid format for parameter ${name}: ${cause}`));
  }
}

/** Returns a negative number, zero or a positive number as `a` is before, at or after `b`. */
export function compareInstants(a: FineInstant, b: FineInstant): number {
  return a.at - b.at || a.nanos - b.nanos;
}
