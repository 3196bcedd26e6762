import { Secret } from '../../core/secret.ts';
import type { Mode } from '../../ledger/journal.ts';
import { alpacaError } from '../errors.ts';
import { type AlpacaUrls, modeOfUrl } from './environment.ts';

/** Alpaca credentials: a key with its secret, or an OAuth token. */
export type Credentials =
  | { readonly kind: 'key'; readonly keyId: Secret; readonly secret: Secret }
  | { readonly kind: 'oauth'; readonly token: Secret };

/**
 * Returns the headers of a request; apart from stream handshakes, secrets are sent nowhere else.
 */
export function authHeaders(credentials: Credentials): Readonly<Record<string, string>> {
  return credentials.kind === 'oauth'
    ? { authorization: `Bearer ${credentials.token.reveal()}` }
    : {
        'apca-api-key-id': credentials.keyId.reveal(),
        'apca-api-secret-key': credentials.secret.reveal(),
      };
}

/** Returns key id and secret for a stream's handshake; a token is sent under the id `oauth`. */
export function streamLogin(credentials: Credentials): {
  readonly keyId: string;
  readonly secret: string;
} {
  return credentials.kind === 'oauth'
    ? { keyId: 'oauth', secret: credentials.token.reveal() }
    : { keyId: credentials.keyId.reveal(), secret: credentials.secret.reveal() };
}

/** Credentials, mode and addresses from the environment. */
export interface AlpacaAccess {
  readonly mode: 'paper' | 'live';
  readonly credentials: Credentials;
  readonly urls: AlpacaUrls;
}

type Environment = Readonly<Record<string, string | undefined>>;

/**
 * Reads Alpaca's two families of environment variables.
 *
 * `APCA_API_KEY_ID`, `APCA_API_SECRET_KEY`, `APCA_API_OAUTH`, `APCA_API_BASE_URL` and
 * `APCA_API_DATA_URL` of the SDKs; `ALPACA_API_KEY`, `ALPACA_SECRET_KEY`, `ALPACA_PAPER_TRADE` and
 * `ALPACA_LIVE_TRADE` of Alpaca's command line. Without any sign of live money, the mode is paper.
 *
 * @param wanted the mode requested elsewhere, if any
 * @throws QuipuError `alpaca.credentials_missing`, or `alpaca.credentials_conflict` when two
 *   places disagree on the keys or on whether the money is real
 */
export function readAlpacaAccess(env: Environment, wanted?: 'paper' | 'live'): AlpacaAccess {
  const credentials = readCredentials(env);
  const signs = modeSigns(env);
  if (wanted !== undefined) signs.push({ from: 'the requested mode', mode: wanted });
  // Live must be explicit: an address, a flag, or the requested mode.
  const { mode } = signs[0] ?? { mode: 'paper' };
  if (signs.length === 0) signs.push({ from: 'default', mode });
  signs.push(...keySign(credentials));
  for (const sign of signs) {
    const other = signs.find((each) => each.mode !== sign.mode);
    if (other !== undefined) {
      throw conflict(
        `Expected one mode, found ${sign.mode} by ${sign.from} and ${other.mode} by ${other.from}.`,
      );
    }
  }
  return {
    mode,
    credentials,
    urls: { trading: said(env, 'APCA_API_BASE_URL'), data: said(env, 'APCA_API_DATA_URL') },
  };
}

function readCredentials(env: Environment): Credentials {
  const keyId = agreed(env, 'APCA_API_KEY_ID', 'ALPACA_API_KEY');
  const secret = agreed(env, 'APCA_API_SECRET_KEY', 'ALPACA_SECRET_KEY');
  const token = said(env, 'APCA_API_OAUTH');
  if (token !== undefined) {
    if (keyId !== undefined || secret !== undefined) {
      throw conflict('Expected a key or an OAuth token, found both.');
    }
    return { kind: 'oauth', token: new Secret(token) };
  }
  if (keyId === undefined || secret === undefined) {
    const missing = keyId === undefined ? 'APCA_API_KEY_ID' : 'APCA_API_SECRET_KEY';
    throw alpacaError('alpaca.credentials_missing', `Expected ${missing}, found nothing.`, {
      next: 'Set APCA_API_KEY_ID and APCA_API_SECRET_KEY to the keys of your paper account.',
    });
  }
  return { kind: 'key', keyId: new Secret(keyId), secret: new Secret(secret) };
}

interface ModeSign {
  readonly from: string;
  readonly mode: 'paper' | 'live';
}

function modeSigns(env: Environment): ModeSign[] {
  const signs: ModeSign[] = [];
  const url = said(env, 'APCA_API_BASE_URL');
  const urlMode: Mode | undefined = url === undefined ? undefined : modeOfUrl(url);
  if (urlMode === 'paper' || urlMode === 'live') {
    signs.push({ from: 'APCA_API_BASE_URL', mode: urlMode });
  }
  const paper = flagOf(env, 'ALPACA_PAPER_TRADE');
  if (paper !== undefined) {
    signs.push({ from: 'ALPACA_PAPER_TRADE', mode: paper ? 'paper' : 'live' });
  }
  const live = flagOf(env, 'ALPACA_LIVE_TRADE');
  if (live !== undefined) signs.push({ from: 'ALPACA_LIVE_TRADE', mode: live ? 'live' : 'paper' });
  return signs;
}

/** Returns the environment of a key id: Alpaca's start with PK for paper and with AK for live. */
function keySign(credentials: Credentials): readonly ModeSign[] {
  if (credentials.kind === 'oauth') return [];
  const start = credentials.keyId.reveal().slice(0, 2);
  if (start === 'PK') return [{ from: 'the key id', mode: 'paper' }];
  return start === 'AK' ? [{ from: 'the key id', mode: 'live' }] : [];
}

function flagOf(env: Environment, name: string): boolean | undefined {
  const value = said(env, name)?.toLowerCase();
  if (value === undefined) return undefined;
  if (['true', '1', 'yes'].includes(value)) return true;
  if (['false', '0', 'no'].includes(value)) return false;
  throw conflict(`Expected ${name} to be true or false, found "${value}".`);
}

function agreed(env: Environment, one: string, other: string): string | undefined {
  const [first, second] = [said(env, one), said(env, other)];
  if (first !== undefined && second !== undefined && first !== second) {
    throw conflict(`Expected ${one} and ${other} to agree, found different values.`);
  }
  return first ?? second;
}

function said(env: Environment, name: string): string | undefined {
  const value = env[name]?.trim();
  return value === '' ? undefined : value;
}

function conflict(message: string): Error {
  return alpacaError('alpaca.credentials_conflict', message, {
    next: 'Remove one of them, or make them agree.',
  });
}
