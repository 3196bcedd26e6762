import type { ListenerHandlers, Listening, World } from '../../core/world.ts';
import type { BookConfig } from '../../engine/book-runner.ts';
import { derivedIds } from '../../engine/orders/identify.ts';
import type { JournalEntry } from '../../ledger/journal.ts';
import { CONTROLS } from '../../risk/controls.ts';
import type { Strategy } from '../../strategy/define.ts';
import { checkBooks } from '../configuration/books.ts';
import { BUILT_IN } from '../files/built-in.ts';
import { type BrokerAccess, type BrokerConnection, connectBroker } from './broker-connection.ts';
import type { AppContext } from '../context/app-context.ts';
import type { Connections } from '../projections/connections.ts';
import {
  type EngineOptions,
  type RunningEngine,
  restoreEngine,
  runEngine,
  sampleEquity,
} from './run-engine.ts';
import { createEntryBroadcast } from '../projections/entry-broadcast.ts';
import { type ReservedPort, reservePort, type WantedPort } from './reserve-port.ts';
import { createIdempotency } from '../access/idempotency.ts';
import { createMarketReference } from './market-reference.ts';
import type { MarketReference } from '../projections/market-reference.ts';
import { removeRunFile, writeRunFile } from '../client/run-file.ts';
import { type ServerSummary, summarizeServer } from './server-summary.ts';
import { createSessions } from '../access/sessions.ts';
import { openStores, type Stores } from './stores.ts';
import { assistantTokenPath, ownerTokenPath, prepareTokens } from '../access/token-files.ts';
import { createTokens } from '../access/tokens.ts';
import { VERSION } from '../kit/version.ts';

/** Options of a server. */
export interface ServerOptions extends EngineOptions {
  readonly dataDir: string;
  /** 0 uses any free port. */
  readonly port: number;
  readonly access: BrokerAccess;
  /** Stores other than the data folder's own. */
  readonly stores?: Stores;
  /** The port, if it is already reserved. */
  readonly held?: ReservedPort;
}

/** Creates the handlers of the HTTP surface; passed in, because surfaces are above this room. */
export type Face = (
  context: AppContext,
  options: { readonly port: () => number },
) => ListenerHandlers;

/** A running server. */
export interface Server {
  readonly context: AppContext;
  readonly url: string;
  /** Returns a one-time link that signs the owner's browser in. */
  signInLink(): string;
  /** Resolves when the engine has ended: undefined after `stop`, otherwise the reason it failed. */
  readonly finished: Promise<unknown>;
  /** Resolves when a user has requested a stop; the caller must then call {@link stop}. */
  readonly stopRequested: Promise<void>;
  /** Number of controls in the risk gate. */
  readonly limitCount: number;
  /** Stops the engine, summarizes, and releases port, stores and lease. */
  stop(): Promise<ServerSummary>;
}

/** Returns the port request of a server. */
export function serverPort(options: {
  readonly port: number;
  readonly dataDir: string;
}): WantedPort {
  const next = 'Choose another with --port, or stop the program that uses it.';
  return { port: options.port, what: 'the dashboard', next, folder: options.dataDir };
}

/**
 * The composition root: one data folder, one broker, one engine, one port.
 *
 * First the port, then the lease are taken, before any broker request. The journal is replayed
 * before the engine starts; indicators are warm and holdings priced before the first event.
 *
 * @throws QuipuError `store.lease_held`, `world.port_busy`, `app.config_conflict`, and what the
 *   broker or the stores raise
 */
export async function startServer(
  world: World,
  options: ServerOptions,
  face: Face,
): Promise<Server> {
  checkBooks(options.books);
  const held = options.held ?? (await reservePort(world, serverPort(options)));
  const { listening } = held;
  let stores: Stores | undefined;
  try {
    await world.files.makeFolder(options.dataDir);
    stores = options.stores ?? (await openStores(world, options.dataDir));
    const { port } = listening;
    const connection = await connectBroker(world, options.access);
    const market = createMarketReference(connection, world.clock);
    const room = await restoreEngine(options, connection, { journal: stores.journal, market });
    const stopping = Promise.withResolvers<void>();
    const parts = { ...room, stores, connection, market, port, listening, stopping };
    const context = await assemble(world, options, parts);
    held.open(face(context, { port: () => port }));
    return await announce(context, parts);
  } catch (error) {
    await listening.close();
    await (stores ?? options.stores)?.close();
    throw error;
  }
}

interface Parts extends RunningEngine {
  readonly stores: Stores;
  readonly connection: BrokerConnection;
  readonly market: MarketReference;
  readonly port: number;
  readonly listening: Listening;
  readonly stopping: PromiseWithResolvers<void>;
}

async function assemble(world: World, options: ServerOptions, parts: Parts): Promise<AppContext> {
  const { stores, connection, engine, accountHistory, market } = parts;
  const { documents, journal } = stores;
  const tokens = createTokens(world, documents);
  const hub = createEntryBroadcast();
  const connections: Connections = { marketAt: null, brokerAt: null, brokerUp: false };
  const onEntries = (entries: readonly JournalEntry[]): void => {
    accountHistory.note(entries);
    hub.publish(entries);
  };
  const engineParts = { engine, connection, journal, market, connections, onEntries };
  const live = await runEngine(world, engineParts);
  return {
    world,
    mode: connection.broker.mode,
    account: connection.account.id,
    version: VERSION,
    startedAt: world.clock.now(),
    dataDir: options.dataDir,
    url: `http://127.0.0.1:${parts.port}`,
    brokerUrl: connection.access.environment.tradingUrl,
    engine,
    live,
    journal,
    documents,
    tokens,
    sessions: createSessions(world, documents, tokens),
    idempotency: createIdempotency(world, documents),
    hub,
    accountHistory,
    connections,
    market,
    orderIds: derivedIds(connection.account.id),
    strategies: strategiesOf(options.books),
    requestStop: () => parts.stopping.resolve(),
  };
}

/** Makes the server discoverable and able to stop. */
async function announce(context: AppContext, parts: Parts): Promise<Server> {
  const { world, live, dataDir, sessions, url, mode, brokerUrl } = context;
  const { ownerId } = await prepareTokens(world, context.tokens, dataDir);
  const stopSampling = sampleEquity(context);
  await writeRunFile(world, {
    url,
    pid: world.process.pid,
    tokenPath: ownerTokenPath(dataDir),
    assistantTokenPath: assistantTokenPath(dataDir),
    mode,
    brokerUrl,
    dataDir,
    version: VERSION,
  });
  return {
    context,
    url,
    signInLink: () => `${url}/#code=${sessions.createCode(ownerId).code}`,
    finished: live.finished,
    stopRequested: parts.stopping.promise,
    limitCount: CONTROLS.length,
    async stop() {
      stopSampling();
      await live.stop();
      const summary = await summarizeServer(context);
      await parts.listening.close();
      await parts.stores.close();
      // Last: a server that can still be found has not stopped.
      await removeRunFile(world, dataDir);
      return summary;
    },
  };
}

function strategiesOf(books: readonly BookConfig[]): ReadonlyMap<string, Strategy> {
  return new Map([...BUILT_IN, ...books.map(({ strategy }) => [strategy.name, strategy] as const)]);
}
