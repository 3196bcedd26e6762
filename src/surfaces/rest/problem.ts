import { isQuipuError, type QuipuError } from '../../core/errors.ts';
import type { ServerResponse } from '../../core/http.ts';

/** HTTP status by error code or by its prefix; the longest match applies. */
const STATUS: Readonly<Record<string, number>> = {
  core: 400,
  market: 400,
  engine: 400,
  research: 400,
  strategy: 400,
  analysis: 400,
  risk: 422,
  simulator: 422,
  alpaca: 502,
  'alpaca.credentials_conflict': 422,
  'alpaca.credentials_missing': 422,
  'alpaca.host_not_allowed': 422,
  world: 503,
  store: 503,
  app: 500,
  'app.broker_rejected': 422,
  'app.config_conflict': 422,
  'app.config_invalid': 422,
  'app.config_unreadable': 422,
  'app.data_row': 422,
  'app.difference_changed': 409,
  'app.engine_stopped': 503,
  'app.forbidden': 403,
  'app.idempotency_in_progress': 409,
  'app.idempotency_key_missing': 400,
  'app.idempotency_mismatch': 409,
  'app.invalid_name': 400,
  'app.invalid_order': 422,
  'app.live_not_armed': 403,
  'app.method_not_allowed': 405,
  'app.name_taken': 409,
  'app.no_data': 404,
  'app.no_difference': 409,
  'app.no_file': 404,
  'app.no_market': 409,
  'app.not_found': 404,
  'app.order_not_found': 404,
  'app.outcome_unknown': 504,
  'app.problems_found': 422,
  'app.run_not_found': 404,
  'app.server_unreachable': 503,
  'app.strategy_missing': 422,
  'app.strategy_syntax': 422,
  'app.strategy_unreadable': 422,
  'app.unauthorized': 401,
  'app.starting': 503,
  'app.unknown_metric': 404,
  'app.unknown_strategy': 404,
  'app.unknown_symbol': 422,
  'app.unknown_word': 404,
  'app.unreadable_answer': 502,
  'app.unreadable_body': 400,
  'app.unreliable_result': 422,
  'app.unsupported_media': 415,
  'app.usage': 400,
  // The listener answers these itself.
  'world.bad_request': 400,
  'world.body_too_large': 413,
  'world.handler_failed': 500,
  'world.headers_too_large': 431,
  'world.no_websocket': 404,
  'world.request_timeout': 408,
};

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  401: 'Not signed in',
  403: 'Not allowed',
  404: 'Not found',
  405: 'Method not allowed',
  409: 'Conflict',
  415: 'Unsupported media type',
  421: 'Misdirected request',
  422: 'Refused',
  500: 'Internal error',
  502: 'Broker error',
  503: 'Not available',
  504: 'Outcome unknown',
};

/** Returns the HTTP status of an error code. */
export function statusOf(code: string): number {
  const known = [code, code.split('.')[0] ?? ''].find((name) => Object.hasOwn(STATUS, name));
  return known === undefined ? 500 : STATUS[known]!;
}

/** Facts of a problem in addition to its error. */
export interface ProblemFacts {
  readonly mode: string;
  readonly requestId: string;
}

/** Formats an error as problem details (RFC 9457), with its code, next step and retry advice. */
export function problemOf(
  error: QuipuError,
  facts: ProblemFacts,
  status = statusOf(error.code),
): ServerResponse {
  const { code, message, next, retry, facts: details } = error;
  const body = {
    type: `urn:quipu:error:${code}`,
    title: TITLES[status] ?? 'Error',
    status,
    detail: message,
    code,
    next: next ?? null,
    retry,
    facts: details,
    request_id: facts.requestId,
    mode: facts.mode,
  };
  const headers: Record<string, string> = { 'content-type': 'application/problem+json' };
  if (status === 401) headers['www-authenticate'] = 'Bearer realm="quipu"';
  return { status, headers, body: JSON.stringify(body) };
}

/** Whether an error is shown to the caller; any other is a bug and goes to the log only. */
export function isTold(error: unknown): error is QuipuError {
  return isQuipuError(error);
}
