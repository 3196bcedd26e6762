import { type Command, Option } from 'commander';
import { isAbsent, type Operation } from '../../app/operation.ts';
import { randomText } from '../../app/tokens.ts';
import { fromText, snakeCase } from '../../app/wire.ts';
import type { JsonSchema } from '../../core/schema.ts';
import { isQuipuError, QuipuError } from '../../core/errors.ts';
import { ask, conclude } from './answer.ts';
import type { Io } from './io.ts';
import { type RawOptions, settingsOf } from './settings.ts';
import { asText } from './text.ts';

/** The fields of an operation's input with their schemas. */
export type Fields = readonly (readonly [string, JsonSchema])[];

/** The fields of an operation's input. */
function fieldsOf(operation: Operation): Fields {
  return Object.entries((operation.input.json['properties'] ?? {}) as Record<string, JsonSchema>);
}

/** How an option for a field is spelled: `--idempotency-key`. */
function optionName(field: string): string {
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

/** The description of a field as an option has it: no capital, no full stop, choices, default. */
export function descriptionOf(schema: JsonSchema): string {
  const { description, default: fallback } = schema;
  const text = (typeof description === 'string' ? description : '').replace(/\.$/, '');
  const short = /^[A-Z][a-z' ]/.test(text) ? text.charAt(0).toLowerCase() + text.slice(1) : text;
  const more = [
    ...(choicesWithin(schema) === undefined ? choicesOf(schema) : []),
    ...(fallback === undefined ? [] : [`default: ${asText(fallback)}`]),
  ];
  return more.length === 0 ? short : `${short} (${more.join('; ')})`;
}

function choicesOf(schema: JsonSchema): readonly string[] {
  const choices = schema['enum'] as readonly string[] | undefined;
  return choices === undefined ? [] : [`one of ${choices.join(', ')}`];
}

/** What stands for the value of an option, by its field. */
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
};

/** Choices longer than this are told beside the option instead of within it. */
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

/** The input of an operation, in snake_case, from arguments and options. */
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
 * Makes the command of an operation that the running server performs.
 *
 * A trade's key is minted before anything is sent; when no answer comes it is told, so that a
 * second try can be the same order.
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
 * A refusal of fields as the person typed them: `--reason`, not `reason`.
 *
 * @param more further options by their names, beside the fields of the operation
 */
export function inWordsTyped(
  operation: Operation,
  error: unknown,
  more: readonly string[] = [],
): unknown {
  if (!isQuipuError(error) || error.code !== 'core.invalid_input') return error;
  const positional = isAbsent(operation.command) ? [] : (operation.command.positional ?? []);
  let { message } = error;
  for (const field of [...fieldsOf(operation).map(([name]) => name), ...more]) {
    const name = snakeCase(field);
    const typed = positional.includes(field) ? name.replaceAll('_', '-') : optionName(field);
    message = message.replace(new RegExp(`(^|; )${name}(?=: )`), `$1${typed}`);
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
      next: `${error.next ?? ''} The same order again: add --idempotency-key ${key}.`,
      retry: error.retry,
      facts: { ...error.facts, idempotency_key: key },
    });
  }
}
