import { appError } from '../../app/kit/errors.ts';
import { isAbsent, type Operation } from '../../app/operation/define.ts';
import { fromText } from '../../app/operation/wire.ts';
import { camelCase, snakeCase } from '../../app/kit/spelling.ts';
import { invalidInput, type JsonSchema } from '../../core/schema.ts';
import type { ServerRequest } from '../../core/http.ts';
import { createPathRouter } from '../../core/path-router.ts';
import { readBody } from './body.ts';

interface Route {
  readonly operation: Operation;
  readonly method: string;
  readonly path: string;
}

/** Operation of a request, with its input as received. */
export interface Routed {
  readonly operation: Operation;
  readonly input: () => unknown;
}

/** Finds the operation of a request by its REST route. */
export type OperationRouter = (request: ServerRequest) => Routed;

/**
 * Creates the router of a list of operations.
 *
 * @returns a function that throws QuipuError `app.not_found` or `app.method_not_allowed` (fact
 *   `allow`)
 */
export function createOperationRouter(operations: readonly Operation[]): OperationRouter {
  const routes = operations.flatMap((operation): Route[] =>
    isAbsent(operation.rest) ? [] : [{ operation, ...operation.rest }],
  );
  const find = createPathRouter(routes);
  return (request) => {
    const match = find(request.method, request.path);
    if (match.kind === 'not_found') {
      throw appError('app.not_found', `There is nothing at ${request.path}.`, {
        next: 'See /v1/openapi.json for all routes.',
      });
    }
    if (match.kind === 'method_not_allowed') {
      const { allow } = match;
      throw appError('app.method_not_allowed', `Expected ${allow}, found ${request.method}.`, {
        facts: { allow },
      });
    }
    const { operation } = match.route;
    return { operation, input: () => inputOf(operation, match.params, request) };
  };
}

function inputOf(
  operation: Operation,
  params: ReadonlyMap<string, string>,
  request: ServerRequest,
): unknown {
  // A map, because an object treats a field named __proto__ specially.
  const input = new Map<string, unknown>(
    request.method === 'POST' ? Object.entries(readBody(request) as object) : [],
  );
  const add = (name: string, value: unknown): void => {
    if (input.has(name)) throw twice(name);
    input.set(name, value);
  };
  for (const [name, value] of readQuery(request, operation.input.json)) add(name, value);
  for (const [key, value] of params) add(snakeCase(key), value);
  const key = request.headers['idempotency-key'];
  if (key !== undefined && operation.effect === 'trade') add('idempotency_key', key);
  return Object.fromEntries(input);
}

function readQuery(request: ServerRequest, schema: JsonSchema): readonly [string, unknown][] {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const read = new Map<string, unknown>();
  for (const [name, value] of new URLSearchParams(request.query)) {
    if (read.has(name)) throw twice(name);
    const field = camelCase(name);
    read.set(name, fromText(Object.hasOwn(properties, field) ? properties[field]! : {}, value));
  }
  return [...read];
}

function twice(name: string): Error {
  return invalidInput([{ path: name, message: 'expected once, found twice' }]);
}
