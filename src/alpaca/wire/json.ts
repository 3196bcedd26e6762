import type { Schema } from '../../core/schema.ts';
import { messageOf } from '../../core/errors.ts';
import { alpacaError } from '../errors.ts';

// Matches where a number may start; digits right after a quote are an activity id, a string.
const LONG_NUMBER = /[:,[\s]-?\d{16}/;

/**
 * Reads JSON from the wire; an integer past 2^53 stays text, so that ids survive.
 *
 * @throws QuipuError `alpaca.unreadable` when the text is not JSON (such as an HTML error page)
 */
export function decodeJson(content: string): unknown {
  try {
    // The reviver costs a call per value, and only crypto trade ids are ever that long.
    return LONG_NUMBER.test(content)
      ? (JSON.parse as ParseWithSource)(content, keepWholeNumbers)
      : (JSON.parse(content) as unknown);
  } catch (error) {
    throw alpacaError('alpaca.unreadable', `Expected JSON, found ${excerpt(content)}.`, {
      cause: error,
      facts: { cause: messageOf(error) },
    });
  }
}

/** Reviver with its third argument (ECMAScript 2026), not in the compiler's library yet. */
type ParseWithSource = (
  content: string,
  reviver: (key: string, value: unknown, context: { readonly source?: string }) => unknown,
) => unknown;

function keepWholeNumbers(
  _key: string,
  value: unknown,
  context: { readonly source?: string },
): unknown {
  if (typeof value !== 'number' || Number.isSafeInteger(value)) return value;
  const { source } = context;
  return source !== undefined && /^-?\d+$/.test(source) ? source : value;
}

/** Returns the start of received text, in quotes and on one line, for an error message. */
export function excerpt(content: string): string {
  const line = content.replace(/\s+/g, ' ').trim();
  return line === ''
    ? 'nothing'
    : JSON.stringify(line.length > 80 ? `${line.slice(0, 77)}...` : line);
}

/**
 * Validates a value from the wire.
 *
 * @param what the name for the error, such as `order`
 * @throws QuipuError `alpaca.unreadable` naming every field that does not fit
 */
export function readWire<T>(schema: Schema<T>, value: unknown, what: string): T {
  const checked = schema.judge(value);
  if (checked.ok) return checked.value;
  const findings = checked.findings.slice(0, 5);
  const places = findings.map(({ path, message }) =>
    path === '' ? message : `${path}: ${message}`,
  );
  throw alpacaError(
    'alpaca.unreadable',
    `Expected ${what} as Alpaca describes it; ${places.join('; ')}.`,
  );
}

const DECODER = new TextDecoder();

/** Returns the text of a frame; Alpaca's paper environment sends JSON in binary frames. */
export function frameText(data: string | Uint8Array): string {
  return typeof data === 'string' ? data : DECODER.decode(data);
}
