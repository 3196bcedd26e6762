import type { ServerResponse } from '../core/http.ts';

const TITLES: Readonly<Record<number, string>> = {
  400: 'Bad request',
  404: 'Not found',
  408: 'Request timeout',
  413: 'Content too large',
  431: 'Headers too large',
  500: 'Internal error',
};

/** Returns a listener's own error response, before or instead of its handler (RFC 9457). */
export function problem(status: number, code: string, detail: string): ServerResponse {
  return {
    status,
    headers: { 'content-type': 'application/problem+json' },
    body: JSON.stringify({ type: 'about:blank', title: TITLES[status], status, code, detail }),
  };
}

/** Returns the response after a failed handler; the error goes to the log, not to the client. */
export function handlerFailed(): ServerResponse {
  return problem(500, 'world.handler_failed', 'The request could not be handled.');
}
