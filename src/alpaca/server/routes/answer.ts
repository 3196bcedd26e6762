import type { Refusal } from '../../../simulator/exchange.ts';

/** Response of a handler, before it becomes bytes; `body` undefined means no body. */
export interface RouteAnswer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** Returns the response to a successful request. */
export function ok(body: unknown): RouteAnswer {
  return { status: 200, body };
}

/** Returns one result per item, each with its own status. */
export function multiStatus(body: readonly unknown[]): RouteAnswer {
  return { status: 207, body };
}

/** Success without a body. */
export const NO_CONTENT: RouteAnswer = { status: 204, body: undefined };

/** Returns an error body in Alpaca's format; the data API omits the code (code 0 here). */
export function errorBody(refusal: Refusal): Readonly<Record<string, unknown>> {
  const { code, message, fields } = refusal;
  return code === 0 ? { message, ...fields } : { code, message, ...fields };
}

/** Returns a refusal as a response. */
export function refused(refusal: Refusal): RouteAnswer {
  return { status: refusal.status, body: errorBody(refusal) };
}
