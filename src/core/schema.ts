import * as z from 'zod/mini';
import { _default as defaulted } from 'zod/mini';
import { type Decimal, decimal } from './decimal.ts';
import { QuipuError } from './errors.ts';

/** JSON Schema (2020-12) as plain data, for OpenAPI, MCP and forms. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** Violation of a schema at one place in a value. */
export interface SchemaFinding {
  /** Dotted path of the place, empty for the whole value. */
  readonly path: string;
  /** Expected and found value. */
  readonly message: string;
}

/** Result of validating a value: the typed value, or every violation. */
export type Judged<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly findings: readonly SchemaFinding[] };

/**
 * Schema of strategy parameters, operations, wire payloads and configuration.
 *
 * Created only by this file's builders, which hide the validation library.
 */
export interface Schema<T> {
  /** The same shape as JSON Schema, for inputs (defaults are optional there). */
  readonly json: JsonSchema;
  /** Validates without throwing. */
  judge(value: unknown): Judged<T>;
  /** Validates and throws `core.invalid_input` with every finding. */
  parse(value: unknown): T;
  readonly [engine]: z.ZodMiniType<T>;
}

/** The type that a schema reads. */
export type Infer<S> = S extends Schema<infer T> ? T : never;

/** A record of schemas by field name. */
export type Shape = Readonly<Record<string, Schema<unknown>>>;

type OptionalKeys<S extends Shape> = {
  [K in keyof S]: undefined extends Infer<S[K]> ? K : never;
}[keyof S];

/** The object type that a shape reads; fields that may be undefined are optional. */
export type InferShape<S extends Shape> = {
  readonly [K in Exclude<keyof S, OptionalKeys<S>>]: Infer<S[K]>;
} & { readonly [K in OptionalKeys<S>]?: Infer<S[K]> };

const engine: unique symbol = Symbol('schema engine');

// @__NO_SIDE_EFFECTS__
function wrap<T>(type: z.ZodMiniType<T>, describe: () => JsonSchema): Schema<T> {
  let json: JsonSchema | undefined;
  const judge = (value: unknown): Judged<T> => {
    const result = type.safeParse(value);
    if (result.success) return { ok: true, value: result.data };
    return { ok: false, findings: result.error.issues.flatMap((issue) => findingsOf(issue)) };
  };
  return {
    get json() {
      json ??= describe();
      return json;
    },
    judge,
    parse(value) {
      const judged = judge(value);
      if (judged.ok) return judged.value;
      throw invalidInput(judged.findings);
    },
    [engine]: type,
  };
}

/** Returns the error that names every invalid field of an input. */
export function invalidInput(findings: readonly SchemaFinding[]): QuipuError {
  const text = findings.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return new QuipuError('core.invalid_input', text.join('; '), {
    next: 'Correct the named fields and send the request again.',
  });
}

function findingsOf(issue: z.core.$ZodIssue): SchemaFinding[] {
  const path = issue.path.join('.');
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      path: path === '' ? key : `${path}.${key}`,
      message: 'unknown field; remove it or correct its spelling',
    }));
  }
  return [{ path, message: issue.message }];
}

function shown(value: unknown): string {
  if (value === undefined) return 'nothing';
  const text = typeof value === 'string' ? `"${value}"` : (JSON.stringify(value) ?? typeof value);
  return text.length > 60 ? `${text.slice(0, 57)}...` : text;
}

function expected(what: string): { error: (issue: { input?: unknown }) => string } {
  return { error: (issue) => `expected ${what}, found ${shown(issue.input)}` };
}

/** Options of every builder in addition to its bounds. */
export interface Described {
  /** One sentence for help texts, OpenAPI and MCP. */
  readonly description?: string;
}

function described(json: JsonSchema, { description }: Described): JsonSchema {
  return description === undefined ? json : { ...json, description };
}

function withDefault(inner: JsonSchema, value: unknown, options: Described): JsonSchema {
  if (value === undefined) return described(inner, options);
  return { ...described({ default: value }, options), ...inner };
}

/** The JSON Schema of several alternatives; bare types are one list, as OpenAPI pages show them. */
function alternatives(options: readonly JsonSchema[]): JsonSchema {
  const isBare = options.every(
    (option) => Object.keys(option).length === 1 && typeof option['type'] === 'string',
  );
  return isBare ? { type: options.map((option) => option['type']) } : { anyOf: options };
}

