import { type Decimal, decimal } from '../../core/decimal.ts';
import { anyOf, mapped, nullable, number, optional, type Schema, text } from '../../core/schema.ts';
import { type EpochMs, formatInstant, parseInstant } from '../../core/time.ts';
import { newYorkOffsetMs } from '../../core/new-york-time.ts';
import { alpacaError } from '../errors.ts';

/** Schema of a field that may be absent or null, both meaning no value. */
export function wireOptional<T>(schema: Schema<T>): Schema<T | null | undefined> {
  return optional(nullable(schema));
}

/** Schema of an exact decimal sent as a string or as a JSON number, read in its shortest form. */
export function exactField<Unit extends string>(): Schema<Decimal<Unit>> {
  return mapped(anyOf(text({ max: 64 }), number()), (value) => decimal<Unit>(value));
}

/** Schema of an exact decimal, or no value: absent, null, or an empty string. */
export function maybeExact<Unit extends string>(): Schema<Decimal<Unit> | null | undefined> {
  return mapped(wireOptional(anyOf(text({ max: 64 }), number())), (value) =>
    value === '' || value === null || value === undefined ? null : decimal<Unit>(value),
  );
}

/** Schema of an estimate sent as a JSON number; a numeric string is accepted too. */
export function estimateField(): Schema<number> {
  return mapped(anyOf(number(), text({ max: 64 })), (value) => {
    const read = typeof value === 'number' || value.trim() === '' ? value : Number(value);
    if (typeof read === 'number' && Number.isFinite(read)) return read;
    throw alpacaError('alpaca.unreadable', `expected a number, found "${value}"`);
  });
}

/** Schema of an RFC 3339 instant with a zone; digits past the millisecond are dropped. */
export function wireInstantField(): Schema<EpochMs> {
  return mapped(text({ max: 64 }), parseInstant);
}

/** Schema of an instant, or no value: absent, null, or an empty string. */
export function wireOptionalInstant(): Schema<EpochMs | null | undefined> {
  return mapped(wireOptional(text({ max: 64 })), (value) =>
    value === '' || value === null || value === undefined ? null : parseInstant(value),
  );
}

/** Returns an id for the wire where Alpaca has a number: a number where it fits, else its text. */
export function wireId(id: string): number | string {
  const value = Number(id);
  return /^\d+$/.test(id) && Number.isSafeInteger(value) ? value : id;
}

/** Returns a decimal as Alpaca writes it, or null. */
export function wireDecimal(value: Decimal<string> | null): string | null {
  return value === null ? null : value.toString();
}

/** Returns an instant as Alpaca writes it, or null. */
export function wireInstant(at: EpochMs | null): string | null {
  return at === null ? null : formatInstant(at);
}

/** Returns an instant in New York time with its offset, as `/v2/clock` writes it. */
export function wireNewYorkInstant(at: EpochMs): string {
  const offset = newYorkOffsetMs(at);
  const hours = String(-offset / 3_600_000).padStart(2, '0');
  return `${formatInstant((at + offset) as EpochMs).slice(0, -1)}-${hours}:00`;
}
