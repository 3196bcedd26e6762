import type { Refusal } from '../../../simulator/exchange.ts';

/** Error with which a handler stops early; only the router catches it, to build the response. */
export class RequestRefused extends Error {
  override readonly name = 'RequestRefused';
  readonly refusal: Refusal;

  constructor(refusal: Refusal) {
    super(refusal.message);
    this.refusal = refusal;
  }
}

/** Stops the request with a refusal. */
export function refuse(refusal: Refusal): never {
  throw new RequestRefused(refusal);
}

type Fields = Readonly<Record<string, string>>;

/** 422 with code 40010001: a parameter is missing or malformed. */
export function badParameter(message: string): Refusal {
  return { status: 422, code: 40010001, message, fields: {} };
}

/** 422 with code 42210000: well formed, but this cannot be done with this asset or order. */
export function unprocessable(message: string, fields: Fields = {}): Refusal {
  return { status: 422, code: 42210000, message, fields };
}

/** 403 with code 40310000: the account is not allowed to do this. */
export function forbidden(message: string, fields: Fields = {}): Refusal {
  return { status: 403, code: 40310000, message, fields };
}

/** 404 with code 40410000. */
export function notFound(message: string): Refusal {
  return { status: 404, code: 40410000, message, fields: {} };
}

/** 400 of the data API, whose bodies carry a message only. */
export function badDataRequest(message: string): Refusal {
  return { status: 400, code: 0, message, fields: {} };
}

/** 400 for a body that is not a JSON object. */
export const MALFORMED_BODY: Refusal = {
  status: 400,
  code: 40010000,
  message: 'request body format is invalid',
  fields: {},
};

/** 401 in the wording measured on the real API. */
export const UNAUTHORIZED: Refusal = {
  status: 401,
  code: 0,
  message: 'unauthorized.',
  fields: {},
};

/** 403 for keys of the live environment. */
export const WRONG_ENVIRONMENT: Refusal = {
  status: 403,
  code: 0,
  message: 'forbidden.',
  fields: {},
};

/** 429: nothing was done, and nothing was counted as an order. */
export const RATE_LIMITED: Refusal = {
  status: 429,
  code: 42910000,
  message: 'rate limit exceeded',
  fields: {},
};

/** 500 once the account's log cannot be written: nothing is sent that is not durable. */
export const BROKEN: Refusal = {
  status: 500,
  code: 50010000,
  message: 'internal server error occurred',
  fields: {},
};
