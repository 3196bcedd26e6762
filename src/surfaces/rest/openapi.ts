import { isAbsent, type Operation } from '../../app/operation/define.ts';
import { wireSchema } from '../../app/operation/wire.ts';
import { snakeCase } from '../../app/kit/spelling.ts';
import type { JsonSchema } from '../../core/schema.ts';

type Json = Readonly<Record<string, unknown>>;

const META: Json = {
  type: 'object',
  description: 'Mode, account and time of the answer.',
  properties: {
    mode: { type: 'string', enum: ['sim', 'paper', 'live'] },
    account: { type: 'string' },
    as_of: { type: 'string', format: 'date-time' },
    request_id: { type: 'string' },
  },
  required: ['mode', 'account', 'as_of', 'request_id'],
};

const PROBLEM: Json = {
  type: 'object',
  description: 'Problem details (RFC 9457).',
  properties: {
    type: { type: 'string' },
    title: { type: 'string' },
    status: { type: 'integer' },
    detail: { type: 'string' },
    code: { type: 'string', description: 'Stable error code, such as risk.max_order_value.' },
    next: { type: ['string', 'null'], description: 'What to do next.' },
    retry: { type: 'string', enum: ['no', 'safe', 'verify_first'] },
    facts: { type: 'object', additionalProperties: true },
    request_id: { type: 'string' },
    mode: { type: 'string' },
  },
  required: ['type', 'title', 'status', 'detail', 'code', 'retry', 'request_id', 'mode'],
};

/** Returns the OpenAPI document, generated from the schemas of requests and answers. */
export function openApi(operations: readonly Operation[], version: string): Json {
  const paths: Record<string, Record<string, unknown>> = {};
  for (const operation of operations) {
    if (isAbsent(operation.rest)) continue;
    const { method, path } = operation.rest;
    const wirePath = path.replace(/\{(\w+)\}/g, (_, name: string) => `{${snakeCase(name)}}`);
    paths[wirePath] ??= {};
    paths[wirePath][method.toLowerCase()] = describe(operation, method, path);
  }
  paths['/v1/stream'] = { get: STREAM };
  return {
    openapi: '3.1.0',
    info: {
      title: 'Quipu',
      version,
      description:
        'Portfolio automation for Alpaca. Money, prices and quantities are decimal strings; ' +
        'instants are RFC 3339 in UTC; fractions are numbers (0.05 is 5%).',
    },
    servers: [{ url: '/' }],
    security: [{ bearer: [] }, { session: [] }],
    paths,
    components: {
      securitySchemes: {
        bearer: { type: 'http', scheme: 'bearer' },
        session: { type: 'apiKey', in: 'cookie', name: 'quipu_session' },
      },
      schemas: { Meta: META, Problem: PROBLEM },
    },
  };
}

function describe(operation: Operation, method: string, path: string): Json {
  const input = wireSchema(operation.input.json);
  const properties = (input['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const required = new Set((input['required'] ?? []) as readonly string[]);
  const inPath = new Set([...path.matchAll(/\{(\w+)\}/g)].map((match) => snakeCase(match[1]!)));
  const isPost = method === 'POST';
  const trades = operation.effect === 'trade';
  const parameters = Object.entries(properties)
    .filter(([name]) => inPath.has(name) || !isPost)
    .map(([name, schema]) => ({
      name,
      in: inPath.has(name) ? 'path' : 'query',
      required: inPath.has(name) || required.has(name),
      schema,
    }));
  const key = {
    name: 'Idempotency-Key',
    in: 'header',
    required: true,
    description: 'Created by the caller and stored before sending: the same key is the same order.',
    schema: { type: 'string', minLength: 8, maxLength: 128 },
  };
  return {
    operationId: operation.name.replace('.', '_'),
    summary: operation.summary,
    description: `${operation.description} Role: ${operation.role}.`,
    tags: [operation.name.split('.')[0]],
    'x-stability': 'beta',
    'x-role': operation.role,
    parameters: trades ? [...parameters, key] : parameters,
    ...(isPost ? { requestBody: bodyOf(input, trades) } : {}),
    responses: {
      '200': answerOf(operation),
      default: {
        description: 'What happened, why, and what to do.',
        content: {
          'application/problem+json': { schema: { $ref: '#/components/schemas/Problem' } },
        },
      },
    },
  };
}

function bodyOf(input: JsonSchema, trades: boolean): Json {
  const { idempotency_key: _, ...properties } = (input['properties'] ?? {}) as Record<
    string,
    JsonSchema
  >;
  const schema = trades ? { ...input, properties } : input;
  const required = ((input['required'] ?? []) as readonly string[]).length > 0;
  return { required, content: { 'application/json': { schema } } };
}

function answerOf(operation: Operation): Json {
  const schema = {
    type: 'object',
    properties: {
      data: wireSchema(operation.output.json),
      meta: { $ref: '#/components/schemas/Meta' },
    },
    required: ['data', 'meta'],
  };
  return { description: operation.title, content: { 'application/json': { schema } } };
}

const STREAM: Json = {
  operationId: 'stream',
  summary: 'Streams everything that happens, once it is durable',
  description:
    'Server-sent events. `entry`: a journal entry with its sequence number as id and its hash; ' +
    'Last-Event-ID replays missed entries. `marks`: prices and equity, twice a second.',
  tags: ['stream'],
  parameters: [
    { name: 'topics', in: 'query', schema: { type: 'string' }, example: 'entries,marks' },
    { name: 'from', in: 'query', schema: { type: 'integer' }, description: 'First entry.' },
  ],
  responses: {
    '200': {
      description: 'Events',
      content: { 'text/event-stream': { schema: { type: 'string' } } },
    },
  },
};
