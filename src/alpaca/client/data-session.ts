import {
  type DataMessage,
  parseDataFrame,
  type Subscription,
  toDataRequest,
} from '../wire/data-stream.ts';
import { type Link, streamRefused } from './connection.ts';
import { type Credentials, streamLogin } from './credentials.ts';
import type { Heartbeat } from './trading-session.ts';

/** Callbacks of one data stream connection. */
export interface DataHooks {
  /**
   * Called once logged in and subscribed; from here to the end of the connection, data is complete.
   */
  readonly opened: () => void;
  /** Called with the prices of one frame, in order of arrival. */
  readonly pricesArrived: (messages: readonly DataMessage[]) => void;
  readonly puzzled: (text: string) => void;
}

/** Settings of one data stream connection. */
export interface DataSessionOptions {
  readonly credentials: Credentials;
  readonly wanted: Subscription;
  readonly heartbeat: Heartbeat;
}

/**
 * Errors that retrying cannot fix: wrong keys, too many symbols, or a feed or channel outside the
 * subscription. 406 (connection limit) is not one of them: the server may not have closed our last
 * connection yet.
 */
const FINAL: ReadonlySet<number> = new Set([402, 405, 408, 409, 410, 411, 412, 413]);
const ALREADY_AUTHENTICATED = 403;

/**
 * Runs one data stream connection: logs in, subscribes, then reads every frame until it ends. On a
 * silent stream it subscribes again, which the server must acknowledge.
 *
 * @returns the reason it ended
 * @throws QuipuError `alpaca.stream_refused` for errors that retrying cannot fix
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
    // An acknowledgment proves the connection alive, not that prices arrive.
    if (open && messages.some(isPrice)) hooks.pricesArrived(messages);
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

/** Returns the wanted symbols that were not acknowledged; a star stands for every symbol. */
function missing(wanted: Subscription, given: Subscription): readonly string[] {
  const channels = Object.keys(wanted) as (keyof Subscription)[];
  return channels.flatMap((channel) => {
    const has = new Set(given[channel]);
    if (has.has('*')) return [];
    const lost = wanted[channel].filter((symbol) => !has.has(symbol));
    return lost.map((symbol) => `${channel} of ${symbol}`);
  });
}
