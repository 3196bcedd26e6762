import { invalidInput, type JsonSchema } from '../../core/schema.ts';
import { camelCase } from '../kit/spelling.ts';

type Fields = Readonly<Record<string, JsonSchema>>;

/** Converts `maxGross`, `max_gross` or `max-gross` to camelCase. */
export function inCamelCase(name: string): string {
  return camelCase(name.replaceAll('-', '_'));
}

/**
 * Reads an object whose fields a user wrote in either spelling, `maxGross` or `max_gross`.
 *
 * Names that the schema does not have stay as they are, and the schema rejects them; record keys
 * stay too.
 *
 * @throws QuipuError `core.invalid_input` when a field occurs in both spellings
 */
export function eitherSpelling(schema: JsonSchema, value: unknown, path = ''): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  const fields = schema['properties'] as Fields | undefined;
  const others = schema['additionalProperties'];
  const rest = typeof others === 'object' ? (others as JsonSchema) : {};
  const read = new Map<string, unknown>();
  for (const [written, item] of Object.entries(value)) {
    const name = inCamelCase(written);
    // The schema of a record drops this name instead of checking it.
    if (written === '__proto__') {
      const message = 'unknown field; remove it or correct its spelling';
      throw invalidInput([{ path: path === '' ? written : `${path}.${written}`, message }]);
    }
    const isField = fields !== undefined && Object.hasOwn(fields, name);
    const key = isField ? name : written;
    const place = path === '' ? key : `${path}.${key}`;
    if (read.has(key)) {
      const message = `expected once, found in two spellings: ${key} and ${written}`;
      throw invalidInput([{ path: place, message }]);
    }
    read.set(key, eitherSpelling(isField ? fields[name]! : rest, item, place));
  }
  return Object.fromEntries(read);
}
