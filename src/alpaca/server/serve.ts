import { guardOrigin, type ServerRequest, type ServerResponse } from '../../core/http.ts';
import type { WorldRandom } from '../../core/world.ts';
import { type RouteAnswer, refused } from './routes/answer.ts';
import { type BrokerCredentials, judgeKeys, presentedKeys } from './auth.ts';
import type { Committer } from './account/committer.ts';
import type { RateLimit } from './rate-limit.ts';
import { BROKEN, RATE_LIMITED, UNAUTHORIZED } from './routes/refusals.ts';
import type { Host, Router } from './routes/router.ts';

/** Dependencies of serving a request, in addition to the routes. */
export interface ServeOptions {
  readonly router: Router;
  readonly credentials: BrokerCredentials;
  readonly limits: Readonly<Record<Host, RateLimit>>;
  readonly committer: Committer;
  readonly random: WorldRandom;
  readonly port: () => number;
  /** Called with a handler's error; from then on every request gets a 500. */
  readonly onFault: (error: unknown) => void;
  readonly broken: () => boolean;
}

/**
 * Serves one client request: host, keys, rate, route, and the wait for the log.
 *
 * A request that is refused before its route has changed nothing.
 */
export async function serveRequest(
  request: ServerRequest,
  options: ServeOptions,
): Promise<ServerResponse> {
  const requestId = options.random.uuid().replaceAll('-', '');
  const guard = guardOrigin(request.headers, options.port());
  if (guard !== undefined) {
    return response({ status: guard.status, body: { message: guard.reason } }, { requestId });
  }
  const refusal = judgeKeys(request.headers, options.credentials);
  if (refusal !== undefined) {
    const bare = refusal === UNAUTHORIZED && presentedKeys(request.headers) === undefined;
    const host = options.router.hostOf(request.path);
    const edge = host === 'data' || /^\/v2\/(clock|calendar)$/.test(request.path);
    const challenge = { 'www-authenticate': 'Bearer, Basic realm="alpaca.markets"' };
    // Alpaca's edge turns requests without keys away before they reach a service, in HTML.
    if (bare && edge) return html401(requestId, challenge);
    const headers = refusal === UNAUTHORIZED ? challenge : {};
    return response({ ...refused(refusal), headers }, { requestId });
  }
  const rate = options.limits[options.router.hostOf(request.path)].take();
  const extra = { requestId, rate: rate.headers };
  if (!rate.allowed) return response(refused(RATE_LIMITED), extra);
  return response(await answered(request, options), extra);
}

async function answered(request: ServerRequest, options: ServeOptions): Promise<RouteAnswer> {
  if (options.broken()) return refused(BROKEN);
  try {
    const answer = options.router.run(request);
    await options.committer.settled();
    return answer;
  } catch (error) {
    options.onFault(error);
    return refused(BROKEN);
  }
}

interface Extra {
  readonly requestId: string;
  readonly rate?: Readonly<Record<string, string>>;
}

function response(answer: RouteAnswer, { requestId, rate = {} }: Extra): ServerResponse {
  const headers = { 'x-request-id': requestId, ...rate, ...answer.headers };
  if (answer.body === undefined) return { status: answer.status, headers, body: '' };
  return {
    status: answer.status,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: JSON.stringify(answer.body),
  };
}

function html401(requestId: string, headers: Readonly<Record<string, string>>): ServerResponse {
  return {
    status: 401,
    headers: { 'content-type': 'text/html', 'x-request-id': requestId, ...headers },
    body:
      '<html>\r\n<head><title>401 Authorization Required</title></head>\r\n<body>\r\n' +
      '<center><h1>401 Authorization Required</h1></center>\r\n</body>\r\n</html>\r\n',
  };
}
