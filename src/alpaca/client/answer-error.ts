import type { QuipuError } from '../../core/errors.ts';
import type { HttpResponse } from '../../core/http.ts';
import { type AlpacaErrorCode, alpacaError } from '../errors.ts';
import { parseErrorBody } from '../wire/error-body.ts';

/** Returns the error code and next step for a refusal's status. */
function kindOf(status: number): { readonly code: AlpacaErrorCode; readonly next: string } {
  if (status >= 300 && status < 400) {
    return { code: 'alpaca.redirect_refused', next: 'Check the address; Alpaca never redirects.' };
  }
  if (status === 401) {
    return {
      code: 'alpaca.unauthorized',
      next: 'Check the keys, and that they belong to this mode.',
    };
  }
  if (status === 403) {
    return {
      code: 'alpaca.forbidden',
      next: 'Check what the account and its keys are allowed to do.',
    };
  }
  if (status === 404) {
    return { code: 'alpaca.not_found', next: 'Check the name or the id in the request.' };
  }
  if (status === 429) {
    return { code: 'alpaca.rate_limited', next: 'Wait a minute, or request less.' };
  }
  if (status === 408 || status === 425 || status >= 500) {
    return { code: 'alpaca.unavailable', next: 'Wait, and check Alpaca’s status page.' };
  }
  return {
    code: 'alpaca.invalid_request',
    next: 'Correct the request; Alpaca did not carry it out.',
  };
}

/** Returns the error for an unsuccessful response to a read. */
export function answerError(path: string, response: HttpResponse): QuipuError {
  const { status } = response;
  const body = parseErrorBody(response.body);
  const { code, next } = kindOf(status);
  const place = path.replace(/\?.*$/, '');
  const message = body.message.slice(0, 200).replace(/\.$/, '');
  const request = response.headers['x-request-id'];
  return alpacaError(
    code,
    `Expected a successful response for ${place}, found ${status}: ${message}.`,
    {
      next,
      retry: code === 'alpaca.unavailable' || code === 'alpaca.rate_limited' ? 'safe' : 'no',
      facts: {
        status,
        alpaca_code: body.code,
        ...(request === undefined ? {} : { request_id: request }),
      },
    },
  );
}

/** Returns the error for a read that got no response in any attempt. */
export function noAnswerError(path: string, found: string): QuipuError {
  return alpacaError(
    'alpaca.unavailable',
    `Expected a response for ${path.replace(/\?.*$/, '')}, found none: ${found}`,
    { next: 'Check the connection; Quipu tries again.', retry: 'safe' },
  );
}