/** Text of `min` (0) to `max` (10,000) characters, of a pattern where one is given. */
// @__NO_SIDE_EFFECTS__
export function text(
  options: Described & {
    readonly min?: number;
    readonly max?: number;
    readonly pattern?: RegExp;
    readonly what?: string;
  } = {},
): Schema<string> {
  const { what = 'text', min = 0, max = 10_000, pattern } = options;
  const checks = [
    z.minLength(min, expected(what)),
    z.maxLength(max, expected(`${what} of at most ${max} characters`)),
  ];
  const type = z.string(expected(what)).check(...checks);
  return wrap(pattern === undefined ? type : type.check(z.regex(pattern, expected(what))), () =>
    described(
      {
        type: 'string',
        minLength: min,
        maxLength: max,
        ...(pattern !== undefined && { pattern: pattern.source }),
      },
      options,
    ),
  );
}

/** A number with optional bounds and default. */
export function number(
  options: Described & NumberBounds & { readonly default: number },
): Schema<number>;
export function number(options?: Described & NumberBounds): Schema<number>;
// @__NO_SIDE_EFFECTS__
export function number(
  options: Described & NumberBounds & { default?: number } = {},
): Schema<number> {
  const type = z.number(expected(bounds('a number', options)));
  return numeric(type, 'number', options);
}

/** A whole number with optional bounds and default. */
// @__NO_SIDE_EFFECTS__
export function integer(
  options: Described & NumberBounds & { default?: number } = {},
): Schema<number> {
  const type = z.int(expected(bounds('a whole number', options)));
  return numeric(type, 'integer', options);
}

/** Minimum and maximum value, both included. */
export interface NumberBounds {
  readonly min?: number;
  readonly max?: number;
}

function bounds(what: string, { min, max }: NumberBounds): string {
  if (min !== undefined && max !== undefined) return `${what} from ${min} to ${max}`;
  if (min !== undefined) return `${what} of at least ${min}`;
  return max === undefined ? what : `${what} of at most ${max}`;
}

// @__NO_SIDE_EFFECTS__
function numeric(
  start: z.ZodMiniNumber,
  kind: 'number' | 'integer',
  options: Described & NumberBounds & { default?: number },
): Schema<number> {
  const what = kind === 'integer' ? 'a whole number' : 'a number';
  const error = expected(bounds(what, options));
  let type: z.ZodMiniType<number> = start;
  if (options.min !== undefined) type = type.check(z.minimum(options.min, error));
  if (options.max !== undefined) type = type.check(z.maximum(options.max, error));
  if (options.default !== undefined) type = defaulted(type, options.default);
  const isWhole = kind === 'integer';
  const minimum = options.min ?? (isWhole ? Number.MIN_SAFE_INTEGER : undefined);
  const maximum = options.max ?? (isWhole ? Number.MAX_SAFE_INTEGER : undefined);
  return wrap(type, () => ({
    ...(options.default !== undefined && { default: options.default }),
    type: kind,
    ...(minimum !== undefined && { minimum }),
    ...(maximum !== undefined && { maximum }),
    ...(options.description !== undefined && { description: options.description }),
  }));
}

/** True or false, with an optional default. */
// @__NO_SIDE_EFFECTS__
export function flag(options: Described & { default?: boolean } = {}): Schema<boolean> {
  const type = z.boolean(expected('true or false'));
  const value = options.default;
  return wrap(value === undefined ? type : defaulted(type, value), () =>
    withDefault({ type: 'boolean' }, value, options),
  );
}

/** One of a closed set of texts, with an optional default. */
// @__NO_SIDE_EFFECTS__
export function oneOf<const V extends string>(
  values: readonly V[],
  options: Described & { default?: NoInfer<V> } = {},
): Schema<V> {
  const type = z.enum(values as unknown as [V, ...V[]], expected(`one of ${values.join(', ')}`));
  const value = options.default;
  const whole = value === undefined ? type : defaulted(type, value);
  return wrap(whole as unknown as z.ZodMiniType<V>, () =>
    withDefault({ type: 'string', enum: [...values] }, value, options),
  );
}

/** A list, each item of one shape. */
// @__NO_SIDE_EFFECTS__
export function list<T>(
  item: Schema<T>,
  options: Described & { readonly min?: number; readonly max?: number } = {},
): Schema<readonly T[]> {
  const { min, max } = options;
  let type = z.array(item[engine], expected('a list'));
  if (min !== undefined) type = type.check(z.minLength(min, expected(`at least ${min} items`)));
  if (max !== undefined) type = type.check(z.maxLength(max, expected(`at most ${max} items`)));
  return wrap(type as unknown as z.ZodMiniType<readonly T[]>, () =>
    described(
      {
        ...(min !== undefined && { minItems: min }),
        ...(max !== undefined && { maxItems: max }),
        type: 'array',
        items: item.json,
      },
      options,
    ),
  );
}

/** A map from any text to values of one shape. */
// @__NO_SIDE_EFFECTS__
export function record<T>(
  value: Schema<T>,
  options: Described = {},
): Schema<Readonly<Record<string, T>>> {
  const type = z.record(z.string(), value[engine], expected('an object'));
  return wrap(type as unknown as z.ZodMiniType<Readonly<Record<string, T>>>, () =>
    described(
      { type: 'object', propertyNames: { type: 'string' }, additionalProperties: value.json },
      options,
    ),
  );
}

