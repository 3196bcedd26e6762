import { type AlpacaFeed, createAlpacaFeed } from '../../alpaca/client/feed.ts';
import type { EpochMs } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import type { BookConfig } from '../../engine/book-runner.ts';
import { derivedIds } from '../../engine/orders/identify.ts';
import { createEngine, type Engine } from '../../engine/engine.ts';
import type { EngineEvent } from '../../engine/events.ts';
import { joinInstants, type JoinOptions } from '../../engine/drive/join-instants.ts';
import type { Journal, MarketFeed } from '../../engine/ports.ts';
import { type Live, startLive } from '../../engine/drive/run-live.ts';
import type { JournalEntry } from '../../ledger/journal.ts';
import type { MarketEvent } from '../../market/event.ts';
import type { Ticker } from '../../market/symbol.ts';
import { limitsText, type RiskLimits } from '../../risk/limits.ts';
import { AccountHistory } from '../projections/account-history.ts';
import type { BrokerConnection } from './broker-connection.ts';
import type { AppContext } from '../context/app-context.ts';
import type { Connections } from '../projections/connections.ts';
import type { MarketReference } from '../projections/market-reference.ts';
import { appError } from '../kit/errors.ts';
import { VERSION } from '../kit/version.ts';
import { readInstruments } from './instruments.ts';
import { readHistory, warmUp } from './warm-up.ts';

/** Options of an engine, apart from its broker and its journal. */
export interface EngineOptions {
  readonly books: readonly BookConfig[];
  readonly limits: RiskLimits;
  /** Seed of a synthetic market, for the run's manifest. */
  readonly seed?: number | undefined;
}

/** A running engine with its history, and what surfaces show with it. */
export interface RunningEngine {
  readonly engine: Engine;
  readonly accountHistory: AccountHistory;
}

/**
 * Creates an engine and replays the journal of its earlier runs.
 *
 * @throws QuipuError `app.config_conflict` when the journal belongs to another account or mode
 */
export async function restoreEngine(
  options: EngineOptions,
  { broker, account, reference }: BrokerConnection,
  { journal, market }: Pick<EngineParts, 'journal' | 'market'>,
): Promise<RunningEngine> {
  const accountHistory = new AccountHistory();
  const traded = options.books.flatMap(({ symbols, strategy }) => symbols ?? strategy.symbols);
  const instruments = await readInstruments({ assets: await market.assets(), reference }, traded);
  const engine = createEngine({
    manifest: {
      version: VERSION,
      mode: broker.mode,
      account: account.id,
      limits: limitsText(options.limits),
      data: '',
      seed: options.seed ?? null,
    },
    instruments,
    books: options.books,
    limits: options.limits,
    orderIds: derivedIds(account.id),
    reconcileEveryMs: 15_000,
  });
  for await (const { entry } of journal.read()) {
    engine.restore(entry);
    accountHistory.note([entry]);
  }
  const past = engine.portfolio.manifest;
  if (past === null || (past.account === account.id && past.mode === broker.mode)) {
    return { engine, accountHistory };
  }
  throw appError(
    'app.config_conflict',
    `This data folder belongs to ${past.mode} account ${past.account}; the broker's account is ` +
      `${broker.mode} account ${account.id}.`,
    { next: 'Choose another data folder with --data-dir, or connect to the other account.' },
  );
}

/** Reads the broker's time, which is the market's, and lets its clock follow it. */
async function marketNow({ clock, reference }: BrokerConnection): Promise<EpochMs> {
  return (await clock.follow(() => reference.clock())).at;
}

/** Parts of a running engine. */
export interface EngineParts {
  readonly engine: Engine;
  readonly connection: BrokerConnection;
  readonly journal: Journal;
  readonly market: MarketReference;
  readonly connections: Connections;
  /** Called with every entry once it is durable. */
  readonly onEntries: (entries: readonly JournalEntry[]) => void;
}

/** Warms an engine up, connects it to its market and its broker, and runs it. */
export async function runEngine(world: World, parts: EngineParts): Promise<Live> {
  const now = await marketNow(parts.connection);
  const symbols = await watched(parts.engine, parts.market);
  await warmUp(parts.engine, parts.connection.marketData, { now, symbols });
  return startEngine(world, parts, { now, symbols });
}

/** Above this number of symbols, the feed covers only symbols that are held or traded. */
const WATCHED_MAX = 200;

/** Returns the symbols to subscribe to: held, traded by strategies, and all of a small market. */
async function watched(engine: Engine, market: MarketReference): Promise<readonly Ticker[]> {
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
  const { access, marketData, reference, broker, clock } = connection;
  const seen = { at: now };
  const feed = createAlpacaFeed(world, {
    environment: access.environment,
    credentials: access.credentials,
    ...(access.feed === undefined ? {} : { feed: access.feed }),
    marketData,
    reference,
    clock,
    symbols,
    daily: engine.runners.some(({ strategy }) => strategy.timeframe === '1Day'),
    since: now,
  });
  const simulated = broker.mode === 'sim';
  const noted = noting(feed, seen, () => {
    connections.marketAt = world.clock.monotonic();
  });
  return startLive({
    engine,
    feed: joined(noted, { clock: world.clock, symbols, simulated }),
    broker,
    journal,
    world,
    // An accelerated market carries its own time, so it is never stale by another clock.
    marketClock: { now: () => (simulated ? seen.at : clock.now()) },
    history: ({ symbol, timeframe, bars, until }) =>
      readHistory(marketData, { symbol, timeframe, bars: Math.min(bars, 5_000), until }),
    onEntries,
    onEvent: (event) => noteBroker(event, world, connections),
  });
}

/** Longest wait for the last bar of a minute; real ones come within a second of its end. */
const BAR_WAIT_MS = 2_000;
/** The paper broker sends all bars of an instant in one message. */
const SIMULATED_BAR_WAIT_MS = 50;

function joined(
  feed: AlpacaFeed,
  parts: Pick<JoinOptions, 'clock' | 'symbols'> & { readonly simulated: boolean },
): MarketFeed {
  const { clock, symbols, simulated } = parts;
  const waitMs = simulated ? SIMULATED_BAR_WAIT_MS : BAR_WAIT_MS;
  const options = { clock, symbols, waitMs, ordered: simulated };
  return { events: (signal) => joinInstants(feed.events(signal), options) };
}

function noting(feed: AlpacaFeed, seen: { at: EpochMs }, note: () => void): AlpacaFeed {
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
  connections.brokerAt = world.clock.monotonic();
  if (event.event.kind === 'connected') connections.brokerUp = true;
  if (event.event.kind === 'disconnected') connections.brokerUp = false;
}

const SAMPLE_MS = 1_000;

/** Samples the equity curve each second, once the account is known. */
export function sampleEquity({ world, engine, accountHistory }: AppContext): () => void {
  let cancel = (): void => {};
  const next = (): void => {
    cancel = world.clock.timer(SAMPLE_MS, () => {
      const { portfolio, equity, now, state } = engine;
      const settled = portfolio.openedAt !== null && state !== 'starting' && state !== 'recovering';
      if (settled) accountHistory.sample({ at: now, equity });
      next();
    });
  };
  next();
  return () => cancel();
}
