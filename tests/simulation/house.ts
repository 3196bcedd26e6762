import { createAlpacaBroker, tradingRestOptions } from '../../src/alpaca/client/broker.ts';
import { alpacaEnvironment } from '../../src/alpaca/client/environment.ts';
import { type AlpacaFeed, createAlpacaFeed } from '../../src/alpaca/client/feed.ts';
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
import { derivedIds } from '../../src/engine/orders/identify.ts';
import { createEngine, type Engine } from '../../src/engine/engine.ts';
import type { Answer } from '../../src/engine/events.ts';
import { joinInstants } from '../../src/engine/drive/join-instants.ts';
import type { Journal } from '../../src/engine/ports.ts';
import { type Live, startLive } from '../../src/engine/drive/run-live.ts';
import type { JournalEntry } from '../../src/ledger/journal.ts';
import type { MarketEvent } from '../../src/market/event.ts';
import type { BookId } from '../../src/orders/request.ts';
import { changeLimits, limitsText, SIM_LIMITS } from '../../src/risk/limits.ts';
import type { MarketSource } from '../../src/simulator/source/source.ts';
import { churn, greedy, steady } from './strategies.ts';
import { universeSymbols } from './market.ts';
import { type CancelFaults, faultyCancels } from './cancel-faults.ts';
import { EvidenceLaw } from './evidence-law.ts';
import { FreshnessLaw } from './freshness-law.ts';
import type { JournalDisk } from './journal-disk.ts';
import { misstated, type StatementFaults } from './statement-faults.ts';
import { TimeLaw, type TimePlan } from './time-law.ts';
import { WireWatch } from './wire-watch.ts';

const KEY_ID = 'PKSIMULATED';
const SECRET = new Secret('simulated-secret');
const PORT = 7411;

/** State that survives the programs: their disks, and what the oracle saw on the wire. */
export interface Disks {
  readonly journal: JournalDisk;
  readonly brokerLog: RecordLog;
  /** Watches what leaves the engine. */
  readonly wire: WireWatch;
  /** Compares final order states with those that the broker named. */
  readonly evidence: EvidenceLaw;
  /** Checks that older data never replaces newer data. */
  readonly freshness: FreshnessLaw;
  /** Checks waits and clock jumps. */
  readonly time: TimeLaw;
  /** Our orders that reached the broker, repeats included. */
  posts: number;
}

/** Options of the simulated setup that a seed draws. */
export interface HouseOptions {
  /** Whether a book orders more than its cash covers, so that reservations bind. */
  readonly greedy: boolean;
  /** Request limit of the engine's client per minute; a low one makes orders queue. */
  readonly perMinute: number;
  /** Rate of disk writes that take seconds instead of milliseconds. */
  readonly stalls: number;
  /** Rate of changing requests that are answered with a server error (N-09). */
  readonly errors: number;
  /** Rate of broker responses with an undocumented status (B-09). */
  readonly puzzles: number;
  readonly reconcileEveryMs: number;
  /** Rate of orders that fill in parts. */
  readonly partial: number;
  /** How the broker's account statement deviates from the truth. */
  readonly statement: StatementFaults;
  /** How the broker handles accepted cancels. */
  readonly cancels: CancelFaults;
  readonly time: TimePlan;
  /** Whether the journal is the real store, on a disk that can crash or fail at any statement. */
  readonly sqlite: boolean;
}

/** Empty disks. */
export function newDisks(
  parts: Pick<Disks, 'brokerLog' | 'journal'>,
  options: HouseOptions,
): Disks {
  return {
    ...parts,
    evidence: new EvidenceLaw(),
    freshness: new FreshnessLaw(),
    time: new TimeLaw(options.reconcileEveryMs),
    wire: new WireWatch(),
    posts: 0,
  };
}

