import type { Secret } from '../../core/secret.ts';
import type { Refusal } from '../../simulator/exchange.ts';
import { UNAUTHORIZED, WRONG_ENVIRONMENT } from './routes/refusals.ts';

/** Key pair that clients authenticate with, in Alpaca's format. */
export interface BrokerCredentials {
  /** Begins with `PK`, as Alpaca's paper keys do. */
  readonly keyId: string;
  readonly secret: Secret;
}

/** Key pair presented by a client. */
export interface PresentedKeys {
  readonly keyId: string;
  readonly secret: string;
}

/** Returns the key pair in a request's headers, APCA or HTTP Basic; undefined when none. */
export function presentedKeys(
  headers: Readonly<Record<string, string>>,
): PresentedKeys | undefined {
  const keyId = headers['apca-api-key-id'];
  const secret = headers['apca-api-secret-key'];
  if (keyId !== undefined || secret !== undefined) {
    return { keyId: keyId ?? '', secret: secret ?? '' };
  }
  const basic = /^basic\s+([a-z0-9+/=]+)$/i.exec(headers['authorization'] ?? '')?.[1];
  if (basic === undefined) return undefined;
  const pair = decodeBase64(basic);
  const cut = pair.indexOf(':');
  return cut < 0 ? undefined : { keyId: pair.slice(0, cut), secret: pair.slice(cut + 1) };
}

function decodeBase64(text: string): string {
  try {
    return atob(text);
  } catch {
    return '';
  }
}

/** Whether a presented pair matches; runs in constant time. */
export function areOurs(presented: PresentedKeys, ours: BrokerCredentials): boolean {
  const id = sameText(presented.keyId, ours.keyId);
  return sameText(presented.secret, ours.secret.reveal()) && id;
}

/** Whether two strings are equal, in constant time. */
export function sameText(a: string, b: string): boolean {
  let difference = a.length ^ b.length;
  for (let index = 0; index < b.length; index += 1) {
    difference |= (a.charCodeAt(index) || 0) ^ b.charCodeAt(index);
  }
  return difference === 0;
}

/** Returns the refusal for a request's keys; undefined when they match. */
export function judgeKeys(
  headers: Readonly<Record<string, string>>,
  ours: BrokerCredentials,
): Refusal | undefined {
  const presented = presentedKeys(headers);
  if (presented === undefined) return UNAUTHORIZED;
  if (areOurs(presented, ours)) return undefined;
  return presented.keyId.startsWith('AK') ? WRONG_ENVIRONMENT : UNAUTHORIZED;
}
