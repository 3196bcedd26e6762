import { parseTradingFrame, toTradingRequest, type TradeUpdate } from '../wire/trading-stream.ts';
import { type Link, streamRefused } from './connection.ts';
import { type Credentials, streamLogin } from './credentials.ts';

/** What one connection of the trading stream tells. */
export interface TradingHooks {
  /** Logged in and listening; what follows is complete until `lost`. */
  readonly opened: () => Promise<void>;
  readonly updated: (update: TradeUpdate) => void;
  /** A frame that we do not understand. */
  readonly puzzled: (text: string) => void;
}

/** How often the stream is asked whether it is alive, and how long it may take to answer. */
export interface Heartbeat {
  readonly everyMs: number;
  readonly answerMs: number;
}

const STREAMS = ['trade_updates'];

/**
 * Runs one connection of the trading stream: log in, listen, then every update until it ends.
 *
 * A quiet trading stream is normal, so it is asked to listen again now and then: the answer, which
 * repeats what it listens to, is the sign of life.
 *
 * @returns why it ended
 * @throws QuipuError `alpaca.stream_refused` when the login is refused
 */
export async function runTradingSession(
  link: Link,
  { credentials, heartbeat }: { readonly credentials: Credentials; readonly heartbeat: Heartbeat },
  hooks: TradingHooks,
): Promise<string> {
  const listen = (): void => link.send(toTradingRequest({ kind: 'listen', streams: STREAMS }));
  // From the first frame on, so that a server that accepts and then says nothing is left.
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
          // Listening before the login was taken is our own race, not a refusal of the keys.
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
