import { createAlpacaFeed } from '../alpaca/client/feed.ts';
import type { EpochMs } from '../core/time.ts';
import type { ListenerHandlers, Listening, World } from '../core/world.ts';
import type { BookConfig } from '../engine/book-runner.ts';
import { derivedIds } from '../engine/desk.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import type { EngineEvent } from '../engine/events.ts';
import type { MarketFeed } from '../engine/ports.ts';
import { type Live, startLive } from '../engine/run-live.ts';
import type { JournalEntry } from '../ledger/journal.ts';
import type { MarketEvent } from '../market/event.ts';
import type { Ticker } from '../market/symbol.ts';
import { CONTROLS } from '../risk/controls.ts';
import { limitsText, type RiskLimits } from '../risk/limits.ts';
import type { Strategy } from '../strategy/define.ts';
import { BUILT_IN, checkBooks } from './books.ts';
import { Chronicle } from './chronicle.ts';
import { type BrokerAccess, type BrokerConnection, connectBroker } from './connection.ts';
import type { AppContext, Connections, MarketDesk } from './context.ts';
import { createEntryHub } from './entry-hub.ts';
import { appError } from './errors.ts';
import { createIdempotency } from './idempotency.ts';
import { createMarketDesk } from './market-desk.ts';
import { removeRunFile, writeRunFile } from './run-file.ts';
import { createSessions } from './sessions.ts';
import { openStores, type Stores } from './stores.ts';
import { assistantTokenPath, ownerTokenPath, prepareTokens } from './token-files.ts';
import { type ServerSummary, summarizeServer } from './server-summary.ts';
import { createTokens } from './tokens.ts';
import { VERSION } from './version.ts';
import { readHistory, warmUp } from './warm-up.ts';

/** What a server is started with. */
export interface ServerOptions {
  readonly dataDir: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly access: BrokerAccess;
  readonly books: readonly BookConfig[];
  readonly limits: RiskLimits;
  /** For the run's manifest: what the market is made of. */
  readonly seed?: number | undefined;
  /** Stores other than the data folder's own. */
  readonly stores?: Stores;
  /** The folder of the built dashboard; that of the package unless said otherwise. */
  readonly webFolder?: string;
}

/** Makes the handlers of the HTTP face; given in, because faces lie above this room. */
export type Face = (
  context: AppContext,
  options: { readonly port: () => number },
) => ListenerHandlers;

/** A running server. */
export interface Server {
  readonly context: AppContext;
  readonly url: string;
  /** A one-time link that signs the owner's browser in. */
  signInLink(): string;
  /** Resolves when the engine has ended: undefined after `stop`, else why it could not go on. */
  readonly finished: Promise<unknown>;
  /** How many controls the risk gate has. */
  readonly limitCount: number;
  /** Stops the engine, sums up, and gives port, stores and lease back. */
  stop(): Promise<ServerSummary>;
}

/**
 * The composition root: one data folder, one broker, one engine, one port.
 *
 * The port and the lease are taken before anything is asked of the broker; the journal is folded
 * before the engine starts; indicators are warm and holdings priced before the first event.
 *
 * @throws QuipuError `store.lease_held`, `world.port_busy`, `app.config_conflict`, and what the
 *   broker or the stores refuse
 */
export async function startServer(
  world: World,
  options: ServerOptions,
  face: Face,
): Promise<Server> {
  checkBooks(options.books);
  await world.files.makeFolder(options.dataDir);
  const stores = options.stores ?? openStores(world, options.dataDir);
  const door = createDoor();
  let listening: Listening | undefined;
  try {
    listening = await world.listeners.listen(options.port, door.handlers);
    const { port } = listening;
    const connection = await connectBroker(world, options.access);
    const { engine, chronicle } = await restore(options, connection, stores);
    const server = await assemble(world, options, {
      stores,
      connection,
      engine,
      chronicle,
      port,
      listening,
    });
    door.open(face(server.context, { port: () => port }));
    return server;
  } catch (error) {
    await listening?.close();
    await stores.close();
    throw error;
  }
}

interface Parts {
  readonly stores: Stores;
  readonly connection: BrokerConnection;
  readonly engine: Engine;
  readonly chronicle: Chronicle;
  readonly port: number;
  readonly listening: Listening;
}

