import { type Command, Option } from 'commander';
import { isAbsent, type Operation } from '../../app/operation/define.ts';
import { randomText } from '../../app/access/tokens.ts';
import { fromText } from '../../app/operation/wire.ts';
import { snakeCase } from '../../app/kit/spelling.ts';
import type { JsonSchema } from '../../core/schema.ts';
import { isQuipuError, QuipuError } from '../../core/errors.ts';
import { ask, conclude } from './answer.ts';
import type { Io } from './io.ts';
import { type RawOptions, settingsOf } from './settings.ts';
import { cellText } from './text.ts';

/** Input fields of an operation with their schemas. */
export type Fields = readonly (readonly [string, JsonSchema])[];

/** Returns the input fields of an operation. */
function fieldsOf(operation: Operation): Fields {
  return Object.entries((operation.input.json['properties'] ?? {}) as Record<string, JsonSchema>);
}

/** Returns the option name of a field: `--idempotency-key`. */
export function optionName(field: string): string {
  return `--${snakeCase(field).replaceAll('_', '-')}`;
}

/** Adds arguments and options for the fields of an operation. */
export function addFields(
  command: Command,
  operation: Operation,
  except: readonly string[] = [],
): void {
  const positional = isAbsent(operation.command) ? [] : (operation.command.positional ?? []);
  const required = new Set((operation.input.json['required'] ?? []) as readonly string[]);
  const fields = new Map(fieldsOf(operation));
  for (const field of positional) {
    if (except.includes(field)) continue;
    const name = snakeCase(field).replaceAll('_', '-');
    const form = required.has(field) ? `<${name}>` : `[${name}]`;
    command.argument(form, descriptionOf(fields.get(field) ?? {}));
  }
  for (const [field, schema] of fields) {
    if (positional.includes(field) || except.includes(field)) continue;
    const isFlag = schema['type'] === 'boolean';
    const name = valueName(field, schema);
    const form = isFlag ? optionName(field) : `${optionName(field)} <${name}>`;
    const option = new Option(form, descriptionOf(schema));
    const choices = schema['enum'] as readonly string[] | undefined;
    if (choices !== undefined) option.choices(choices);
    if (required.has(field)) option.makeOptionMandatory();
    command.addOption(option);
  }
}

/** Formats the description of a field for an option: no capital, no period, choices, default. */
export function descriptionOf(schema: JsonSchema): string {
  const { description, default: fallback } = schema;
  const text = (typeof description === 'string' ? description : '').replace(/\.$/, '');
  const short = /^[A-Z][a-z' ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
  const more = [
    ...(choicesWithin(schema) === undefined ? choicesOf(schema) : []),
    ...(fallback === undefined ? [] : [`default: ${cellText(fallback)}`]),
  ];
  return more.length === 0 ? short : `${short} (${more.join('; ')})`;
}

function choicesOf(schema: JsonSchema): readonly string[] {
  const choices = schema['enum'] as readonly string[] | undefined;
  return choices === undefined ? [] : [`one of ${choices.join(', ')}`];
}

/** Placeholders of option values, by field. */
const VALUES: Readonly<Record<string, string>> = {
  notional: 'dollars',
  cash: 'dollars',
  stop: 'price',
  symbol: 'symbol',
  symbols: 'A,B',
  book: 'name',
  name: 'name',
  from: 'date',
  to: 'date',
  since: 'instant',
  run: 'id',
  idempotencyKey: 'key',
  expiresDays: 'days',
  convention: 'name',
  allow: 'codes',
};

/** Choices longer than this are listed in the description instead of the placeholder. */
const CHOICES_MAX = 24;

function choicesWithin(schema: JsonSchema): string | undefined {
  const choices = (schema['enum'] as readonly string[] | undefined)?.join('|');
  return choices !== undefined && choices.length <= CHOICES_MAX ? choices : undefined;
}

function valueName(field: string, schema: JsonSchema): string {
  const choices = choicesWithin(schema);
  if (choices !== undefined) return choices;
  const isNumber = schema['type'] === 'integer' || schema['type'] === 'number';
  if (field.endsWith('Bps')) return 'bp';
  if (field === 'limit' && !isNumber) return 'price';
  if (field === 'since' && isNumber) return 'number';
  return VALUES[field] ?? (isNumber ? 'number' : 'text');
}

/** Reads the input of an operation, in snake_case, from arguments and options. */
export function inputOf(
  operation: Operation,
  given: readonly unknown[],
  options: RawOptions,
): Record<string, unknown> {
  const positional = isAbsent(operation.command) ? [] : (operation.command.positional ?? []);
  const input: Record<string, unknown> = {};
  for (const [field, schema] of fieldsOf(operation)) {
    const place = positional.indexOf(field);
    const value = place >= 0 ? given[place] : options[field];
    if (value === undefined) continue;
    input[snakeCase(field)] = typeof value === 'string' ? fromText(schema, value) : value;
  }
  return input;
}

/**
 * Creates the command of an operation that the running server performs.
 *
 * The key of a trade is created before anything is sent. If no answer comes, the error prints it,
 * so that a second try is the same order.
 */
export function addOperation(command: Command, operation: Operation, io: Io): void {
  addFields(command, operation);
  command.action(async (...args: unknown[]) => {
    const self = args.at(-1) as Command;
    const options: RawOptions = self.optsWithGlobals();
    const settings = settingsOf(options);
    const input = inputOf(operation, args.slice(0, -2), options);
    if (operation.effect === 'trade') {
      input['idempotency_key'] ??= randomText(io.world).slice(0, 32);
    }
    const answer = await withKey({ operation, input }, () =>
      ask(io, settings, { operation, input }),
    );
    conclude(io, settings, operation.name, answer);
  });
}

/**
 * Rewrites a refusal with the option names that the user typed: `--reason`, not `reason`.
 *
 * @param more further names in messages and what the user typed for them, in addition to the
 *   operation's fields
 */
export function inWordsTyped(
  operation: Operation,
  error: unknown,
  more: Readonly<Record<string, string>> = {},
): unknown {
  if (!isQuipuError(error) || error.code !== 'core.invalid_input') return error;
  const positional = isAbsent(operation.command) ? [] : (operation.command.positional ?? []);
  let { message } = error;
  const typed = new Map<string, string>(
    fieldsOf(operation).map(([field]) => [
      field,
      positional.includes(field) ? snakeCase(field).replaceAll('_', '-') : optionName(field),
    ]),
  );
  for (const [name, text] of Object.entries(more)) typed.set(name, text);
  for (const [field, text] of typed) {
    const names = [...new Set([field, snakeCase(field)])].map((name) => name.replace('.', '\\.'));
    message = message.replace(new RegExp(`(^|; )(?:${names.join('|')})(?=: )`), `$1${text}`);
  }
  const next = 'Correct it and run the command again.';
  return new QuipuError(error.code, message, { next, facts: error.facts });
}

async function withKey<T>(
  {
    operation,
    input,
  }: { readonly operation: Operation; readonly input: Readonly<Record<string, unknown>> },
  send: () => Promise<T>,
): Promise<T> {
  try {
    return await send();
  } catch (thrown) {
    const error = inWordsTyped(operation, thrown);
    const key = input['idempotency_key'];
    if (!isQuipuError(error) || error.code !== 'app.outcome_unknown' || typeof key !== 'string') {
      throw error;
    }
    throw new QuipuError(error.code, error.message, {
      next: `${error.next ?? ''} To send the same order again: add --idempotency-key ${key}.`,
      retry: error.retry,
      facts: { ...error.facts, idempotency_key: key },
    });
  }
}
