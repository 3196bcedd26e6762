import { OPERATIONS } from '../../app/operations/catalog.ts';
import type { AppContext } from '../../app/context/app-context.ts';
import { appError } from '../../app/kit/errors.ts';
import { metaOf, perform } from '../../app/context/perform.ts';
import { guardOrigin, type ServerRequest, type ServerResponse } from '../../core/http.ts';
import type { ListenerHandlers } from '../../core/world.ts';
import { exchangeCode, signOut } from './browser-session.ts';
import { identify } from './identify.ts';
import { openApi } from './openapi.ts';
import { createPage } from './page.ts';
import { isTold, problemOf } from './problem.ts';
import { createOperationRouter } from './routes.ts';
import { openStream } from './stream.ts';

/** Options of the REST surface. */
export interface RestSurfaceOptions {
  /** Returns the port of this server. */
  readonly port: () => number;
  /** Folder of the built dashboard. */
  readonly webFolder: string;
}

/** Content the page may load: its own files only. */
const POLICY =
  "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; " +
  "connect-src 'self'; manifest-src 'self'; base-uri 'none'; form-action 'none'; " +
  "frame-ancestors 'none'";

/**
 * Creates the HTTP surface: `/v1` for programs, the dashboard for users, one guard for both.
 *
 * Host and Origin are checked before routing; every answer under `/v1` carries the mode.
 */
export function createRestSurface(
  context: AppContext,
  options: RestSurfaceOptions,
): ListenerHandlers {
  const router = createOperationRouter(OPERATIONS);
  const page = createPage(context.world.files, options.webFolder);
  const document = JSON.stringify(openApi(OPERATIONS, context.version));

  const route = async (request: ServerRequest, requestId: string): Promise<ServerResponse> => {
    const { path, method } = request;
    const isGet = method === 'GET';
    if (path === '/healthz' && isGet) return json({ status: 'ok', mode: context.mode });
    if (path === '/v1/openapi.json' && isGet) return json(document);
    if (path === '/v1/session' && method === 'POST') return exchangeCode(request, context);
    if (path === '/v1/session' && method === 'DELETE') return signOut(request, context);
    if (path === '/v1/stream' && isGet) {
      await identify(request, context);
      return openStream(request, context);
    }
    if (path.startsWith('/v1/')) {
      const principal = await identify(request, context);
      const { operation, input } = router(request);
      const { data, meta, replayed } = await perform(operation, input(), { context, principal });
      const headers = replayed ? { 'idempotent-replay': 'true' } : {};
      return json({ data, meta: { ...meta, request_id: requestId } }, headers);
    }
    const found = isGet ? await page(request) : undefined;
    if (found !== undefined) return found;
    throw appError('app.not_found', `There is nothing at ${path}.`, {
      next: 'The dashboard is at /, the API under /v1.',
    });
  };

  return {
    async handle(request) {
      const requestId = `rq_${context.world.random.uuid().replaceAll('-', '')}`;
      const response = await answered(request, requestId, { context, options, route });
      return { ...response, headers: { ...standing(context, requestId), ...response.headers } };
    },
  };
}

interface Answering {
  readonly context: AppContext;
  readonly options: RestSurfaceOptions;
  readonly route: (request: ServerRequest, requestId: string) => Promise<ServerResponse>;
}

async function answered(
  request: ServerRequest,
  requestId: string,
  { context, options, route }: Answering,
): Promise<ServerResponse> {
  const facts = { mode: context.mode, requestId };
  const refusal = guardOrigin(request.headers, options.port());
  if (refusal !== undefined) {
    const error = appError('app.forbidden', `${refusal.reason}.`);
    return problemOf(error, facts, refusal.status);
  }
  try {
    return await route(request, requestId);
  } catch (error) {
    if (isTold(error)) {
      const allow = error.facts['allow'];
      const problem = problemOf(error, facts);
      return typeof allow === 'string' ? withHeader(problem, 'allow', allow) : problem;
    }
    context.world.log.write('error', 'A request could not be handled.', { error, requestId });
    const fault = appError('app.bad_answer', 'The request could not be handled.', {
      next: `Look for ${requestId} in the server log.`,
    });
    return problemOf(fault, facts);
  }
}

function withHeader(response: ServerResponse, name: string, value: string): ServerResponse {
  return { ...response, headers: { ...response.headers, [name]: value } };
}

function standing(context: AppContext, requestId: string): Readonly<Record<string, string>> {
  return {
    'quipu-mode': metaOf(context).mode,
    'quipu-request-id': requestId,
    'content-security-policy': POLICY,
    'x-content-type-options': 'nosniff',
    'x-frame-options': 'DENY',
    'referrer-policy': 'no-referrer',
    'cross-origin-opener-policy': 'same-origin',
    'cross-origin-resource-policy': 'same-origin',
    'cache-control': 'no-store',
  };
}

function json(content: unknown, headers: Readonly<Record<string, string>> = {}): ServerResponse {
  return {
    status: 200,
    headers: { 'content-type': 'application/json; charset=utf-8', ...headers },
    body: typeof content === 'string' ? content : JSON.stringify(content),
  };
}
