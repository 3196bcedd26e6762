import { createAlpacaBroker, tradingRestOptions } from '../../src/alpaca/client/broker.ts';
import { alpacaEnvironment } from '../../src/alpaca/client/environment.ts';
import { createAlpacaFeed } from '../../src/alpaca/client/feed.ts';
import { createMarketData } from '../../src/alpaca/client/market-data.ts';
import { createReferenceData } from '../../src/alpaca/client/reference-data.ts';
import { createRest } from '../../src/alpaca/client/rest.ts';
import { createPaperBroker } from '../../src/alpaca/server/broker.ts';
import type { PaperBroker } from '../../src/alpaca/server/options.ts';
import { barColumns } from '../../src/core/columns.ts';
import { money } from '../../src/core/decimal.ts';
import type { ServerRequest } from '../../src/core/http.ts';
import type { SeededRandom } from '../../src/core/random.ts';
import { Secret } from '../../src/core/secret.ts';
import type { EpochMs } from '../../src/core/time.ts';
import type { RecordLog, World } from '../../src/core/world.ts';
import { derivedIds } from '../../src/engine/desk.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import type { Journal, MarketFeed } from '../../src/engine/ports.ts';
import { type Live, startLive } from '../../src/engine/run-live.ts';
import type { JournalEntry } from '../../src/ledger/journal.ts';
import type { MarketEvent } from '../../src/market/event.ts';
import type { BookId } from '../../src/orders/request.ts';
import { changeLimits, limitsText, SIM_LIMITS } from '../../src/risk/limits.ts';
import type { MarketSource } from '../../src/simulator/market/source.ts';
import { createMemoryJournal, type MemoryJournal } from '../../src/store/memory/journal.ts';
import { churn, greedy, steady } from './strategies.ts';
import { universeSymbols } from './market.ts';
import { misstated, type StatementFaults } from './statement-faults.ts';
import { WireWatch } from './wire-watch.ts';

const KEY_ID = 'PKSIMULATED';
const SECRET = new Secret('simulated-secret');
const PORT = 7411;

/** What outlives the programs: their disks, and what the oracle saw on the wire. */
export interface Disks {
  readonly journal: MemoryJournal;
  readonly brokerLog: RecordLog;
  /** Who sees what leaves the engine. */
  readonly wire: WireWatch;
  /** Orders of ours that reached the broker's door, repeats included. */
  posts: number;
}

/** What a seed decides about its house. */
export interface HouseOptions {
  /** Whether a book orders more than there is cash for, so that reservations bind. */
  readonly greedy: boolean;
  /** Requests a minute of the engine's client; few make orders wait for their turn. */
  readonly perMinute: number;
  /** How often the disk takes seconds instead of milliseconds. */
  readonly stalls: number;
  /** How often a request that changes something is answered with an error of the server (N-09). */
  readonly errors: number;
  /** How often the broker answers with a status that nobody has heard of (B-09). */
  readonly puzzles: number;
  readonly reconcileEveryMs: number;
  /** How often an order fills in parts. */
  readonly partial: number;
  /** What the broker's statement of the account does beside the truth. */
  readonly statement: StatementFaults;
}

/** Empty disks. */
export function newDisks(brokerLog: RecordLog): Disks {
  return { journal: createMemoryJournal(), brokerLog, wire: new WireWatch(), posts: 0 };
}

/** The paper broker as a program of the simulated world. */
export async function bootBroker(
  world: World,
  disks: Disks,
  setup: {
    readonly source: MarketSource;
    readonly start: EpochMs;
    readonly seed: number;
    readonly random: SeededRandom;
    readonly options: HouseOptions;
  },
): Promise<PaperBroker> {
  const { source, start, seed, random, options } = setup;
  const broker = await createPaperBroker({
    world,
    source,
    log: disks.brokerLog,
    clock: { start, speed: 1 },
    credentials: { keyId: KEY_ID, secret: SECRET },
    options: {
      cash: money(100_000),
      fees: 'us_equities',
      fills: { partial: options.partial },
      seed,
      ratePerMinute: 1_000_000,
      tickMs: 500,
    },
  });
  const { handlers } = broker;
  await world.listeners.listen(PORT, {
    ...handlers,
    async handle(request) {
      watch(request, disks);
      const mishap = options.errors > 0 && writes(request) && random.chance(options.errors);
      // N-09: an error of the server says nothing about what it did before.
      if (mishap && random.chance(0.5)) return GATEWAY_TIMEOUT;
      const truly = await handlers.handle(request);
      const answered = misstated(options.statement, { request, answered: truly, world });
      const response = mishap ? GATEWAY_TIMEOUT : answered;
      const asked = request.path === '/v2/orders:by_client_order_id';
      if (!asked || options.puzzles === 0 || !random.chance(options.puzzles)) return response;
      if (typeof response.body !== 'string') return response;
      const body = response.body.replace('"status":"new"', `"status":"${PUZZLE}"`);
      return { ...response, body };
    },
  });
  return broker;
}

