import type { AppContext } from '../../app/context/app-context.ts';
import { appError } from '../../app/kit/errors.ts';
import type { Principal, Via } from '../../app/operation/principal.ts';
import type { ServerRequest } from '../../core/http.ts';

/** Name of the cookie of a browser session. */
export const COOKIE = 'quipu_session';

/** Returns the session secret in a request's cookies, undefined if there is none. */
export function sessionOf(request: ServerRequest): string | undefined {
  for (const part of (request.headers['cookie'] ?? '').split(';')) {
    const [name, value] = part.trim().split('=');
    if (name === COOKIE && value !== undefined) return value;
  }
  return undefined;
}

/**
 * Identifies the caller: by bearer token, or by the session cookie of our own page.
 *
 * @throws QuipuError `app.unauthorized`
 */
export async function identify(
  request: ServerRequest,
  { tokens, sessions }: Pick<AppContext, 'tokens' | 'sessions'>,
): Promise<Principal> {
  const authorization = request.headers['authorization'];
  if (authorization !== undefined) {
    const token = /^Bearer ([\x21-\x7e]+)$/i.exec(authorization)?.[1] ?? '';
    const principal = await tokens.principalOf(token, viaOf(request));
    if (principal !== undefined) return principal;
    throw unauthorized('a valid, unexpired token');
  }
  const secret = sessionOf(request);
  if (secret === undefined) throw unauthorized('a bearer token or a signed-in browser');
  const principal = await sessions.principalOf(secret);
  if (principal === undefined) throw unauthorized('a valid, unexpired session');
  // A script of the page sends its origin; a request without one may be a form of another site.
  if (request.method !== 'GET' && request.headers['origin'] === undefined) {
    throw unauthorized('the Origin header of the page');
  }
  return principal;
}

/** Returns the surface that one of our own programs names; REST for all others. */
function viaOf(request: ServerRequest): Via {
  const via = request.headers['quipu-via'];
  return via === 'cli' || via === 'mcp' ? via : 'rest';
}

function unauthorized(expected: string): Error {
  return appError('app.unauthorized', `Expected ${expected}.`, {
    next: 'Sign in with the link from `quipu open`, or send a token from `quipu token create`.',
  });
}
