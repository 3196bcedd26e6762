import { camelCase, snakeCase } from '../kit/spelling.ts';
import { invalidInput, type JsonSchema } from '../../core/schema.ts';

type Properties = Readonly<Record<string, JsonSchema>>;

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** Returns the branch of a union that a value belongs to, by its JSON type. */
function branchFor(schema: JsonSchema, value: unknown): JsonSchema {
  const branches = schema['anyOf'] as readonly JsonSchema[] | undefined;
  if (branches === undefined) return schema;
  const type = Array.isArray(value) ? 'array' : isObject(value) ? 'object' : undefined;
  const fits = branches.find((branch) => type !== undefined && branch['type'] === type);
  return fits === undefined ? schema : branchFor(fits, value);
}

/**
 * Writes a value in its wire form, with field names in snake_case; the only codec to the wire.
 *
 * Only names that the schema declares are converted; record keys (symbols, codes) stay.
 */
export function toWire(schema: JsonSchema, value: unknown): unknown {
  const own = branchFor(schema, value);
  if (Array.isArray(value)) {
    const items = (own['items'] as JsonSchema | undefined) ?? {};
    return value.map((item: unknown) => toWire(items, item));
  }
  if (!isObject(value) || typeof value['toJSON'] === 'function') return value;
  const properties = own['properties'] as Properties | undefined;
  const rest = isObject(own['additionalProperties']) ? own['additionalProperties'] : {};
  const shown: Record<string, unknown> = {};
  for (const [name, item] of Object.entries(value)) {
    if (item === undefined) continue;
    const isField = properties !== undefined && Object.hasOwn(properties, name);
    const field = isField ? properties[name] : undefined;
    if (field === undefined) shown[name] = toWire(rest, item);
    else shown[snakeCase(name)] = toWire(field, item);
  }
  return shown;
}

const UNKNOWN = 'unknown field; remove it or correct its spelling';

/**
 * Reads a wire value into camelCase. A field that no schema names stays as it is, and the schema
 * rejects it.
 *
 * @throws QuipuError `core.invalid_input` for a field in camelCase, which no wire has
 */
export function fromWire(schema: JsonSchema, value: unknown, path = ''): unknown {
  const own = branchFor(schema, value);
  if (Array.isArray(value)) {
    const items = (own['items'] as JsonSchema | undefined) ?? {};
    return value.map((item: unknown, index) => fromWire(items, item, `${path}${index}.`));
  }
  if (!isObject(value)) return value;
  const properties = own['properties'] as Properties | undefined;
  const rest = isObject(own['additionalProperties']) ? own['additionalProperties'] : {};
  const read: [string, unknown][] = [];
  for (const [name, item] of Object.entries(value)) {
    // The schema of a record drops this name instead of checking it.
    if (name === '__proto__' && properties === undefined)
      throw invalidInput([{ path: `${path}${name}`, message: UNKNOWN }]);
    const inside = camelCase(name);
    const field = properties !== undefined && Object.hasOwn(properties, inside);
    if (field && snakeCase(inside) === name) {
      read.push([inside, fromWire(properties[inside]!, item, `${path}${name}.`)]);
    } else if (field) {
      const message = `unknown field; it is spelled ${snakeCase(inside)}`;
      throw invalidInput([{ path: `${path}${name}`, message }]);
    } else {
      read.push([name, fromWire(rest, item, `${path}${name}.`)]);
    }
  }
  return Object.fromEntries(read);
}

/** Returns a JSON Schema with its fields in wire spelling. */
export function wireSchema(schema: JsonSchema): JsonSchema {
  const shown: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (keyword === 'properties') {
      const fields = Object.entries(value as Properties);
      shown[keyword] = Object.fromEntries(
        fields.map(([name, field]) => [snakeCase(name), wireSchema(field)]),
      );
    } else if (keyword === 'required') {
      shown[keyword] = (value as readonly string[]).map(snakeCase);
    } else if (keyword === 'anyOf' || keyword === 'allOf' || keyword === 'oneOf') {
      shown[keyword] = (value as readonly JsonSchema[]).map(wireSchema);
    } else if ((keyword === 'items' || keyword === 'additionalProperties') && isObject(value)) {
      shown[keyword] = wireSchema(value);
    } else {
      shown[keyword] = value;
    }
  }
  return shown;
}

/**
 * Reads one field given as text (a query parameter, a command-line option) by its schema.
 *
 * Unreadable input stays text, so that the schema reports what was expected.
 */
export function fromText(schema: JsonSchema, text: string): unknown {
  const branches = (schema['anyOf'] as readonly JsonSchema[] | undefined) ?? [schema];
  const kinds = new Set(branches.map((branch) => branch['type']));
  if (kinds.has('string')) return text;
  if (kinds.has('integer') || kinds.has('number')) {
    return /^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text;
  }
  if (kinds.has('boolean')) return text === 'true' ? true : text === 'false' ? false : text;
  if (kinds.has('array')) {
    const items = branches.find((branch) => branch['type'] === 'array')?.['items'] ?? {};
    return text === ''
      ? []
      : text.split(',').map((part) => fromText(items as JsonSchema, part.trim()));
  }
  return text;
}