/** Runs the paper broker as a program of the simulated world. */
export async function bootBroker(
  world: World,
  disks: Disks,
  setup: {
    readonly source: MarketSource;
    readonly start: EpochMs;
    readonly seed: number;
    readonly random: SeededRandom;
    readonly options: HouseOptions;
    /** Whether the fault phase is over. */
    readonly calm: () => boolean;
  },
): Promise<PaperBroker> {
  const { source, start, seed, random, options, calm } = setup;
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
  const cancels = faultyCancels(options.cancels, {
    world,
    random: random.split('cancels'),
    carryOut: (request) => handlers.handle(request),
    calm,
  });
  await world.listeners.listen(PORT, {
    ...handlers,
    async handle(request) {
      watch(request, disks);
      const mishap = options.errors > 0 && writes(request) && random.chance(options.errors);
      // N-09: a server error does not show what the server did before it.
      if (mishap && random.chance(0.5)) return GATEWAY_TIMEOUT;
      const truly = cancels.take(request) ?? cancels.restated(await handlers.handle(request));
      const present = { now: broker.now(), passedMs: world.clock.monotonic() };
      const answered = misstated(options.statement, { request, answered: truly, ...present });
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

/** An undocumented order status. */
export const PUZZLE = 'under_review';

function watch(request: ServerRequest, disks: Disks): void {
  if (request.method !== 'POST' || request.path !== '/v2/orders') return;
  disks.posts += 1;
}

/** A running engine and what a test may query. */
export interface Program {
  readonly engine: Engine;
  readonly live: Live;
}

/** Runs Quipu's engine as a program of the simulated world, on its disk. */
export async function bootEngine(
  node: World,
  disks: Disks,
  { random, options: house }: { readonly random: SeededRandom; readonly options: HouseOptions },
): Promise<Program> {
  const { wire, evidence, freshness, time } = disks;
  freshness.boot();
  wire.boot(node.clock.monotonic());
  time.boot(node.clock.monotonic());
  const world = evidence.around(wire.around(node));
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
  const journal = await orNever(disks.journal, () => disks.journal.open());
  const recovered: JournalEntry[] = [];
  await orNever(disks.journal, async () => {
    for await (const { entry } of journal.read()) recovered.push(entry);
  });
  for (const entry of recovered) engine.restore(entry);
  wire.recovered(recovered, node.clock.monotonic());
  const seen = { at: engine.now };
  const marketData = createMarketData(world, options);
  const reference = createReferenceData(createRest(world, tradingRestOptions(options)));
  const symbols = universeSymbols();
  const feed = createAlpacaFeed(world, {
    ...options,
    marketData,
    reference,
    symbols,
    // Without prices the engine polls the broker's clock; here at a third of the usual rate.
    tickMs: 3_000,
  });
  const joining = { clock: world.clock, symbols, waitMs: 50, ordered: true };
  const live = startLive({
    engine,
    feed: { events: (signal) => joinInstants(noting(feed, seen).events(signal), joining) },
    broker: time.over(wire.over(createAlpacaBroker(world, options), world), world),
    journal: slowJournal(world, disks, { journal, random, stalls: house.stalls }),
    world,
    marketClock: { now: () => seen.at },
    tickMs: 500,
    onEvent: (event) => {
      freshness.see(engine);
      if (event.from === 'clock') time.ticked(world.clock.monotonic());
      else if (event.from === 'answer' && isStatement(event.answer)) time.answered();
    },
    history: () => Promise.resolve(barColumns(0)),
  });
  return { engine, live };
}

function isStatement(answer: Answer): boolean {
  return (
    answer.kind === 'snapshot' || (answer.kind === 'failed' && answer.command.kind === 'snapshot')
  );
}

const LIMITS = changeLimits(SIM_LIMITS, { dailyLoss: { reduce: 0.5, halt: 0.6 } });

function noting(feed: AlpacaFeed, seen: { at: EpochMs }): AlpacaFeed {
  return {
    async *events(signal): AsyncGenerator<MarketEvent> {
      for await (const event of feed.events(signal)) {
        if (event.at > seen.at) seen.at = event.at;
        yield event;
      }
    },
  };
}

/** Returns the disk's result; never settles when the process dies during the write. */
async function orNever<T>(disk: JournalDisk, work: () => Promise<T>): Promise<T> {
  try {
    return await work();
  } catch (error) {
    return disk.dying ? new Promise(() => {}) : Promise.reject(error);
  }
}

/** A slow disk: a crash may come before or after an entry is durable. */
function slowJournal(
  world: World,
  { journal: disk, wire, evidence }: Disks,
  parts: { readonly journal: Journal; readonly random: SeededRandom; readonly stalls: number },
): Journal {
  const { journal, random, stalls } = parts;
  return {
    async append(entries: readonly JournalEntry[]) {
      const before = random.below(2) === 0;
      const wait = random.chance(stalls) ? 1_000 + random.below(7_000) : 1 + random.below(4);
      evidence.check(entries);
      if (before) await world.clock.sleep(wait);
      await orNever(disk, () => journal.append(entries));
      wire.durable(entries, world.clock.monotonic());
      if (!before) await world.clock.sleep(wait);
    },
    read: (from) => journal.read(from),
    head: () => journal.head(),
  };
}

/** The API keys of the simulated broker, as headers. */
export const HEADERS = {
  host: `127.0.0.1:${PORT}`,
  'apca-api-key-id': KEY_ID,
  'apca-api-secret-key': 'simulated-secret',
} as const;
