import { createEventQueue } from '../../core/event-queue.ts';
import type { World } from '../../core/world.ts';
import { keepConnected } from '../client/connection.ts';
import type { Credentials } from '../client/credentials.ts';
import type { AlpacaEnvironment } from '../client/environment.ts';
import { type Heartbeat, runTradingSession } from '../client/trading-session.ts';
import { excerpt } from '../wire/json.ts';
import type { TradeUpdate } from '../wire/trading-stream.ts';

/** Item of the stream of an account's orders. */
export type OrderUpdate =
  /** An event of an order: `new`, `fill`, `partial_fill`, `canceled` and so on. */
  | TradeUpdate
  /** The stream is open. What happened before may have been missed: read the orders again. */
  | { readonly kind: 'connected' | 'disconnected' };

const TIMEOUT_MS = 15_000;
const HEARTBEAT: Heartbeat = { everyMs: 10_000, answerMs: 5_000 };

/**
 * Yields every update of the account's orders until the signal aborts; reconnects automatically.
 *
 * @throws QuipuError `alpaca.stream_refused` when the login is refused
 */
export async function* orderUpdates(
  world: World,
  access: { readonly environment: AlpacaEnvironment; readonly credentials: Credentials },
  signal: AbortSignal,
): AsyncGenerator<OrderUpdate, void> {
  const { environment, credentials } = access;
  const stop = new AbortController();
  const queue = createEventQueue<OrderUpdate>();
  const end = (): void => {
    stop.abort();
    queue.end();
  };
  signal.addEventListener('abort', end, { once: true });
  if (signal.aborted) end();
  const name = 'the trading stream';
  const link = {
    url: environment.tradingStreamUrl,
    name,
    timeoutMs: TIMEOUT_MS,
    signal: stop.signal,
  };
  void keepConnected(world, link, async (connection) => {
    let isConnected = false;
    try {
      return await runTradingSession(
        connection,
        { credentials, heartbeat: HEARTBEAT },
        {
          opened: async () => {
            isConnected = true;
            queue.push({ kind: 'connected' });
          },
          updated: (update) => queue.push(update),
          puzzled: (text) =>
            world.log.write('warn', `${name} sent a frame that Quipu cannot read`, {
              text: excerpt(text),
            }),
        },
      );
    } finally {
      if (isConnected) queue.push({ kind: 'disconnected' });
    }
  }).then(
    () => queue.end(),
    (error: unknown) => queue.fail(error),
  );
  try {
    yield* queue.items;
  } finally {
    signal.removeEventListener('abort', end);
    end();
  }
}
