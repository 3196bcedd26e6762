import { quantityText } from '../../src/core/number-text.ts';
import type { JsonSchema } from '../../src/core/schema.ts';
import { code, plain } from './markdown.ts';

/** A field of a schema as a row of a table: name, what it takes, meaning. */
export type FieldRow = readonly [name: string, takes: string, meaning: string];

/** How a page shows its fields. */
export interface Telling {
  /** Converts a field name to the spelling that the reader uses. */
  readonly rename?: (name: string) => string;
  /** `given` marks required fields; `answered` marks optional ones. */
  readonly as?: 'given' | 'answered';
}

/** Returns the fields of an object's schema as rows; nested objects have dotted names. */
export function fieldRows(schema: JsonSchema, telling: Telling = {}): readonly FieldRow[] {
  const root = inside(schema);
  return root === undefined ? [] : rowsOf(root.schema, telling, root.step);
}

function rowsOf(schema: JsonSchema, telling: Telling, lead: string): readonly FieldRow[] {
  const { rename = (name) => name, as = 'given' } = telling;
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const required = new Set((schema['required'] ?? []) as readonly string[]);
  return Object.entries(properties).flatMap(([name, field]): readonly FieldRow[] => {
    const path = lead === '' ? rename(name) : `${lead}.${rename(name)}`;
    const deeper = inside(field);
    if (deeper !== undefined) return rowsOf(deeper.schema, telling, `${path}${deeper.step}`);
    const must = required.has(name) && field['default'] === undefined;
    const mark = as === 'given' ? (must ? ', **required**' : '') : must ? '' : ', optional';
    return [[code(path), `${takes(field)}${mark}`, plain(meaningOf(field))]];
  });
}

function meaningOf(field: JsonSchema): string {
  const own = field['description'];
  if (typeof own === 'string') return own;
  for (const one of alternatives(field)) {
    const meaning = meaningOf(one);
    if (meaning !== '') return meaning;
  }
  return '';
}

function alternatives(field: JsonSchema): readonly JsonSchema[] {
  return (field['anyOf'] ?? []) as readonly JsonSchema[];
}

/** Returns the object within a schema, through lists, records and nullable values. */
function inside(field: JsonSchema): { schema: JsonSchema; step: string } | undefined {
  if (field['properties'] !== undefined) return { schema: field, step: '' };
  const other = alternatives(field).filter(({ type }) => type !== 'null');
  if (other.length === 1) return inside(other[0]!);
  const item = field['items'] as JsonSchema | undefined;
  const items = item === undefined ? undefined : inside(item);
  if (items !== undefined) return { schema: items.schema, step: `[]${items.step}` };
  const values = field['additionalProperties'];
  const each =
    typeof values === 'object' && values !== null ? inside(values as JsonSchema) : undefined;
  return each === undefined ? undefined : { schema: each.schema, step: `.NAME${each.step}` };
}

/** Describes what a field takes: its type with bounds, or its choices, and its default. */
function takes(field: JsonSchema): string {
  const choices = field['enum'] as readonly unknown[] | undefined;
  const either = field['anyOf'] as readonly JsonSchema[] | undefined;
  const what =
    choices !== undefined
      ? choices.map((choice) => code(String(choice))).join(', ')
      : either === undefined
        ? typeOf(field)
        : either.map((one) => takes(one)).join(' or ');
  const fallback = field['default'];
  return fallback === undefined ? what : `${what}, else ${code(JSON.stringify(fallback))}`;
}

/** Bounds as wide as the type itself are omitted. */
const WIDEST = Number.MAX_SAFE_INTEGER;

function typeOf(field: JsonSchema): string {
  const type = typeof field['type'] === 'string' ? field['type'] : 'any value';
  if (type === 'array') return `list of ${takes((field['items'] ?? {}) as JsonSchema)}`;
  const low = bound(field['minimum']);
  const high = bound(field['maximum']);
  if (low !== undefined && high !== undefined) return `${type} from ${low} to ${high}`;
  if (low !== undefined) return `${type} from ${low}`;
  return high === undefined ? type : `${type} to ${high}`;
}

function bound(value: unknown): string | undefined {
  if (typeof value !== 'number' || Math.abs(value) >= WIDEST) return undefined;
  return quantityText(value);
}
