import { existsSync, readFileSync } from 'node:fs';

type Node = Readonly<Record<string, unknown>>;

/** API description that responses are validated against. */
export interface OpenApi {
  /**
   * Returns every violation of the named schema, as `path: problem`.
   *
   * Checks types, required fields, enumerations and the formats `uuid` and `date-time`; unknown
   * fields are allowed.
   */
  faults(schema: string, value: unknown): readonly string[];
}

/** Reads an OpenAPI 3.0 description; undefined when the file does not exist. */
export function readOpenApi(path: URL): OpenApi | undefined {
  if (!existsSync(path)) return undefined;
  const root = JSON.parse(readFileSync(path, 'utf8')) as Node;
  return {
    faults: (schema, value) =>
      validate(root, { $ref: `#/components/schemas/${schema}` }, value, ''),
  };
}

function resolve(root: Node, schema: Node): Node {
  const ref = schema['$ref'];
  if (typeof ref !== 'string') return schema;
  let found: unknown = root;
  for (const part of ref.slice(2).split('/')) found = (found as Node)[part];
  return resolve(root, found as Node);
}

function validate(root: Node, given: Node, value: unknown, path: string): readonly string[] {
  const schema = resolve(root, given);
  const all = (schema['allOf'] ?? []) as readonly Node[];
  const parts = all.flatMap((part) => validate(root, part, value, path));
  if (value === null) {
    return schema['nullable'] === true || given['nullable'] === true || schema['type'] === undefined
      ? parts
      : [...parts, `${path}: null`];
  }
  return [...parts, ...kind(schema, value, path), ...inside(root, schema, value, path)];
}

const FORMATS: Readonly<Record<string, RegExp>> = {
  uuid: /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/,
  'date-time': /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2}(\.\d+)?)?(Z|[+-]\d{2}:\d{2}))?$/,
};

function kind(schema: Node, value: unknown, path: string): readonly string[] {
  const type = schema['type'];
  const fits =
    type === undefined ||
    (type === 'integer' && Number.isInteger(value)) ||
    (type === 'array' && Array.isArray(value)) ||
    (type === 'object' && typeof value === 'object' && !Array.isArray(value)) ||
    type === typeof value;
  const shown = JSON.stringify(value);
  if (!fits) return [`${path}: ${shown} is not a ${JSON.stringify(type)}`];
  const words = schema['enum'];
  if (Array.isArray(words) && !words.includes(value)) return [`${path}: ${shown} is not listed`];
  const format = FORMATS[String(schema['format'])];
  if (typeof value === 'string' && format !== undefined && !format.test(value)) {
    return [`${path}: ${shown} is not a ${String(schema['format'])}`];
  }
  return [];
}

function inside(root: Node, schema: Node, value: unknown, path: string): readonly string[] {
  if (Array.isArray(value)) {
    const item = schema['items'] as Node | undefined;
    if (item === undefined) return [];
    return value.flatMap((each, index) => validate(root, item, each, `${path}[${index}]`));
  }
  if (typeof value !== 'object' || value === null) return [];
  const record = value as Node;
  const required = (schema['required'] ?? []) as readonly string[];
  const missing = required.filter((name) => !(name in record));
  const fields = (schema['properties'] ?? {}) as Readonly<Record<string, Node>>;
  const rest = schema['additionalProperties'];
  const faults = missing.map((name) => `${path}.${name}: missing`);
  for (const [name, each] of Object.entries(record)) {
    const field = fields[name] ?? (typeof rest === 'object' ? (rest as Node) : undefined);
    if (field !== undefined) faults.push(...validate(root, field, each, `${path}.${name}`));
  }
  return faults;
}
