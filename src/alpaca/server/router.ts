import { type Answer, ok, refused } from './answer.ts';
import { parseQuery, type Query } from './query.ts';
import { MALFORMED_BODY, notFound, refuse, RequestRefused } from './refusals.ts';

/** The two hosts of Alpaca that one origin serves here; each counts its own rate limit. */
export type Host = 'trading' | 'data';

/** A request that found its route. */
export interface Call {
  /** The variable segments of the path, decoded, by name. */
  readonly params: Readonly<Record<string, string>>;
  readonly query: Query;
  /** The body as a JSON object. Refuses the request when it is none. */
  json(): Readonly<Record<string, unknown>>;
}

/** One path and method; `{name}` stands for one variable segment. */
export interface Route {
  readonly method: 'GET' | 'POST' | 'PATCH' | 'DELETE';
  readonly path: string;
  readonly host: Host;
  readonly run: (call: Call) => Answer;
}

/** What the router reads of a request. */
export interface Routable {
  readonly method: string;
  readonly path: string;
  readonly query: string;
  readonly body: string;
}

/** Finds the route of a request and runs it. */
export interface Router {
  /** Which limit a path counts against; unknown paths count as trading. */
  hostOf(path: string): Host;
  run(request: Routable): Answer;
}

interface CompiledRoute {
  readonly route: Route;
  readonly segments: readonly string[];
}

/**
 * Makes a router; a route that is written out wins over one with a variable in the same place.
 *
 * A path is split before it is decoded, so that `BTC%2FUSD` stays one segment.
 */
export function createRouter(routes: readonly Route[]): Router {
  const compiled = routes.map((route) => ({ route, segments: route.path.split('/') }));
  compiled.sort((a, b) => variables(a) - variables(b));
  return {
    hostOf: (path) =>
      /^\/v(2|1beta\d)\/(stocks|crypto|options|news)/.test(path) ? 'data' : 'trading',
    run(request) {
      const segments = request.path.split('/').map((segment) => decodeSegment(segment));
      const matches = compiled.filter((each) => fits(each.segments, segments));
      if (matches.length === 0) return refused(notFound('endpoint not found'));
      const match = matches.find((each) => each.route.method === request.method);
      if (match === undefined) return methodNotAllowed(matches);
      return answer(match, segments, request);
    },
  };
}

function answer(match: CompiledRoute, segments: readonly string[], request: Routable): Answer {
  const params: Record<string, string> = {};
  match.segments.forEach((segment, index) => {
    if (segment.startsWith('{')) params[segment.slice(1, -1)] = segments[index] ?? '';
  });
  const { query, body } = request;
  try {
    return match.route.run({ params, query: parseQuery(query), json: () => parseObject(body) });
  } catch (error) {
    if (error instanceof RequestRefused) return refused(error.refusal);
    throw error;
  }
}

function methodNotAllowed(matches: readonly CompiledRoute[]): Answer {
  const allow = [...new Set(matches.map(({ route }) => route.method))].join(', ');
  return { ...ok({ message: 'method not allowed' }), status: 405, headers: { allow } };
}

function variables({ segments }: CompiledRoute): number {
  return segments.filter((segment) => segment.startsWith('{')).length;
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  if (pattern.length !== segments.length) return false;
  return pattern.every((part, index) =>
    part.startsWith('{') ? segments[index] !== '' : part === segments[index],
  );
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
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