/** An object with exactly these fields; an unknown field is a finding. */
// @__NO_SIDE_EFFECTS__
export function object<S extends Shape>(shape: S, options: Described = {}): Schema<InferShape<S>> {
  const type = z.strictObject(enginesOf(shape), expected('an object'));
  return wrap(type as never, () => described(objectJson(shape, false), options));
}

/**
 * Returns the schema of an object with at least these fields; others pass, so that a broker's new
 * fields do not break us.
 */
// @__NO_SIDE_EFFECTS__
export function looseObject<S extends Shape>(
  shape: S,
  options: Described = {},
): Schema<InferShape<S>> {
  const type = z.looseObject(enginesOf(shape), expected('an object'));
  return wrap(type as never, () => described(objectJson(shape, {}), options));
}

function enginesOf(shape: Shape): Record<string, z.ZodMiniType> {
  return Object.fromEntries(Object.entries(shape).map(([key, schema]) => [key, schema[engine]]));
}

function objectJson(shape: Shape, additionalProperties: false | JsonSchema): JsonSchema {
  const fields = Object.entries(shape);
  const required = fields
    // zod has no other name for it.
    // oxlint-disable-next-line no-underscore-dangle
    .filter(([, schema]) => schema[engine]._zod.optin === undefined)
    .map(([key]) => key);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(([key, schema]) => [key, schema.json])),
    ...(required.length > 0 && { required }),
    additionalProperties,
  };
}

/** The same shape, or nothing at all. */
// @__NO_SIDE_EFFECTS__
export function optional<T>(schema: Schema<T>): Schema<T | undefined> {
  return wrap(z.optional(schema[engine]), () => schema.json);
}

/** The same shape, or null. */
// @__NO_SIDE_EFFECTS__
export function nullable<T>(schema: Schema<T>): Schema<T | null> {
  return wrap(z.nullable(schema[engine]), () => alternatives([schema.json, { type: 'null' }]));
}

/** The first of several shapes that fits. */
// @__NO_SIDE_EFFECTS__
export function anyOf<const S extends readonly Schema<unknown>[]>(
  ...schemas: S
): Schema<Infer<S[number]>> {
  const types = schemas.map((schema) => schema[engine]);
  return wrap(z.union(types as [z.ZodMiniType, ...z.ZodMiniType[]]) as never, () =>
    alternatives(schemas.map(({ json }) => json)),
  );
}

/** Returns the schema of any value, unchanged. */
// @__NO_SIDE_EFFECTS__
export function anything(options: Described = {}): Schema<unknown> {
  return wrap(z.unknown(), () => described({}, options));
}

const DECIMAL_TEXT = /^-?\d{1,24}(\.\d{1,18})?$/;

/**
 * Returns the schema of an exact decimal, a string on every wire; JSON numbers are read in their
 * shortest form.
 */
// @__NO_SIDE_EFFECTS__
export function exact<Unit extends string>(
  options: Described & { readonly positive?: boolean } = {},
): Schema<Decimal<Unit>> {
  const what =
    options.positive === true
      ? 'a decimal above zero such as "187.15"'
      : 'a decimal such as "187.15"';
  const source = z.union([z.string(), z.number()], expected(what));
  const turn = z.transform((value: string | number, payload): Decimal<Unit> => {
    const content = typeof value === 'number' ? String(value) : value.trim();
    const fits = DECIMAL_TEXT.test(content);
    const read = fits ? decimal<Unit>(content) : undefined;
    if (read === undefined || (options.positive === true && read.sign() <= 0)) {
      return refuse(payload, `expected ${what}, found ${shown(value)}`);
    }
    return read;
  });
  return wrap(z.pipe(source, turn) as unknown as z.ZodMiniType<Decimal<Unit>>, () => ({
    ...(options.description !== undefined && { description: options.description }),
    type: ['string', 'number'],
  }));
}

/**
 * Returns a schema that reads another and converts it to a domain value; `turn` may throw
 * QuipuError.
 */
// @__NO_SIDE_EFFECTS__
export function mapped<T, U>(schema: Schema<T>, turn: (value: T) => U): Schema<U> {
  const through = z.transform((value: T, payload): U => {
    try {
      return turn(value);
    } catch (error) {
      if (!(error instanceof QuipuError)) throw error;
      return refuse(payload, error.message);
    }
  });
  const type = z.pipe(schema[engine], through);
  return wrap(type as unknown as z.ZodMiniType<U>, () => schema.json);
}

function refuse(
  payload: { readonly value: unknown; readonly issues: unknown[] },
  message: string,
): never {
  payload.issues.push({ code: 'custom', message, input: payload.value });
  return z.NEVER;
}
