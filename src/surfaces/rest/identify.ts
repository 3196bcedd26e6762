import type { AppContext } from '../../app/context.ts';
import { appError } from '../../app/errors.ts';
import type { Principal, Via } from '../../app/principal.ts';
import type { ServerRequest } from '../../core/http.ts';

/** The cookie that carries a browser's session. */
export const COOKIE = 'quipu_session';

/** The session secret in a request's cookies, undefined when there is none. */
export function sessionOf(request: ServerRequest): string | undefined {
  for (const part of (request.headers['cookie'] ?? '').split(';')) {
    const [name, value] = part.trim().split('=');
    if (name === COOKIE && value !== undefined) return value;
  }
  return undefined;
}

/**
 * Who asks: by bearer token, or by the session cookie of a page that we served.
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
    throw unauthorized('a token that is known and not expired');
  }
  const secret = sessionOf(request);
  if (secret === undefined) throw unauthorized('a bearer token or a signed-in browser');
  const principal = await sessions.principalOf(secret);
  if (principal === undefined) throw unauthorized('a session that is known and not expired');
  // A page's own script says where it is from; what does not may be a form of another site.
  if (request.method !== 'GET' && request.headers['origin'] === undefined) {
    throw unauthorized('the Origin header of the page');
  }
  return principal;
}

/** The door that a program of ours says it is; anybody else's is REST. */
function viaOf(request: ServerRequest): Via {
  const via = request.headers['quipu-via'];
  return via === 'cli' || via === 'mcp' ? via : 'rest';
}

function unauthorized(expected: string): Error {
  return appError('app.unauthorized', `Expected ${expected}.`, {
    next: 'Sign in with the link of `quipu open`, or send a token of `quipu token create`.',
  });
}
