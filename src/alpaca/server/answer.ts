import type { Refusal } from '../../simulator/exchange.ts';

/** What a handler answers, before it becomes bytes; `body` undefined means no body at all. */
export interface Answer {
  readonly status: number;
  readonly body: unknown;
  readonly headers?: Readonly<Record<string, string>>;
}

/** The answer to a request that was done. */
export function ok(body: unknown): Answer {
  return { status: 200, body };
}

/** One result per item, each with its own status. */
export function multiStatus(body: readonly unknown[]): Answer {
  return { status: 207, body };
}

/** Done, and nothing to say. */
export const NO_CONTENT: Answer = { status: 204, body: undefined };

/** The body of an error in Alpaca's shape; the data API leaves the code out (code 0 here). */
export function errorBody(refusal: Refusal): Readonly<Record<string, unknown>> {
  const { code, message, fields } = refusal;
  return code === 0 ? { message, ...fields } : { code, message, ...fields };
}

/** A refusal as an answer. */
export function refused(refusal: Refusal): Answer {
  return { status: refusal.status, body: errorBody(refusal) };
}
