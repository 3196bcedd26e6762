import { type EpochMs, MINUTE } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import type { MarketFeed } from '../../engine/ports.ts';
import type { Ticker } from '../../market/symbol.ts';
import { type DataMessage, NO_SUBSCRIPTION, type Subscription } from '../wire/data-stream.ts';
import { excerpt } from '../wire/json.ts';
import { keepConnected, sleepUnless } from './connection.ts';
import type { Credentials } from './credentials.ts';
import { runDataSession } from './data-session.ts';
import type { AlpacaEnvironment } from './environment.ts';
import { createInbox, type Inbox } from './inbox.ts';
import { type Arrival, FeedTeller } from './feed-teller.ts';
import type { MarketData } from './market-data.ts';
import type { ReferenceData } from './reference-data.ts';
import type { Heartbeat } from './trading-session.ts';

/** What the feed needs to know. */
export interface AlpacaFeedOptions {
  readonly environment: AlpacaEnvironment;
  readonly credentials: Credentials;
  readonly marketData: MarketData;
  readonly reference: ReferenceData;
  readonly symbols: readonly Ticker[];
  /** Which prices to listen to; quotes and minute bars by default. */
  readonly channels?: readonly ('quotes' | 'trades' | 'bars')[];
  /** Whether each session's daily bar is told at its close. */
  readonly daily?: boolean;
  /** `iex` by default. */
  readonly feed?: string;
  /** What happened up to here is known: the first connection fills in the bars since. */
  readonly since?: EpochMs;
  readonly heartbeat?: Heartbeat;
  /**
   * A connection that answers but tells no price for this long within a session is left; 0 never.
   * Three minutes by default, in `sim` never, because a simulated market may stand still.
   */
  readonly muteMs?: number;
  /** How often time is looked at when nothing arrives; 1 s by default. */
  readonly tickMs?: number;
}

const TIMEOUT_MS = 15_000;
const HEARTBEAT: Heartbeat = { everyMs: 15_000, answerMs: 5_000 };
/** More frames than this waiting means that nobody keeps up: starting anew is honest. */
const WAITING_MAX = 50_000;
/** Frames that are put in order together at most. */
const BATCH_MAX = 1_000;
/**
 * Alpaca's data stream as the engine's market feed.
 *
 * Connects again by itself; then a `gap` says what was not seen, and the minute bars of the gap
 * follow, read over REST, before anything new. Within what has arrived, events come in the order of
 * time; one that arrives late keeps its own instant. Sessions open and close by the broker's
 * calendar, told by the broker's time in `sim`.
 */
export function createAlpacaFeed(world: World, options: AlpacaFeedOptions): MarketFeed {
  return {
    async *events(signal) {
      const stop = new AbortController();
      const arrivals = createInbox<Arrival>();
      const end = (): void => {
        stop.abort();
        arrivals.end();
      };
      signal.addEventListener('abort', end, { once: true });
      if (signal.aborted) end();
      const teller = new FeedTeller(world, options);
      void listen(world, options, { arrivals, teller, signal: stop.signal }).then(
        arrivals.end,
        arrivals.fail,
      );
      void tick(world, options, { arrivals, signal: stop.signal }).catch(arrivals.fail);
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

/** Joins the frames that wait already, so that they can be put in order together. */
async function* batches(arrivals: Inbox<Arrival>): AsyncGenerator<Arrival, void> {
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
  readonly arrivals: Inbox<Arrival>;
  readonly signal: AbortSignal;
}

async function tick(
  world: World,
  { tickMs = 1_000 }: AlpacaFeedOptions,
  { arrivals, signal }: Running,
): Promise<void> {
  while (!signal.aborted) {
    await sleepUnless(world.clock, tickMs, signal);
    // A tick is only of use to a reader that has nothing else to look at.
    if (arrivals.size === 0) arrivals.push({ kind: 'tick' });
  }
}

async function listen(
  world: World,
  options: AlpacaFeedOptions,
  { arrivals, teller, signal }: Running & { readonly teller: FeedTeller },
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
      if (now - pricedAt > muteMs) link.cut('it is alive, but tells no prices');
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
          told(messages) {
            pricedAt = world.clock.monotonic();
            if (arrivals.size > WAITING_MAX) link.cut('its reader is too slow');
            else arrivals.push({ kind: 'prices', messages });
          },
          puzzled: (text) =>
            world.log.write('warn', `${name} said what we do not understand`, {
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
