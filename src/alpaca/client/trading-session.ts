import { parseTradingFrame, toTradingRequest, type TradeUpdate } from '../wire/trading-stream.ts';
import { type Link, streamRefused } from './connection.ts';
import { type Credentials, streamLogin } from './credentials.ts';

/** Callbacks of one trading stream connection. */
export interface TradingHooks {
  /** Called once logged in and listening; updates are complete from here until `lost`. */
  readonly opened: () => Promise<void>;
  readonly updated: (update: TradeUpdate) => void;
  /** Called with an unreadable frame. */
  readonly puzzled: (text: string) => void;
}

/** Keep-alive interval of the stream, and the time allowed for the reply. */
export interface Heartbeat {
  readonly everyMs: number;
  readonly answerMs: number;
}

const STREAMS = ['trade_updates'];

/**
 * Runs one trading stream connection: logs in, listens, then reads every update until it ends.
 *
 * An idle trading stream is normal, so the client periodically sends `listen` again; the reply,
 * which repeats the streams, proves the connection alive.
 * @returns the reason it ended
 * @throws QuipuError `alpaca.stream_refused` when the login is refused
 */
export async function runTradingSession(
  link: Link,
  { credentials, heartbeat }: { readonly credentials: Credentials; readonly heartbeat: Heartbeat },
  hooks: TradingHooks,
): Promise<string> {
  const listen = (): void => link.send(toTradingRequest({ kind: 'listen', streams: STREAMS }));
  // Starts with the first frame, so that a server that accepts and then stays silent is dropped.
  link.watch({ idleMs: heartbeat.everyMs, answerMs: heartbeat.answerMs, probe: listen });
  link.send(toTradingRequest({ kind: 'authenticate', ...streamLogin(credentials) }));
  let open = false;
  for (;;) {
    const frame = await link.next();
    if (frame === undefined) return 'the connection ended';
    const message = parseTradingFrame(frame);
    switch (message.kind) {
      case 'authorization':
        if (message.status !== 'authorized') {
          // Listening before the login was accepted is a race on our side, not a refusal of the
          // keys.
          if (message.action === 'listen') break;
          throw streamRefused('the trading stream', `"${message.status}"`);
        }
        listen();
        break;
      case 'listening':
        if (!message.streams.includes('trade_updates')) {
          return `it listens to ${message.streams.join(', ') || 'nothing'}`;
        }
        if (!open) {
          open = true;
          link.ready();
          await hooks.opened();
        }
        break;
      case 'trade_update':
        hooks.updated(message);
        break;
      case 'error':
        return message.message;
      case 'unknown':
        hooks.puzzled(message.text);
    }
  }
}
