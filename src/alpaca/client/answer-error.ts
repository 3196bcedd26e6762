import type { QuipuError } from '../../core/errors.ts';
import type { HttpResponse } from '../../core/http.ts';
import { type AlpacaErrorCode, alpacaError } from '../errors.ts';
import { parseErrorBody } from '../wire/error-body.ts';

/** What each refusal is called, and what to do about it. */
function kindOf(status: number): { readonly code: AlpacaErrorCode; readonly next: string } {
  if (status >= 300 && status < 400) {
    return { code: 'alpaca.redirect_refused', next: 'Check the address; Alpaca never redirects.' };
  }
  if (status === 401) {
    return { code: 'alpaca.unauthorized', next: 'Check the keys, and that they fit the mode.' };
  }
  if (status === 403) {
    return { code: 'alpaca.forbidden', next: 'Check what the account and its keys may do.' };
  }
  if (status === 404) {
    return { code: 'alpaca.not_found', next: 'Check the name or the id that was asked for.' };
  }
  if (status === 429) {
    return { code: 'alpaca.rate_limited', next: 'Wait a minute, or ask for less.' };
  }
  if (status === 408 || status === 425 || status >= 500) {
    return { code: 'alpaca.unavailable', next: 'Wait; Alpaca publishes its state of service.' };
  }
  return { code: 'alpaca.invalid_request', next: 'Correct the request; it was not carried out.' };
}

/** The error of an answer to a read that is not a success. */
export function answerError(path: string, response: HttpResponse): QuipuError {
  const { status } = response;
  const body = parseErrorBody(response.body);
  const { code, next } = kindOf(status);
  const place = path.replace(/\?.*$/, '');
  const message = body.message.slice(0, 200).replace(/\.$/, '');
  const request = response.headers['x-request-id'];
  return alpacaError(code, `Expected an answer for ${place}, found ${status}: ${message}.`, {
    next,
    retry: code === 'alpaca.unavailable' || code === 'alpaca.rate_limited' ? 'safe' : 'no',
    facts: {
      status,
      alpaca_code: body.code,
      ...(request === undefined ? {} : { request_id: request }),
    },
  });
}

/** The error of a read that got no answer at all, however often it was sent. */
export function noAnswerError(path: string, found: string): QuipuError {
  return alpacaError(
    'alpaca.unavailable',
    `Expected an answer for ${path.replace(/\?.*$/, '')}, found none: ${found}`,
    { next: 'Check the connection; it will be tried again.', retry: 'safe' },
  );
}
