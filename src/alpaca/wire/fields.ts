import { type Decimal, decimal } from '../../core/decimal.ts';
import { anyOf, mapped, nullable, number, optional, type Schema, text } from '../../core/schema.ts';
import { type EpochMs, formatInstant, parseInstant } from '../../core/time.ts';
import { newYorkOffsetMs } from '../../market/calendar.ts';
import { alpacaError } from '../errors.ts';

/** A field that may be absent or null, both meaning nothing. */
export function maybe<T>(schema: Schema<T>): Schema<T | null | undefined> {
  return optional(nullable(schema));
}

/** An exact decimal sent as text or as a JSON number, which is read by its shortest text. */
export function exactField<Unit extends string>(): Schema<Decimal<Unit>> {
  return mapped(anyOf(text({ max: 64 }), number()), (value) => decimal<Unit>(value));
}

/** An exact decimal, or nothing: absent, null, or an empty text. */
export function maybeExact<Unit extends string>(): Schema<Decimal<Unit> | null | undefined> {
  return mapped(maybe(anyOf(text({ max: 64 }), number())), (value) =>
    value === '' || value === null || value === undefined ? null : decimal<Unit>(value),
  );
}

/** An estimate sent as a JSON number; text with a number in it is read as well. */
export function estimateField(): Schema<number> {
  return mapped(anyOf(number(), text({ max: 64 })), (value) => {
    const read = typeof value === 'number' || value.trim() === '' ? value : Number(value);
    if (typeof read === 'number' && Number.isFinite(read)) return read;
    throw alpacaError('alpaca.unreadable', `expected a number, found "${value}"`);
  });
}

/** An instant with a zone, as RFC 3339 text; what is finer than a millisecond is dropped. */
export function instantField(): Schema<EpochMs> {
  return mapped(text({ max: 64 }), parseInstant);
}

/** An instant, or nothing: absent, null, or an empty text. */
export function maybeInstant(): Schema<EpochMs | null | undefined> {
  return mapped(maybe(text({ max: 64 })), (value) =>
    value === '' || value === null || value === undefined ? null : parseInstant(value),
  );
}

/** An id on the wire where Alpaca has a number: one where it fits, else its text. */
export function wireId(id: string): number | string {
  const value = Number(id);
  return /^\d+$/.test(id) && Number.isSafeInteger(value) ? value : id;
}

/** A decimal as Alpaca writes it, or null. */
export function wireDecimal(value: Decimal<string> | null): string | null {
  return value === null ? null : value.toString();
}

/** An instant as Alpaca writes it, or null. */
export function wireInstant(at: EpochMs | null): string | null {
  return at === null ? null : formatInstant(at);
}

/** An instant by New York's clock with its offset, as `/v2/clock` writes it. */
export function wireNewYorkInstant(at: EpochMs): string {
  const offset = newYorkOffsetMs(at);
  const hours = String(-offset / 3_600_000).padStart(2, '0');
  return `${formatInstant((at + offset) as EpochMs).slice(0, -1)}-${hours}:00`;
}