/** A port that is held from the first moment, and answers once there is something to answer. */
function createDoor(): {
  readonly handlers: ListenerHandlers;
  open(handlers: ListenerHandlers): void;
} {
  let inside: ListenerHandlers | undefined;
  const starting = {
    status: 503,
    headers: { 'content-type': 'application/problem+json', 'retry-after': '1' },
    body: JSON.stringify({
      type: 'about:blank',
      title: 'Starting',
      status: 503,
      code: 'app.starting',
      detail: 'The server is starting.',
    }),
  };
  return {
    handlers: { handle: async (request) => inside?.handle(request) ?? starting },
    open(handlers) {
      inside = handlers;
    },
  };
}

async function restore(
  options: ServerOptions,
  { broker, account }: BrokerConnection,
  { journal }: Stores,
): Promise<{ readonly engine: Engine; readonly chronicle: Chronicle }> {
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

async function assemble(world: World, options: ServerOptions, parts: Parts): Promise<Server> {
  const { stores, connection, engine, chronicle, port } = parts;
  const { documents, journal } = stores;
  const tokens = createTokens(world, documents);
  const sessions = createSessions(world, documents, tokens);
  const { ownerId } = await prepareTokens(world, tokens, options.dataDir);
  const hub = createEntryHub();
  const connections: Connections = { marketAt: null, brokerAt: null, brokerUp: false };
  const now = await marketNow(world, connection);
  const market = createMarketDesk(connection, { wall: () => world.clock.now() });
  const symbols = await watched(engine, market);
  await warmUp(engine, connection.marketData, { now, symbols });
  const live = startEngine(world, parts, {
    now,
    symbols,
    connections,
    onEntries(entries) {
      chronicle.note(entries);
      hub.publish(entries);
    },
  });
  const url = `http://127.0.0.1:${port}`;
  const brokerUrl = connection.access.environment.tradingUrl;
  const context: AppContext = {
    world,
    mode: connection.broker.mode,
    account: connection.account.id,
    version: VERSION,
    startedAt: world.clock.now(),
    dataDir: options.dataDir,
    url,
    brokerUrl,
    engine,
    live,
    journal,
    documents,
    tokens,
    sessions,
    idempotency: createIdempotency(world, documents),
    hub,
    chronicle,
    connections,
    market,
    orderIds: derivedIds(connection.account.id),
    strategies: strategiesOf(options.books),
  };
  const stopSampling = sampleEquity(context);
  await writeRunFile(world, {
    url,
    pid: world.process.pid,
    tokenPath: ownerTokenPath(options.dataDir),
    assistantTokenPath: assistantTokenPath(options.dataDir),
    mode: context.mode,
    brokerUrl,
    dataDir: options.dataDir,
    version: VERSION,
  });
  return {
    context,
    url,
    signInLink: () => `${url}/#code=${sessions.createCode(ownerId).code}`,
    finished: live.finished,
    limitCount: CONTROLS.length,
    async stop() {
      stopSampling();
      await live.stop();
      const summary = await summarizeServer(context);
      await parts.listening.close();
      await removeRunFile(world, options.dataDir);
      await stores.close();
      return summary;
    },
  };
}

function strategiesOf(books: readonly BookConfig[]): ReadonlyMap<string, Strategy> {
  return new Map([...BUILT_IN, ...books.map(({ strategy }) => [strategy.name, strategy] as const)]);
}

/** The present of the market: the broker's own where it runs faster, else the world's. */
async function marketNow(world: World, { broker, reference }: BrokerConnection): Promise<EpochMs> {
  return broker.mode === 'sim' ? (await reference.clock()).at : world.clock.now();
}

interface Start {
  readonly symbols: readonly Ticker[];
  readonly now: EpochMs;
  readonly connections: Connections;
  readonly onEntries: (entries: readonly JournalEntry[]) => void;
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
  { engine, connection, stores }: Parts,
  { now, connections, onEntries, symbols }: Start,
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
    journal: stores.journal,
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
function sampleEquity({ world, engine, chronicle }: AppContext): () => void {
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
