import { createAlpacaBroker, tradingRestOptions } from '../../src/alpaca/client/broker.ts';
import { alpacaEnvironment } from '../../src/alpaca/client/environment.ts';
import { createAlpacaFeed } from '../../src/alpaca/client/feed.ts';
import { createMarketData } from '../../src/alpaca/client/market-data.ts';
import { createReferenceData } from '../../src/alpaca/client/reference-data.ts';
import { createRest } from '../../src/alpaca/client/rest.ts';
import { createPaperBroker } from '../../src/alpaca/server/broker.ts';
import type { PaperBroker } from '../../src/alpaca/server/options.ts';
import { barColumns } from '../../src/core/columns.ts';
import { decimal, money } from '../../src/core/decimal.ts';
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
import { churn, steady } from './strategies.ts';

const KEY_ID = 'PKSIMULATED';
const SECRET = new Secret('simulated-secret');
const PORT = 7411;

/** What outlives the programs: their disks, and what the oracle saw on the wire. */
export interface Disks {
  readonly journal: MemoryJournal;
  readonly brokerLog: RecordLog;
  /** Client order ids whose bytes reached the broker before their intent was durable. */
  readonly early: string[];
  /** Orders that reached the broker's door, repeats included. */
  posts: number;
}

/** Empty disks. */
export function newDisks(brokerLog: RecordLog): Disks {
  return { journal: createMemoryJournal(), brokerLog, early: [], posts: 0 };
}

/** The paper broker as a program of the simulated world. */
export async function bootBroker(
  world: World,
  disks: Disks,
  { source, start, seed }: { source: MarketSource; start: EpochMs; seed: number },
): Promise<PaperBroker> {
  const broker = await createPaperBroker({
    world,
    source,
    log: disks.brokerLog,
    clock: { start, speed: 1 },
    credentials: { keyId: KEY_ID, secret: SECRET },
    options: {
      cash: money(100_000),
      fees: 'us_equities',
      fills: { partial: 0.2 },
      seed,
      ratePerMinute: 1_000_000,
      tickMs: 500,
    },
  });
  const { handlers } = broker;
  await world.listeners.listen(PORT, {
    ...handlers,
    handle(request) {
      watch(request, disks);
      return handlers.handle(request);
    },
  });
  return broker;
}

/** INV-02 is judged where it matters: at the broker's door. */
function watch(request: ServerRequest, disks: Disks): void {
  if (request.method !== 'POST' || request.path !== '/v2/orders') return;
  disks.posts += 1;
  const { client_order_id: id } = JSON.parse(request.body) as { client_order_id: string };
  const durable = disks.journal.entries.some(
    ({ body }) => body.kind === 'reviewed' && body.order === id && body.verdict === 'approved',
  );
  if (!durable) disks.early.push(id);
}

/** A running engine with what a test may ask of it. */
export interface Program {
  readonly engine: Engine;
  readonly live: Live;
}

/** Quipu's engine as a program of the simulated world, on its disk. */
export async function bootEngine(
  world: World,
  disks: Disks,
  random: SeededRandom,
): Promise<Program> {
  const environment = alpacaEnvironment('sim', { trading: `http://127.0.0.1:${PORT}` });
  const options = {
    environment,
    credentials: { kind: 'key', keyId: new Secret(KEY_ID), secret: SECRET } as const,
    timeoutMs: 5_000,
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
    ],
    limits: LIMITS,
    orderIds: derivedIds('simulated'),
    reconcileEveryMs: 20_000,
  });
  for await (const { entry } of disks.journal.read()) engine.restore(entry);
  const seen = { at: engine.now };
  const marketData = createMarketData(world, options);
  const reference = createReferenceData(createRest(world, tradingRestOptions(options)));
  const feed = createAlpacaFeed(world, {
    ...options,
    marketData,
    reference,
    symbols: [...new Set([...churn.symbols, ...steady.symbols])],
  });
  const live = startLive({
    engine,
    feed: noting(feed, seen),
    broker: createAlpacaBroker(world, options),
    journal: slowJournal(world, disks.journal, random),
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
function slowJournal(world: World, journal: MemoryJournal, random: SeededRandom): Journal {
  return {
    async append(entries: readonly JournalEntry[]) {
      const before = random.below(2) === 0;
      const wait = 1 + random.below(4);
      if (before) await world.clock.sleep(wait);
      await journal.append(entries);
      if (!before) await world.clock.sleep(wait);
    },
    read: (from) => journal.read(from),
    head: () => journal.head(),
  };
}

/** The size of a manual order in the simulation. */
export const MANUAL_SHARES = decimal<'unit'>(3);

/** The keys of the simulated broker, as headers. */
export const HEADERS = {
  host: `127.0.0.1:${PORT}`,
  'apca-api-key-id': KEY_ID,
  'apca-api-secret-key': 'simulated-secret',
} as const;
