import type { AlpacaFeedOptions } from './feed-options.ts';
import { MINUTE } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import type { MarketEvent } from '../../market/event.ts';
import { type DataMessage, NO_SUBSCRIPTION, type Subscription } from '../wire/data-stream.ts';
import { excerpt } from '../wire/json.ts';
import { keepConnected, sleepUnless } from './connection.ts';
import { runDataSession } from './data-session.ts';
import { createEventQueue, type EventQueue } from '../../core/event-queue.ts';
import { type FeedArrival, FeedEmitter } from './feed-emitter.ts';
import type { Heartbeat } from './trading-session.ts';

const TIMEOUT_MS = 15_000;
const HEARTBEAT: Heartbeat = { everyMs: 15_000, answerMs: 5_000 };
/** Backlog of frames that the reader cannot catch up with; past it the feed reconnects. */
const WAITING_MAX = 50_000;
/** Maximum number of frames sorted together. */
const BATCH_MAX = 1_000;

/** Market events one by one, in order. */
export interface AlpacaFeed {
  /** Yields events until the signal aborts; reconnects automatically and yields `gap`. */
  events(signal: AbortSignal): AsyncIterable<MarketEvent>;
}

/**
 * Creates a market feed over Alpaca's data stream.
 *
 * It reconnects automatically: a `gap` event reports the missed span, and the minute bars of the
 * gap, read over REST, follow before anything new. Queued events are emitted in order of time; a
 * late one keeps its own timestamp. Trading days open and close by the broker's calendar, in `sim`
 * by the broker's clock.
 */
export function createAlpacaFeed(world: World, options: AlpacaFeedOptions): AlpacaFeed {
  return {
    async *events(signal) {
      const stop = new AbortController();
      const arrivals = createEventQueue<FeedArrival>();
      const end = (): void => {
        stop.abort();
        arrivals.end();
      };
      signal.addEventListener('abort', end, { once: true });
      if (signal.aborted) end();
      const teller = new FeedEmitter(world, options);
      void listen(world, options, { arrivals, teller, signal: stop.signal }).then(
        () => arrivals.end(),
        (error: unknown) => arrivals.fail(error),
      );
      void tick(world, options, { arrivals, signal: stop.signal }).catch((error: unknown) =>
        arrivals.fail(error),
      );
      try {
        for await (const batch of batches(arrivals)) {
          for await (const event of teller.tell(batch)) {
            if (signal.aborted) return;
            yield event;
          }
        }
      } finally {
        signal.removeEventListener('abort', end);
        end();
      }
    },
  };
}

/** Joins the frames already queued, so that they can be sorted together. */
async function* batches(arrivals: EventQueue<FeedArrival>): AsyncGenerator<FeedArrival, void> {
  let messages: DataMessage[] = [];
  for await (const arrival of arrivals.items) {
    if (arrival.kind === 'prices') {
      messages.push(...arrival.messages);
      if (arrivals.size > 0 && messages.length < BATCH_MAX) continue;
    }
    if (messages.length > 0) {
      yield { kind: 'prices', messages };
      messages = [];
    }
    if (arrival.kind !== 'prices') yield arrival;
  }
}

interface Running {
  readonly arrivals: EventQueue<FeedArrival>;
  readonly signal: AbortSignal;
}

async function tick(
  world: World,
  { tickMs = 1_000 }: AlpacaFeedOptions,
  { arrivals, signal }: Running,
): Promise<void> {
  while (!signal.aborted) {
    await sleepUnless(world.clock, tickMs, signal);
    // A tick is useful only when nothing else is queued.
    if (arrivals.size === 0) arrivals.push({ kind: 'tick' });
  }
}

async function listen(
  world: World,
  options: AlpacaFeedOptions,
  { arrivals, teller, signal }: Running & { readonly teller: FeedEmitter },
): Promise<void> {
  const { environment, credentials, feed = 'iex', heartbeat = HEARTBEAT } = options;
  const muteMs = options.muteMs ?? (environment.mode === 'sim' ? 0 : 3 * MINUTE);
  const wanted = subscriptionOf(options);
  const url = `${environment.dataStreamUrl}/v2/${feed}`;
  const name = 'the data stream';
  await keepConnected(world, { url, name, timeoutMs: TIMEOUT_MS, signal }, async (link) => {
    let open = false;
    let pricedAt = world.clock.monotonic();
    const checkMute = (): void => {
      const now = world.clock.monotonic();
      if (!teller.isOpen()) pricedAt = now;
      if (now - pricedAt > muteMs) link.cut('it is alive, but sends no prices');
      cancel = world.clock.timer(muteMs, checkMute);
    };
    let cancel = muteMs > 0 ? world.clock.timer(muteMs, checkMute) : (): void => {};
    try {
      return await runDataSession(
        link,
        { credentials, wanted, heartbeat },
        {
          opened() {
            open = true;
            arrivals.push({ kind: 'opened' });
          },
          pricesArrived(messages) {
            pricedAt = world.clock.monotonic();
            if (arrivals.size > WAITING_MAX) link.cut('the reader is too slow');
            else arrivals.push({ kind: 'prices', messages });
          },
          puzzled: (text) =>
            world.log.write('warn', `${name} sent a message that Quipu cannot read`, {
              text: excerpt(text),
            }),
        },
      );
    } finally {
      if (open) arrivals.push({ kind: 'lost' });
      cancel();
    }
  });
}

function subscriptionOf({
  symbols,
  channels = ['quotes', 'bars'],
}: AlpacaFeedOptions): Subscription {
  const of = (channel: 'quotes' | 'trades' | 'bars'): readonly string[] =>
    channels.includes(channel) ? symbols : [];
  return { ...NO_SUBSCRIPTION, quotes: of('quotes'), trades: of('trades'), bars: of('bars') };
}
