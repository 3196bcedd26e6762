import { createPathRouter } from '../../../core/path-router.ts';
import { type RouteAnswer, ok, refused } from './answer.ts';
import { parseQuery, type Query } from './query.ts';
import { MALFORMED_BODY, notFound, refuse, RequestRefused } from './refusals.ts';

/** The two hosts of Alpaca that one origin serves here; each counts its own rate limit. */
export type Host = 'trading' | 'data';

/** Request matched to its route. */
export interface RouteCall {
  /** The variable segments of the path, decoded, by name. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  /** Returns the body as a JSON object; refuses the request when it is not one. */
  json(): Readonly<Record<string, unknown>>;
}

/** Path and method; `{name}` stands for one variable segment. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly host: Host;
  readonly run: (call: RouteCall) => RouteAnswer;
}

/** Parts of a request that the router reads. */
export interface Routable {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
}

/** Finds the route of a request and runs it. */
export interface Router {
  /** Returns the rate limit a path counts toward; unknown paths count as trading. */
  hostOf(path: string): Host;
  run(request: Routable): RouteAnswer;
}

/**
 * Creates the router of the paper broker.
 *
 * Refusals that a route raises become Alpaca's error bodies.
 */
export function createRouter(routes: readonly Route[]): Router {
  const find = createPathRouter(routes);
  return {
    hostOf: (path) =>
      /^\/v(2|1beta\d)\/(stocks|crypto|options|news)/.test(path) ? 'data' : 'trading',
    run(request) {
      const match = find(request.method, request.path);
      if (match.kind === 'not_found') return refused(notFound('endpoint not found'));
      if (match.kind === 'method_not_allowed') return methodNotAllowed(match.allow);
      return answer(match.route, Object.fromEntries(match.params), request);
    },
  };
}

function answer(route: Route, params: RouteCall['params'], { query, body }: Routable): RouteAnswer {
  try {
    return route.run({ params, query: parseQuery(query), json: () => parseObject(body) });
  } catch (error) {
    if (error instanceof RequestRefused) return refused(error.refusal);
    throw error;
  }
}

function methodNotAllowed(allow: string): RouteAnswer {
  return { ...ok({ message: 'method not allowed' }), status: 405, headers: { allow } };
}

function parseObject(body: string): Readonly<Record<string, unknown>> {
  let value: unknown;
  try {
    value = JSON.parse(body);
  } catch {
    refuse(MALFORMED_BODY);
  }
  if (value === null || typeof value !== 'object' || Array.isArray(value)) refuse(MALFORMED_BODY);
  return value as Readonly<Record<string, unknown>>;
}
