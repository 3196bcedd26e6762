import type { Refusal } from './exchange.ts';

const NO_FIELDS: Readonly<Record<string, string>> = {};

/** A parameter that makes no sense by itself: HTTP 422, code 40010001. */
export function invalidParameter(message: string): Refusal {
  return { status: 422, code: 40010001, message, fields: NO_FIELDS };
}

/** An order that the instrument or its own terms do not allow: HTTP 422, code 42210000. */
export function unprocessable(message: string): Refusal {
  return { status: 422, code: 42210000, message, fields: NO_FIELDS };
}

/** An order that the account may not place: HTTP 403, code 40310000. */
export function forbidden(
  message: string,
  fields: Readonly<Record<string, string>> = NO_FIELDS,
): Refusal {
  return { status: 403, code: 40310000, message, fields };
}

/** An order that the exchange does not know: HTTP 404, code 40410000. */
export function orderNotFound(id: string): Refusal {
  return { status: 404, code: 40410000, message: `order not found for ${id}`, fields: NO_FIELDS };
}
