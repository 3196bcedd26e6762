import { z } from 'zod';
import { type Decimal, decimal } from './decimal.ts';
import { QuipuError } from './errors.ts';

/** JSON Schema (2020-12) as plain data, for OpenAPI, MCP and forms. */
export type JsonSchema = Readonly<Record<string, unknown>>;

/** One place in a value that does not fit its schema. */
export interface SchemaFinding {
  /** Where: dotted path, empty for the whole value. */
  readonly path: string;
  /** What was expected and what was found there. */
  readonly message: string;
}

/** The outcome of judging a value: the typed value, or every place that does not fit. */
export type Judged<T> =
  | { readonly ok: true; readonly value: T }
  | { readonly ok: false; readonly findings: readonly SchemaFinding[] };

/**
 * The single vocabulary of shapes: strategy parameters, operations, wire payloads, configuration.
 *
 * Made by the builders of this file only; whatever engine sits behind them, only this file knows.
 */
export interface Schema<T> {
  /** The same shape as JSON Schema, for inputs (defaults are optional there). */
  readonly json: JsonSchema;
  /** Judges without throwing. */
  judge(value: unknown): Judged<T>;
  /** Judges and throws `core.invalid_input` naming every finding. */
  parse(value: unknown): T;
  readonly [engine]: z.ZodType<T>;
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

function wrap<T>(type: z.ZodType<T>): Schema<T> {
  let json: JsonSchema | undefined;
  const judge = (value: unknown): Judged<T> => {
    const result = type.safeParse(value);
    if (result.success) return { ok: true, value: result.data };
    return { ok: false, findings: result.error.issues.flatMap((issue) => findingsOf(issue)) };
  };
  return {
    get json() {
      json ??= toJson(type);
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

/** The error that says which fields of an input do not fit, all of them at once. */
export function invalidInput(findings: readonly SchemaFinding[]): QuipuError {
  const text = findings.map(({ path, message }) => (path === '' ? message : `${path}: ${message}`));
  return new QuipuError('core.invalid_input', text.join('; '), {
    next: 'Correct the named fields and send the request again.',
  });
}

function toJson(type: z.ZodType): JsonSchema {
  const { $schema: _, ...rest } = z.toJSONSchema(type, {
    io: 'input',
    unrepresentable: 'any',
  }) as Record<string, unknown>;
  return rest;
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

/** What every builder accepts beside its own bounds. */
export interface Described {
  /** One sentence for help texts, OpenAPI and MCP. */
  readonly description?: string;
}

function described<T>(type: z.ZodType<T>, options: Described): z.ZodType<T> {
  return options.description === undefined ? type : type.describe(options.description);
}

/** Text of `min` (0) to `max` (10,000) characters, of a pattern where one is given. */
export function text(
  options: Described & {
    readonly min?: number;
    readonly max?: number;
    readonly pattern?: RegExp;
    readonly what?: string;
  } = {},
): Schema<string> {
  const what = options.what ?? 'text';
  let type = z.string(expected(what)).min(options.min ?? 0, expected(what));
  type = type.max(
    options.max ?? 10_000,
    expected(`${what} of at most ${options.max ?? 10_000} characters`),
  );
  if (options.pattern !== undefined) type = type.regex(options.pattern, expected(what));
  return wrap(described(type, options));
}

/** A number with optional bounds and default. */
export function number(
  options: Described & NumberBounds & { readonly default: number },
): Schema<number>;
export function number(options?: Described & NumberBounds): Schema<number>;
export function number(
  options: Described & NumberBounds & { default?: number } = {},
): Schema<number> {
  return wrap(numeric(z.number(expected(bounds('a number', options))), options));
}

/** A whole number with optional bounds and default. */
export function integer(
  options: Described & NumberBounds & { default?: number } = {},
): Schema<number> {
  return wrap(numeric(z.int(expected(bounds('a whole number', options))), options));
}

/** The smallest and greatest value allowed, both included. */
export interface NumberBounds {
  readonly min?: number;
  readonly max?: number;
}

function bounds(what: string, { min, max }: NumberBounds): string {
  if (min !== undefined && max !== undefined) return `${what} from ${min} to ${max}`;
  if (min !== undefined) return `${what} of at least ${min}`;
  return max === undefined ? what : `${what} of at most ${max}`;
}

function numeric(
  start: z.ZodNumber,
  options: Described & NumberBounds & { default?: number },
): z.ZodType<number> {
  const error = expected(bounds('a number', options));
  let type = start;
  if (options.min !== undefined) type = type.min(options.min, error);
  if (options.max !== undefined) type = type.max(options.max, error);
  const named = described(type, options);
  return options.default === undefined ? named : (named as z.ZodNumber).default(options.default);
}

/** True or false, with an optional default. */
export function flag(options: Described & { default?: boolean } = {}): Schema<boolean> {
  const type = z.boolean(expected('true or false'));
  return wrap(
    described(options.default === undefined ? type : type.default(options.default), options),
  );
}

/** One of a closed set of texts, with an optional default. */
export function oneOf<const V extends string>(
  values: readonly V[],
  options: Described & { default?: NoInfer<V> } = {},
): Schema<V> {
  const type = z.enum(values as unknown as [V, ...V[]], expected(`one of ${values.join(', ')}`));
  const named = options.default === undefined ? type : type.default(options.default as never);
  return wrap(described(named as unknown as z.ZodType<V>, options));
}

/** A list, each item of one shape. */
export function list<T>(
  item: Schema<T>,
  options: Described & { readonly min?: number; readonly max?: number } = {},
): Schema<readonly T[]> {
  let type = z.array(item[engine], expected('a list'));
  if (options.min !== undefined)
    type = type.min(options.min, expected(`at least ${options.min} items`));
  if (options.max !== undefined)
    type = type.max(options.max, expected(`at most ${options.max} items`));
  return wrap(described(type as unknown as z.ZodType<readonly T[]>, options));
}

/** A map from any text to values of one shape. */
export function record<T>(
  value: Schema<T>,
  options: Described = {},
): Schema<Readonly<Record<string, T>>> {
  const type = z.record(z.string(), value[engine], expected('an object'));
  return wrap(described(type as unknown as z.ZodType<Readonly<Record<string, T>>>, options));
}

/** An object with exactly these fields; an unknown field is a finding. */
export function object<S extends Shape>(shape: S, options: Described = {}): Schema<InferShape<S>> {
  return wrap(described(z.strictObject(enginesOf(shape), expected('an object')), options) as never);
}

/** An object with at least these fields; others pass: what a broker adds must not break us. */
export function looseObject<S extends Shape>(
  shape: S,
  options: Described = {},
): Schema<InferShape<S>> {
  return wrap(described(z.looseObject(enginesOf(shape), expected('an object')), options) as never);
}

function enginesOf(shape: Shape): Record<string, z.ZodType> {
  return Object.fromEntries(Object.entries(shape).map(([key, schema]) => [key, schema[engine]]));
}

/** The same shape, or nothing at all. */
export function optional<T>(schema: Schema<T>): Schema<T | undefined> {
  return wrap(schema[engine].optional());
}

/** The same shape, or null. */
export function nullable<T>(schema: Schema<T>): Schema<T | null> {
  return wrap(schema[engine].nullable());
}

/** The first of several shapes that fits. */
export function anyOf<const S extends readonly Schema<unknown>[]>(
  ...schemas: S
): Schema<Infer<S[number]>> {
  const types = schemas.map((schema) => schema[engine]);
  return wrap(z.union(types as [z.ZodType, ...z.ZodType[]]) as never);
}

/** Anything at all, as it came. */
export function anything(options: Described = {}): Schema<unknown> {
  return wrap(described(z.unknown(), options));
}

const DECIMAL_TEXT = /^-?\d{1,24}(\.\d{1,18})?$/;

/** An exact decimal, as text on every wire; JSON numbers are read by their shortest text. */
export function exact<Unit extends string>(
  options: Described & { readonly positive?: boolean } = {},
): Schema<Decimal<Unit>> {
  const what =
    options.positive === true
      ? 'a decimal above zero such as "187.15"'
      : 'a decimal such as "187.15"';
  const source = z.union([z.string(), z.number()], expected(what));
  const type = source.transform((value, context): Decimal<Unit> => {
    const content = typeof value === 'number' ? String(value) : value.trim();
    const fits = DECIMAL_TEXT.test(content);
    const read = fits ? decimal<Unit>(content) : undefined;
    if (read === undefined || (options.positive === true && read.sign() <= 0)) {
      context.addIssue({ code: 'custom', message: `expected ${what}, found ${shown(value)}` });
      return z.NEVER;
    }
    return read;
  });
  return wrap(described(type as unknown as z.ZodType<Decimal<Unit>>, options));
}

/** A shape read through another and turned into a domain value; `turn` may throw QuipuError. */
export function mapped<T, U>(schema: Schema<T>, turn: (value: T) => U): Schema<U> {
  const type = schema[engine].transform((value, context): U => {
    try {
      return turn(value);
    } catch (error) {
      if (!(error instanceof QuipuError)) throw error;
      context.addIssue({ code: 'custom', message: error.message });
      return z.NEVER;
    }
  });
  return wrap(type as unknown as z.ZodType<U>);
}
