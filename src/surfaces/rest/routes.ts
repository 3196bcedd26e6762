import { appError } from '../../app/errors.ts';
import { isAbsent, type Operation } from '../../app/operation.ts';
import { camelCase, fromText, snakeCase } from '../../app/wire.ts';
import { invalidInput, type JsonSchema } from '../../core/schema.ts';
import type { ServerRequest } from '../../core/http.ts';
import { readBody } from './body.ts';

interface Route {
  readonly operation: Operation;
  readonly method: string;
  readonly segments: readonly string[];
}

/** The operation of a request, with its input as it came over the wire. */
export interface Routed {
  readonly operation: Operation;
  readonly input: () => unknown;
}

/** Finds the operation of a request by the faces of the operations. */
export type Router = (request: ServerRequest) => Routed;

/**
 * Makes the router of a list of operations.
 *
 * @returns a function that throws QuipuError `app.not_found` or `app.method_not_allowed` (fact
 *   `allow`)
 */
export function createRouter(operations: readonly Operation[]): Router {
  const routes: Route[] = [];
  for (const operation of operations) {
    if (isAbsent(operation.rest)) continue;
    const { method, path } = operation.rest;
    routes.push({ operation, method, segments: path.split('/') });
  }
  return (request) => {
    const segments = request.path.split('/');
    const here = routes.filter((route) => fits(route.segments, segments));
    if (here.length === 0) {
      throw appError('app.not_found', `Nothing is found at ${request.path}.`, {
        next: 'See /v1/openapi.json for what there is.',
      });
    }
    const route = here.find(({ method }) => method === request.method);
    if (route === undefined) {
      const allow = [...new Set(here.map(({ method }) => method))].join(', ');
      throw appError('app.method_not_allowed', `Expected ${allow}, found ${request.method}.`, {
        facts: { allow },
      });
    }
    return { operation: route.operation, input: () => inputOf(route, segments, request) };
  };
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  if (pattern.length !== segments.length) return false;
  return pattern.every((part, index) => part.startsWith('{') || part === segments[index]);
}

function inputOf(
  { operation, segments: pattern }: Route,
  segments: readonly string[],
  request: ServerRequest,
): unknown {
  const input: Record<string, unknown> =
    request.method === 'POST' ? { ...(readBody(request) as object) } : {};
  for (const [name, value] of readQuery(request, operation.input.json)) {
    if (Object.hasOwn(input, name)) throw twice(name);
    input[name] = value;
  }
  pattern.forEach((part, index) => {
    if (!part.startsWith('{')) return;
    const name = snakeCase(part.slice(1, -1));
    if (Object.hasOwn(input, name)) throw twice(name);
    input[name] = decoded(segments[index] ?? '');
  });
  const key = request.headers['idempotency-key'];
  if (key !== undefined && operation.effect === 'trade') {
    if (Object.hasOwn(input, 'idempotency_key')) throw twice('idempotency_key');
    input['idempotency_key'] = key;
  }
  return input;
}

function readQuery(request: ServerRequest, schema: JsonSchema): readonly [string, unknown][] {
  const properties = (schema['properties'] ?? {}) as Readonly<Record<string, JsonSchema>>;
  const read = new Map<string, unknown>();
  for (const [name, value] of new URLSearchParams(request.query)) {
    if (read.has(name)) throw twice(name);
    read.set(name, fromText(properties[camelCase(name)] ?? {}, value));
  }
  return [...read];
}

function twice(name: string): Error {
  return invalidInput([{ path: name, message: 'expected once, found twice' }]);
}

function decoded(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
