import { type ErrorDetails, QuipuError } from '../core/errors.ts';

/** Every code that this room raises. */
export type AlpacaErrorCode =
  /** Something arrived that does not have the form the API documents. */
  | 'alpaca.unreadable'
  /** The key is missing, wrong, revoked, or of another environment. */
  | 'alpaca.unauthorized'
  /** The account may not do this. */
  | 'alpaca.forbidden'
  | 'alpaca.not_found'
  /** The request itself was refused; the same request will be refused again. */
  | 'alpaca.invalid_request'
  | 'alpaca.rate_limited'
  /** No usable answer after every attempt that is allowed. */
  | 'alpaca.unavailable'
  /** Too many failures in a row; requests rest until the cool-down has passed. */
  | 'alpaca.circuit_open'
  /** The server answered with a redirect, which would carry the keys elsewhere. */
  | 'alpaca.redirect_refused'
  /** An address outside the allow-list of the mode. */
  | 'alpaca.host_not_allowed'
  | 'alpaca.credentials_missing'
  /** Two places name different credentials, or credentials and mode disagree. */
  | 'alpaca.credentials_conflict'
  /** The answers come from another account than the one that is bound. */
  | 'alpaca.wrong_account'
  /** A stream was refused for a reason that trying again does not change. */
  | 'alpaca.stream_refused'
  /** The paper broker cannot read its own log. */
  | 'alpaca.log_unreadable';

/** An operating error of this room; see {@link AlpacaErrorCode} for the codes. */
export function alpacaError(
  code: AlpacaErrorCode,
  message: string,
  details: ErrorDetails = {},
): QuipuError {
  return new QuipuError(code, message, details);
}
