import { mayActAs } from '../../app/access/authorize.ts';
import { OPERATIONS } from '../../app/operations/catalog.ts';
import { isAbsent, type Operation, type ToolFace } from '../../app/operation/define.ts';
import type { Role } from '../../app/operation/principal.ts';
import { wireSchema } from '../../app/operation/wire.ts';
import type { JsonSchema } from '../../core/schema.ts';

/** An operation as an MCP tool. */
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
 * Returns the tools that a token's role may use, in operation order.
 *
 * Operations that the role forbids are not offered; the server would refuse them anyway.
 */
export function toolsFor(role: Role, readOnly: boolean): readonly ToolSpec[] {
  const tools: ToolSpec[] = [];
  const described = new Map<string, string>();
  for (const operation of OPERATIONS) {
    const { tool, effect } = operation;
    if (isAbsent(tool) || !mayActAs({ role }, operation)) continue;
    if (readOnly && effect !== 'read') continue;
    const spec = toolSpec(operation, tool);
    tools.push({ ...spec, output: onceDescribed(spec, described) });
  }
  return tools;
}

/** Minimum characters of a shape that is named instead of repeated. */
const LONG = 300;

/** Returns the output schema; an object described by an earlier tool becomes "As in" that tool. */
function onceDescribed({ name, output }: ToolSpec, described: Map<string, string>): JsonSchema {
  const properties = output['properties'] as Readonly<Record<string, JsonSchema>>;
  const data = properties['data']!;
  const shape = JSON.stringify(data['items'] ?? data);
  const first = described.get(shape);
  if (first === undefined || shape.length < LONG) {
    described.set(shape, name);
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

/** An assistant that trades must give a reason. */
function inputSchema(operation: Operation): JsonSchema {
  const schema = lean(wireSchema(operation.input.json)) as JsonSchema;
  if (operation.effect !== 'trade') return schema;
  const required = (schema['required'] ?? []) as readonly string[];
  return { ...schema, required: [...required, 'reason'] };
}

/** Keywords that the server checks anyway, with an error that says what was expected. */
const CHECKED: ReadonlySet<string> = new Set([
  'pattern',
  'propertyNames',
  'minLength',
  'maxLength',
  'minItems',
  'maxItems',
]);

/** Returns an input schema without bounds that do not help to choose a value. */
function lean(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(lean);
  if (typeof value !== 'object' || value === null) return value;
  const kept = Object.entries(value).filter(
    ([keyword, one]) =>
      !CHECKED.has(keyword) && !(keyword === 'additionalProperties' && one === false),
  );
  return Object.fromEntries(kept.map(([keyword, one]) => [keyword, lean(one)]));
}

function outputSchema(operation: Operation): JsonSchema {
  return {
    type: 'object',
    // Account, time and truncation accompany every answer and explain themselves.
    properties: {
      mode: { type: 'string', enum: ['sim', 'paper', 'live'] },
      data: brief(wireSchema(operation.output.json), 0),
    },
  };
}

/** Above this number, fields have no descriptions: an assistant pays for every word. */
const FIELDS_MAX = 40;

/** Keywords that do not help a reader of results. */
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

/** Returns a schema without descriptions and without deeply nested parts. */
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
