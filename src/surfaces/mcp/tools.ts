import { mayActAs } from '../../app/authorize.ts';
import { OPERATIONS } from '../../app/catalogue.ts';
import { isAbsent, type Operation, type ToolFace } from '../../app/operation.ts';
import type { Role } from '../../app/principal.ts';
import { wireSchema } from '../../app/wire.ts';
import type { JsonSchema } from '../../core/schema.ts';

/** An operation as a tool of an assistant. */
export interface ToolSpec {
  readonly operation: Operation;
  readonly name: string;
  readonly title: string;
  readonly description: string;
  readonly input: JsonSchema;
  readonly output: JsonSchema;
  readonly annotations: {
    readonly readOnlyHint: boolean;
    readonly destructiveHint: boolean;
    readonly idempotentHint: boolean;
    readonly openWorldHint: boolean;
  };
}

/**
 * The tools that a token's role may use, in the order of the operations.
 *
 * What a role may not do is not offered, so that nobody is tempted to try; the server refuses it
 * all the same.
 */
export function toolsFor(role: Role, readOnly: boolean): readonly ToolSpec[] {
  const tools: ToolSpec[] = [];
  const told = new Map<string, string>();
  for (const operation of OPERATIONS) {
    const { tool, effect } = operation;
    if (isAbsent(tool) || !mayActAs({ role }, operation)) continue;
    if (readOnly && effect !== 'read') continue;
    const spec = toolSpec(operation, tool);
    tools.push({ ...spec, output: onceTold(spec, told) });
  }
  return tools;
}

/** Characters from which a shape that was told already is named instead. */
const LONG = 300;

/** The output's schema; an object whose fields another tool has told is "as in" that tool. */
function onceTold({ name, output }: ToolSpec, told: Map<string, string>): JsonSchema {
  const properties = output['properties'] as Readonly<Record<string, JsonSchema>>;
  const data = properties['data']!;
  const shape = JSON.stringify(data['items'] ?? data);
  const first = told.get(shape);
  if (first === undefined || shape.length < LONG) {
    told.set(shape, name);
    return output;
  }
  const named = { type: 'object', description: `As in ${first}.` };
  const short = data['items'] === undefined ? named : { ...data, items: named };
  return { ...output, properties: { ...properties, data: short } };
}

function toolSpec(operation: Operation, tool: ToolFace): ToolSpec {
  const { title, description, effect } = operation;
  return {
    operation,
    name: tool.name,
    title,
    description,
    input: inputSchema(operation),
    output: outputSchema(operation),
    annotations: {
      readOnlyHint: effect === 'read',
      destructiveHint: effect === 'trade' || operation.role === 'trader',
      idempotentHint: tool.idempotent,
      openWorldHint: effect === 'trade',
    },
  };
}

/** Whoever trades for a person says why. */
function inputSchema(operation: Operation): JsonSchema {
  const schema = lean(wireSchema(operation.input.json)) as JsonSchema;
  if (operation.effect !== 'trade') return schema;
  const required = (schema['required'] ?? []) as readonly string[];
  return { ...schema, required: [...required, 'reason'] };
}

/** What the server judges anyway, and whose error says what was expected. */
const JUDGED: ReadonlySet<string> = new Set([
  'pattern',
  'propertyNames',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
]);

/** An input's schema without the bounds that nobody chooses a value by. */
function lean(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lean);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(
    ([keyword, one]) =>
      !JUDGED.has(keyword) && !(keyword === 'additionalProperties' && one === false),
  );
  return Object.fromEntries(kept.map(([keyword, one]) => [keyword, lean(one)]));
}

function outputSchema(operation: Operation): JsonSchema {
  return {
    type: 'object',
    // Account, time and whether it was cut are beside the data of every answer and say themselves.
    properties: {
      mode: { type: 'string', enum: ['sim', 'paper', 'live'] },
      data: brief(wireSchema(operation.output.json), 0),
    },
  };
}

/** More fields than this are not described one by one: an assistant pays for every word. */
const FIELDS_MAX = 40;

/** Keywords that tell a reader of results nothing. */
const PROSE: ReadonlySet<string> = new Set([
  'description',
  'default',
  'pattern',
  'propertyNames',
  'minLength',
  'maxLength',
  'minimum',
  'maximum',
  'additionalProperties',
  'required',
]);

/** A schema without its prose, and without what lies too deep to matter. */
function brief(schema: JsonSchema, depth: number): JsonSchema {
  const properties = schema['properties'] as Readonly<Record<string, JsonSchema>> | undefined;
  if (properties !== undefined && (depth > 0 || Object.keys(properties).length > FIELDS_MAX)) {
    return { type: 'object' };
  }
  const shown: Record<string, unknown> = {};
  for (const [keyword, value] of Object.entries(schema)) {
    if (PROSE.has(keyword) || (keyword === 'type' && schema['enum'] !== undefined)) continue;
    if (keyword === 'properties') {
      const fields = Object.entries(value as Readonly<Record<string, JsonSchema>>);
      shown[keyword] = Object.fromEntries(
        fields.map(([name, field]) => [name, brief(field, depth + 1)]),
      );
    } else if (keyword === 'anyOf') {
      const branches = (value as readonly JsonSchema[]).map((one) => brief(one, depth));
      const plain = branches.every((one) => Object.keys(one).join() === 'type');
      if (plain) shown['type'] = branches.map((one) => one['type']);
      else shown[keyword] = branches;
    } else if (keyword === 'items') {
      shown[keyword] = brief(value as JsonSchema, depth);
    } else {
      shown[keyword] = value;
    }
  }
  return shown;
}
