import type { Schema } from '../../core/schema.ts';
import { messageOf } from '../../core/errors.ts';
import { alpacaError } from '../errors.ts';

const LONG_NUMBER = /\d{16}/;

/**
 * Reads JSON from the wire; a whole number past 2^53 is kept as its text, so that ids survive.
 *
 * @throws QuipuError `alpaca.unreadable` when the text is not JSON (an HTML error page, say)
 */
export function decodeJson(content: string): unknown {
  try {
    // The reviver costs a call per value, and only trade ids of crypto are ever that long.
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

/** The reviver's third argument (ECMAScript 2026) is not in the compiler's library yet. */
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

/** The start of a text that arrived, in quotes and on one line, for an error message. */
export function excerpt(content: string): string {
  const line = content.replace(/\s+/g, ' ').trim();
  return line === ''
    ? 'nothing'
    : JSON.stringify(line.length > 80 ? `${line.slice(0, 77)}...` : line);
}

/**
 * Judges something from the wire.
 *
 * @param what its name for the error, such as `order`
 * @throws QuipuError `alpaca.unreadable` naming every field that does not fit
 */
export function readWire<T>(schema: Schema<T>, value: unknown, what: string): T {
  const judged = schema.judge(value);
  if (judged.ok) return judged.value;
  const findings = judged.findings.slice(0, 5);
  const places = findings.map(({ path, message }) =>
    path === '' ? message : `${path}: ${message}`,
  );
  throw alpacaError(
    'alpaca.unreadable',
    `Expected ${what} as Alpaca describes it; ${places.join('; ')}.`,
  );
}

const DECODER = new TextDecoder();

/** The text of a frame; Alpaca's paper environment sends JSON in binary frames. */
export function frameText(data: string | Uint8Array): string {
  return typeof data === 'string' ? data : DECODER.decode(data);
}
