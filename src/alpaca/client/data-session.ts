import {
  type DataMessage,
  parseDataFrame,
  type Subscription,
  toDataRequest,
} from '../wire/data-stream.ts';
import { type Link, streamRefused } from './connection.ts';
import { type Credentials, streamLogin } from './credentials.ts';
import type { Heartbeat } from './trading-session.ts';

/** What one connection of a data stream tells. */
export interface DataHooks {
  /** Logged in and subscribed; what follows is complete until the connection ends. */
  readonly opened: () => void;
  /** Prices of one frame, as they arrived. */
  readonly told: (messages: readonly DataMessage[]) => void;
  readonly puzzled: (text: string) => void;
}

/** What one connection of a data stream needs. */
export interface DataSessionOptions {
  readonly credentials: Credentials;
  readonly wanted: Subscription;
  readonly heartbeat: Heartbeat;
}

/**
 * Errors after which trying again cannot help: wrong keys, too many symbols, a feed or a channel
 * that the subscription does not have. 406 (connection limit) is not one of them: the server may
 * still be burying our last connection.
 */
const FINAL: ReadonlySet<number> = new Set([402, 405, 408, 409, 410, 411, 412, 413]);
const ALREADY_AUTHENTICATED = 403;

/**
 * Runs one connection of a data stream: log in, subscribe to what is wanted, then every frame until
 * it ends. A stream that says nothing is asked to subscribe again, which it must acknowledge.
 *
 * @returns why it ended
 * @throws QuipuError `alpaca.stream_refused` for errors that stay
 */
export async function runDataSession(
  link: Link,
  { credentials, wanted, heartbeat }: DataSessionOptions,
  hooks: DataHooks,
): Promise<string> {
  const subscribe = (): void =>
    link.send(toDataRequest({ kind: 'subscribe', subscription: wanted }));
  link.watch({ idleMs: heartbeat.everyMs, answerMs: heartbeat.answerMs, probe: subscribe });
  let open = false;
  const control = (message: DataMessage): string | undefined => {
    switch (message.kind) {
      case 'success':
        if (message.message === 'connected') {
          const { keyId, secret } = streamLogin(credentials);
          link.send(toDataRequest({ kind: 'auth', key: keyId, secret }));
        } else if (message.message === 'authenticated') subscribe();
        return undefined;
      case 'subscription':
        if (missing(wanted, message.subscription).length > 0) {
          return `not subscribed to ${missing(wanted, message.subscription).join(', ')}`;
        }
        if (!open) {
          open = true;
          link.ready();
          hooks.opened();
        }
        return undefined;
      case 'error': {
        const { code, message: text } = message;
        if (FINAL.has(code)) throw streamRefused('the data stream', `error ${code}, ${text}`);
        return code === ALREADY_AUTHENTICATED ? undefined : `error ${code}, ${text}`;
      }
      case 'unknown':
        hooks.puzzled(message.text);
        return undefined;
      default:
        return undefined;
    }
  };
  for (;;) {
    const frame = await link.next();
    if (frame === undefined) return 'the connection ended';
    const messages = parseDataFrame(frame);
    for (const message of messages) {
      const end = control(message);
      if (end !== undefined) return end;
    }
    // An acknowledgment is a sign of life, not of prices.
    if (open && messages.some(isPrice)) hooks.told(messages);
  }
}

const CONTROL: ReadonlySet<DataMessage['kind']> = new Set([
  'success',
  'error',
  'subscription',
  'unknown',
]);

function isPrice({ kind }: DataMessage): boolean {
  return !CONTROL.has(kind);
}

/** What is wanted and not acknowledged; a star stands for every symbol. */
function missing(wanted: Subscription, given: Subscription): readonly string[] {
  const channels = Object.keys(wanted) as (keyof Subscription)[];
  return channels.flatMap((channel) => {
    const has = new Set(given[channel]);
    if (has.has('*')) return [];
    const lost = wanted[channel].filter((symbol) => !has.has(symbol));
    return lost.map((symbol) => `${channel} of ${symbol}`);
  });
}
