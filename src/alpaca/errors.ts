import { type ErrorDetails, QuipuError } from '../core/errors.ts';

/** Every code that this room raises. */
export type AlpacaErrorCode =
  /** A message does not have the form the API documents. */
  | 'alpaca.unreadable'
  /** The key is missing, wrong, revoked, or of another environment. */
  | 'alpaca.unauthorized'
  /** The account is not allowed to do this. */
  | 'alpaca.forbidden'
  | 'alpaca.not_found'
  /** The request itself was refused; retrying it unchanged cannot succeed. */
  | 'alpaca.invalid_request'
  | 'alpaca.rate_limited'
  /** No usable response after all allowed attempts. */
  | 'alpaca.unavailable'
  /** Too many consecutive failures; requests pause until the cool-down has passed. */
  | 'alpaca.circuit_open'
  /** The server sent a redirect, which would send the keys elsewhere. */
  | 'alpaca.redirect_refused'
  /** An address outside the allow-list of the mode. */
  | 'alpaca.host_not_allowed'
  | 'alpaca.credentials_missing'
  /** Two places name different credentials, or credentials and mode disagree. */
  | 'alpaca.credentials_conflict'
  /** The responses come from an account other than the bound one. */
  | 'alpaca.wrong_account'
  /** A key was given for a second, different order. */
  | 'alpaca.key_reused'
  /** A stream was refused for a reason that retrying does not change. */
  | 'alpaca.stream_refused'
  /** The paper broker cannot read its own log. */
  | 'alpaca.log_unreadable';

/** Creates an operating error of this room; see {@link AlpacaErrorCode} for the codes. */
export function alpacaError(
  code: AlpacaErrorCode,
  message: string,
  details: ErrorDetails = {},
): QuipuError {
  return new QuipuError(code, message, details);
}