const GATEWAY_TIMEOUT = {
  status: 504,
  headers: { 'content-type': 'application/json' },
  body: '{"code":50410000,"message":"gateway timeout"}',
} as const;

function writes({ method, path }: ServerRequest): boolean {
  return (method === 'POST' || method === 'DELETE') && path.startsWith('/v2/orders');
}

/** A status of an order that no documentation names. */
export const PUZZLE = 'under_review';

function watch(request: ServerRequest, disks: Disks): void {
  if (request.method !== 'POST' || request.path !== '/v2/orders') return;
  disks.posts += 1;
}

/** A running engine with what a test may ask of it. */
export interface Program {
  readonly engine: Engine;
  readonly live: Live;
}

/** Quipu's engine as a program of the simulated world, on its disk. */
export async function bootEngine(
  node: World,
  disks: Disks,
  { random, options: house }: { readonly random: SeededRandom; readonly options: HouseOptions },
): Promise<Program> {
  const { wire } = disks;
  wire.boot(node.clock.monotonic());
  const world = wire.around(node);
  const environment = alpacaEnvironment('sim', { trading: `http://127.0.0.1:${PORT}` });
  const options = {
    environment,
    credentials: { kind: 'key', keyId: new Secret(KEY_ID), secret: SECRET } as const,
    timeoutMs: 5_000,
    perMinute: house.perMinute,
  };
  const engine = createEngine({
    manifest: {
      version: 'simulation',
      mode: 'sim',
      account: 'simulated',
      limits: limitsText(LIMITS),
      data: '',
      seed: 0,
    },
    books: [
      { id: 'churn' as BookId, strategy: churn, capital: 0.5 },
      { id: 'steady' as BookId, strategy: steady, capital: 0.3 },
      ...(house.greedy ? [{ id: 'greedy' as BookId, strategy: greedy, capital: 0.1 }] : []),
    ],
    limits: LIMITS,
    orderIds: derivedIds('simulated'),
    reconcileEveryMs: house.reconcileEveryMs,
  });
  for await (const { entry } of disks.journal.read()) engine.restore(entry);
  const seen = { at: engine.now };
  const marketData = createMarketData(world, options);
  const reference = createReferenceData(createRest(world, tradingRestOptions(options)));
  const feed = createAlpacaFeed(world, {
    ...options,
    marketData,
    reference,
    symbols: universeSymbols().slice(0, 7),
  });
  const live = startLive({
    engine,
    feed: noting(feed, seen),
    broker: wire.over(createAlpacaBroker(world, options), world),
    journal: slowJournal(world, disks, { random, stalls: house.stalls }),
    world,
    marketClock: { now: () => seen.at },
    tickMs: 500,
    history: () => Promise.resolve(barColumns(0)),
  });
  return { engine, live };
}

const LIMITS = changeLimits(SIM_LIMITS, { dailyLoss: { reduce: 0.5, halt: 0.6 } });

function noting(feed: MarketFeed, seen: { at: EpochMs }): MarketFeed {
  return {
    async *events(signal): AsyncGenerator<MarketEvent> {
      for await (const event of feed.events(signal)) {
        if (event.at > seen.at) seen.at = event.at;
        yield event;
      }
    },
  };
}

/** A disk that takes its time: a crash may come before or after an entry is durable. */
function slowJournal(
  world: World,
  { journal, wire }: Disks,
  { random, stalls }: { readonly random: SeededRandom; readonly stalls: number },
): Journal {
  return {
    async append(entries: readonly JournalEntry[]) {
      const before = random.below(2) === 0;
      const wait = random.chance(stalls) ? 1_000 + random.below(7_000) : 1 + random.below(4);
      if (before) await world.clock.sleep(wait);
      await journal.append(entries);
      wire.durable(entries, world.clock.monotonic());
      if (!before) await world.clock.sleep(wait);
    },
    read: (from) => journal.read(from),
    head: () => journal.head(),
  };
}

/** The keys of the simulated broker, as headers. */
export const HEADERS = {
  host: `127.0.0.1:${PORT}`,
  'apca-api-key-id': KEY_ID,
  'apca-api-secret-key': 'simulated-secret',
} as const;
