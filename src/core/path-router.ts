/** Method and path of a router; `{name}` stands for one variable segment. */
export interface PathRoute {
  readonly method: string;
  readonly path: string;
}

/** Outcome of matching a request; `params` are the decoded variable segments by name. */
export type PathMatch<R extends PathRoute> =
  | { readonly kind: 'found'; readonly route: R; readonly params: ReadonlyMap<string, string> }
  | { readonly kind: 'not_found' }
  | { readonly kind: 'method_not_allowed'; readonly allow: string };

/**
 * Creates the function that finds the route of a request.
 *
 * A literal segment wins over a variable one in the same place, and a variable segment is never
 * empty. A path is split before it is decoded, so that `BTC%2FUSD` stays one segment.
 */
export function createPathRouter<R extends PathRoute>(
  routes: readonly R[],
): (method: string, path: string) => PathMatch<R> {
  const compiled = routes
    .map((route) => ({ route, pattern: route.path.split('/') }))
    .sort((a, b) => variables(a.pattern) - variables(b.pattern));
  return (method, path) => {
    const segments = path.split('/').map(decodeSegment);
    const here = compiled.filter(({ pattern }) => fits(pattern, segments));
    if (here.length === 0) return { kind: 'not_found' };
    const match = here.find(({ route }) => route.method === method);
    if (match === undefined) {
      const allow = [...new Set(here.map(({ route }) => route.method))].join(', ');
      return { kind: 'method_not_allowed', allow };
    }
    return { kind: 'found', route: match.route, params: paramsOf(match.pattern, segments) };
  };
}

function isVariable(part: string): boolean {
  return part.startsWith('{');
}

function variables(pattern: readonly string[]): number {
  return pattern.filter(isVariable).length;
}

function fits(pattern: readonly string[], segments: readonly string[]): boolean {
  if (pattern.length !== segments.length) return false;
  return pattern.every((part, index) =>
    isVariable(part) ? segments[index] !== '' : part === segments[index],
  );
}

function paramsOf(pattern: readonly string[], segments: readonly string[]): Map<string, string> {
  const params = new Map<string, string>();
  pattern.forEach((part, index) => {
    if (isVariable(part)) params.set(part.slice(1, -1), segments[index] ?? '');
  });
  return params;
}

function decodeSegment(segment: string): string {
  try {
    return decodeURIComponent(segment);
  } catch {
    return segment;
  }
}
