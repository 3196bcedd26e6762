import type { ListenerHandlers, Listening, World } from '../core/world.ts';
import type { BookConfig } from '../engine/book-runner.ts';
import { derivedIds } from '../engine/desk.ts';
import type { JournalEntry } from '../ledger/journal.ts';
import { CONTROLS } from '../risk/controls.ts';
import type { Strategy } from '../strategy/define.ts';
import { BUILT_IN, checkBooks } from './books.ts';
import { type BrokerAccess, type BrokerConnection, connectBroker } from './connection.ts';
import type { AppContext, Connections } from './context.ts';
import {
  type EngineOptions,
  type EngineRoom,
  restoreEngine,
  runEngine,
  sampleEquity,
} from './engine-room.ts';
import { createEntryHub } from './entry-hub.ts';
import { type HeldPort, holdPort, type WantedPort } from './hold-port.ts';
import { createIdempotency } from './idempotency.ts';
import { createMarketDesk } from './market-desk.ts';
import { removeRunFile, writeRunFile } from './run-file.ts';
import { type ServerSummary, summarizeServer } from './server-summary.ts';
import { createSessions } from './sessions.ts';
import { openStores, type Stores } from './stores.ts';
import { assistantTokenPath, ownerTokenPath, prepareTokens } from './token-files.ts';
import { createTokens } from './tokens.ts';
import { VERSION } from './version.ts';

/** What a server is started with. */
export interface ServerOptions extends EngineOptions {
  readonly dataDir: string;
  /** 0 takes any free port. */
  readonly port: number;
  readonly access: BrokerAccess;
  /** Stores other than the data folder's own. */
  readonly stores?: Stores;
  /** The port, when it is held already. */
  readonly held?: HeldPort;
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

/** The port of a server as it is wanted. */
export function serverPort(options: {
  readonly port: number;
  readonly dataDir: string;
}): WantedPort {
  const next = 'Choose another with --port, or stop what listens there.';
  return { port: options.port, what: 'the dashboard', next, folder: options.dataDir };
}

/**
 * The composition root: one data folder, one broker, one engine, one port.
 *
 * The port, then the lease are taken before anything is asked of the broker; the journal is folded
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
  const held = options.held ?? (await holdPort(world, serverPort(options)));
  const { listening } = held;
  let stores: Stores | undefined;
  try {
    await world.files.makeFolder(options.dataDir);
    stores = options.stores ?? openStores(world, options.dataDir);
    const { port } = listening;
    const connection = await connectBroker(world, options.access);
    const room = await restoreEngine(options, connection, stores.journal);
    const parts = { ...room, stores, connection, port, listening };
    const context = await assemble(world, options, parts);
    held.open(face(context, { port: () => port }));
    return await announce(context, parts);
  } catch (error) {
    await listening.close();
    await (stores ?? options.stores)?.close();
    throw error;
  }
}

interface Parts extends EngineRoom {
  readonly stores: Stores;
  readonly connection: BrokerConnection;
  readonly port: number;
  readonly listening: Listening;
}

async function assemble(world: World, options: ServerOptions, parts: Parts): Promise<AppContext> {
  const { stores, connection, engine, chronicle } = parts;
  const { documents, journal } = stores;
  const tokens = createTokens(world, documents);
  const hub = createEntryHub();
  const connections: Connections = { marketAt: null, brokerAt: null, brokerUp: false };
  const market = createMarketDesk(connection, { wall: () => world.clock.now() });
  const onEntries = (entries: readonly JournalEntry[]): void => {
    chronicle.note(entries);
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
    chronicle,
    connections,
    market,
    orderIds: derivedIds(connection.account.id),
    strategies: strategiesOf(options.books),
  };
}

/** Makes the server findable, and able to end. */
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
    limitCount: CONTROLS.length,
    async stop() {
      stopSampling();
      await live.stop();
      const summary = await summarizeServer(context);
      await parts.listening.close();
      await removeRunFile(world, dataDir);
      await parts.stores.close();
      return summary;
    },
  };
}

function strategiesOf(books: readonly BookConfig[]): ReadonlyMap<string, Strategy> {
  return new Map([...BUILT_IN, ...books.map(({ strategy }) => [strategy.name, strategy] as const)]);
}
