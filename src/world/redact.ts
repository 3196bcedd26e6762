import { QuipuError } from '../core/errors.ts';
import { Secret } from '../core/secret.ts';

const DOTS = '••••••';
const DEPTH_MAX = 6;
const ITEMS_MAX = 100;

/** Names of headers and fields whose values are never printed, in lower case with dashes. */
const SECRET_NAMES: ReadonlySet<string> = new Set([
  'authorization',
  'proxy-authorization',
  'cookie',
  'set-cookie',
  'apca-api-key-id',
  'apca-api-secret-key',
  'x-api-key',
  'api-key',
  'secret',
  'secret-key',
  'password',
  'passphrase',
  'token',
  'access-token',
  'private-key',
]);

function isSecretName(name: string): boolean {
  const dashed = name.replace(/([a-z])([A-Z])/g, '$1-$2').replaceAll('_', '-');
  return SECRET_NAMES.has(dashed.toLowerCase());
}

/** Replaces credentials in a string with dots: bearer and basic tokens, passwords in URLs. */
export function redactText(text: string): string {
  return text
    .replace(/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, `$1 ${DOTS}`)
    .replace(/(\/\/[^/\s:@]+:)[^/\s@]+@/g, `$1${DOTS}@`);
}

/**
 * Returns a printable form of a value: secrets as dots, errors as code and message, cycles and
 * depth cut.
 *
 * The value under a well-known credential name is always replaced.
 */
export function redact(value: unknown, depth = 0): unknown {
  if (typeof value === 'string') return redactText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value === 'number') return Number.isFinite(value) ? value : String(value);
  if (typeof value === 'function' || typeof value === 'symbol') return `[${typeof value}]`;
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Secret) return DOTS;
  if (depth >= DEPTH_MAX) return '[deeper]';
  if (value instanceof Error) return redactError(value, depth);
  const { toJSON } = value as { toJSON?: unknown };
  if (typeof toJSON === 'function') return redact(toJSON.call(value), depth + 1);
  if (ArrayBuffer.isView(value)) return `[${value.byteLength} bytes]`;
  if (Array.isArray(value)) {
    return value.slice(0, ITEMS_MAX).map((item) => redact(item, depth + 1));
  }
  const shown: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value).slice(0, ITEMS_MAX)) {
    shown[name] = isSecretName(name) ? DOTS : redact(item, depth + 1);
  }
  return shown;
}

function redactError(error: Error, depth: number): unknown {
  const shown: Record<string, unknown> = { message: redactText(error.message) };
  if (error instanceof QuipuError) {
    shown['code'] = error.code;
    if (Object.keys(error.facts).length > 0) shown['facts'] = redact(error.facts, depth + 1);
  } else {
    shown['name'] = error.name;
  }
  if (error.cause !== undefined) shown['cause'] = redact(error.cause, depth + 1);
  return shown;
}
