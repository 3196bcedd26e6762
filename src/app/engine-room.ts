import { createAlpacaFeed } from '../alpaca/client/feed.ts';
import type { EpochMs } from '../core/time.ts';
import type { World } from '../core/world.ts';
import type { BookConfig } from '../engine/book-runner.ts';
import { derivedIds } from '../engine/desk.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import type { EngineEvent } from '../engine/events.ts';
import type { Journal, MarketFeed } from '../engine/ports.ts';
import { type Live, startLive } from '../engine/run-live.ts';
import type { JournalEntry } from '../ledger/journal.ts';
import type { MarketEvent } from '../market/event.ts';
import type { Ticker } from '../market/symbol.ts';
import { limitsText, type RiskLimits } from '../risk/limits.ts';
import { Chronicle } from './chronicle.ts';
import type { BrokerConnection } from './connection.ts';
import type { AppContext, Connections, MarketDesk } from './context.ts';
import { appError } from './errors.ts';
import { VERSION } from './version.ts';
import { readHistory, warmUp } from './warm-up.ts';

/** What an engine is made of, beside its broker and its past. */
export interface EngineOptions {
  readonly books: readonly BookConfig[];
  readonly limits: RiskLimits;
  /** For the run's manifest: the seed of a synthetic market. */
  readonly seed?: number | undefined;
}

/** An engine with its past, and what surfaces show beside it. */
export interface EngineRoom {
  readonly engine: Engine;
  readonly chronicle: Chronicle;
}

/**
 * Makes an engine and folds the journal of its earlier lives.
 *
 * @throws QuipuError `app.config_conflict` when the journal belongs to another account or mode
 */
export async function restoreEngine(
  options: EngineOptions,
  { broker, account }: BrokerConnection,
  journal: Journal,
): Promise<EngineRoom> {
  const chronicle = new Chronicle();
  const engine = createEngine({
    manifest: {
      version: VERSION,
      mode: broker.mode,
      account: account.id,
      limits: limitsText(options.limits),
      data: '',
      seed: options.seed ?? null,
    },
    books: options.books,
    limits: options.limits,
    orderIds: derivedIds(account.id),
    reconcileEveryMs: 15_000,
  });
  for await (const { entry } of journal.read()) {
    engine.restore(entry);
    chronicle.note([entry]);
  }
  const past = engine.portfolio.manifest;
  if (past === null || (past.account === account.id && past.mode === broker.mode)) {
    return { engine, chronicle };
  }
  throw appError(
    'app.config_conflict',
    `This data folder belongs to ${past.mode} account ${past.account}; the broker answered for ` +
      `${broker.mode} account ${account.id}.`,
    { next: 'Choose another data folder with --data-dir, or connect to the other account.' },
  );
}

/** The present of the market: the broker's own where it runs faster, else the world's. */
async function marketNow(world: World, { broker, reference }: BrokerConnection): Promise<EpochMs> {
  return broker.mode === 'sim' ? (await reference.clock()).at : world.clock.now();
}

/** What an engine is run with. */
export interface EngineParts {
  readonly engine: Engine;
  readonly connection: BrokerConnection;
  readonly journal: Journal;
  readonly market: MarketDesk;
  readonly connections: Connections;
  /** Given every entry once it is durable. */
  readonly onEntries: (entries: readonly JournalEntry[]) => void;
}

/** Warms an engine up, connects it to its market and its broker, and lets it run. */
export async function runEngine(world: World, parts: EngineParts): Promise<Live> {
  const now = await marketNow(world, parts.connection);
  const symbols = await watched(parts.engine, parts.market);
  await warmUp(parts.engine, parts.connection.marketData, { now, symbols });
  return startEngine(world, parts, { now, symbols });
}

/** More symbols than this are not all listened to; then only what is held or traded is. */
const WATCHED_MAX = 200;

/** What to listen to: what is held, what strategies trade, and a small market as a whole. */
async function watched(engine: Engine, market: MarketDesk): Promise<readonly Ticker[]> {
  const symbols = new Set<Ticker>(engine.portfolio.holdings.keys());
  for (const runner of engine.runners) for (const symbol of runner.symbols) symbols.add(symbol);
  const all = [...(await market.assets()).keys()];
  if (all.length <= WATCHED_MAX) for (const symbol of all) symbols.add(symbol);
  return [...symbols];
}

function startEngine(
  world: World,
  { engine, connection, journal, connections, onEntries }: EngineParts,
  { now, symbols }: { readonly now: EpochMs; readonly symbols: readonly Ticker[] },
): Live {
  const { access, marketData, reference, broker } = connection;
  const seen = { at: now };
  const feed = createAlpacaFeed(world, {
    environment: access.environment,
    credentials: access.credentials,
    ...(access.feed === undefined ? {} : { feed: access.feed }),
    marketData,
    reference,
    symbols,
    daily: engine.runners.some(({ strategy }) => strategy.timeframe === '1Day'),
    since: now,
  });
  const simulated = broker.mode === 'sim';
  return startLive({
    engine,
    feed: noting(feed, seen, () => {
      connections.marketAt = world.clock.now();
    }),
    broker,
    journal,
    world,
    // An accelerated market is told by its own stream, so that it is never stale by our clock.
    marketClock: { now: () => (simulated ? seen.at : world.clock.now()) },
    history: ({ symbol, timeframe, bars, until }) =>
      readHistory(marketData, { symbol, timeframe, bars: Math.min(bars, 5_000), until }),
    onEntries,
    onEvent: (event) => noteBroker(event, world, connections),
  });
}

function noting(feed: MarketFeed, seen: { at: EpochMs }, note: () => void): MarketFeed {
  return {
    async *events(signal): AsyncGenerator<MarketEvent> {
      for await (const event of feed.events(signal)) {
        if (event.at > seen.at) seen.at = event.at;
        note();
        yield event;
      }
    },
  };
}

function noteBroker(event: EngineEvent, world: World, connections: Connections): void {
  if (event.from !== 'broker') return;
  connections.brokerAt = world.clock.now();
  if (event.event.kind === 'connected') connections.brokerUp = true;
  if (event.event.kind === 'disconnected') connections.brokerUp = false;
}

const SAMPLE_MS = 1_000;

/** Notes a point of the equity curve each second, once the account is known. */
export function sampleEquity({ world, engine, chronicle }: AppContext): () => void {
  let cancel = (): void => {};
  const next = (): void => {
    cancel = world.clock.timer(SAMPLE_MS, () => {
      const { portfolio, equity, now, state } = engine;
      const settled = portfolio.openedAt !== null && state !== 'starting' && state !== 'recovering';
      if (settled) chronicle.sample({ at: now, equity });
      next();
    });
  };
  next();
  return () => cancel();
}
