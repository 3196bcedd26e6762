import type { Refusal } from './exchange.ts';

const NO_FIELDS: Readonly<Record<string, string>> = {};

/** Returns the refusal of an invalid parameter: HTTP 422, code 40010001. */
export function invalidParameter(message: string): Refusal {
  return { status: 422, code: 40010001, message, fields: NO_FIELDS };
}

/**
 * Returns the refusal of an order that its instrument or terms do not allow: HTTP 422, code
 * 42210000.
 */
export function refuseUnprocessable(message: string): Refusal {
  return { status: 422, code: 42210000, message, fields: NO_FIELDS };
}

/** Returns the refusal of an order the account is not allowed to place: HTTP 403, code 40310000. */
export function refuseForbidden(
  message: string,
  fields: Readonly<Record<string, string>> = NO_FIELDS,
): Refusal {
  return { status: 403, code: 40310000, message, fields };
}

/** Returns the refusal of an unknown order: HTTP 404, code 40410000. */
export function orderNotFound(id: string): Refusal {
  return { status: 404, code: 40410000, message: `order not found for ${id}`, fields: NO_FIELDS };
}
