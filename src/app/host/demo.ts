import type { World } from '../../core/world.ts';
import { alpacaEnvironment } from '../../alpaca/client/environment.ts';
import { Secret } from '../../core/secret.ts';
import type { BookConfig } from '../../engine/book-runner.ts';
import type { Asset } from '../../market/asset.ts';
import type { BookId } from '../../orders/request.ts';
import { SIM_LIMITS } from '../../risk/limits.ts';
import { rebalancer } from '../../strategy/builtin/rebalancer.ts';
import { trendFollower } from '../../strategy/builtin/trend-follower.ts';
import type { BrokerAccess } from './broker-connection.ts';
import { freshFolder } from './fresh-folder.ts';
import { reservePort } from './reserve-port.ts';
import { type BrokerKeys, type PaperBrokerService, preparePaperBroker } from './paper-broker.ts';
import { type Face, type Server, type ServerOptions, serverPort, startServer } from './server.ts';
import type { ServerSummary } from './server-summary.ts';
import { openStores, type Stores } from './stores.ts';

/** Options of the demo. */
export interface DemoOptions {
  readonly dataDir: string;
  /** The server's port; the broker uses the next two. 0 uses any free ports. */
  readonly port: number;
  readonly speed: number;
  readonly seed?: number | undefined;
  /** A folder of recorded minutes to replay instead of the synthetic market. */
  readonly replay?: string | undefined;
  /** Whether to start over and delete what the data folder holds. */
  readonly fresh?: boolean | undefined;
}

/** A running demo: a paper broker, and a server connected to it over real HTTP. */
export interface Demo {
  readonly broker: PaperBrokerService;
  readonly server: Server;
  /** Number of journal entries from an earlier run that this one continues; else 0. */
  readonly earlier: number;
  /** Stops the server, then the broker; resolves with the summary. */
  stop(): Promise<ServerSummary>;
}

/** Short averages, so that a viewer sees trades within a minute; not a recommendation. */
const LIVELY = { fast: 6, slow: 24, bandBps: 4 };
/** Each strategy's share of the account; the rest is for manual trades. */
const CAPITAL = 0.45;
/** Maximum number of symbols that the rebalancer holds. */
const HOLDINGS = 6;

/**
 * Starts everything in one process: the paper broker on its ports, and a server connected to it.
 *
 * The two share only the wire, and each can be started alone on the same folders.
 */
export async function startDemo(world: World, options: DemoOptions, face: Face): Promise<Demo> {
  const { dataDir, port, speed, seed, replay, fresh } = options;
  const portHint = 'Choose another with --port: the dashboard uses it, the broker the next two.';
  const held = await reservePort(world, { ...serverPort({ port, dataDir }), next: portHint });
  let stores: Stores | undefined;
  let earlier = 0;
  let broker: PaperBrokerService;
  try {
    const brokerPort = port === 0 ? 0 : port + 1;
    const wanted = { dataDir, port: brokerPort, speed, seed, replay, fresh, portHint };
    const prepared = await preparePaperBroker(world, wanted);
    try {
      // Nothing is created or deleted before a market and ports are available.
      if (fresh === true) await freshFolder(world, dataDir);
      await world.files.makeFolder(dataDir);
      stores = await openStores(world, dataDir);
      earlier = (await stores.journal.head()).seq;
    } catch (error) {
      await prepared.release();
      throw error;
    }
    broker = await prepared.start();
  } catch (error) {
    await stores?.close();
    await held.listening.close();
    throw error;
  }
  const serverOptions: ServerOptions = {
    dataDir,
    port,
    access: simulatedAccess(broker.url, broker.keys),
    books: demoBooks(broker.assets),
    limits: SIM_LIMITS,
    seed: broker.market.seed ?? undefined,
    stores,
    held,
  };
  try {
    const server = await startServer(world, serverOptions, face);
    const stop = async (): Promise<ServerSummary> => {
      const summary = await server.stop();
      await broker.stop();
      return summary;
    };
    return { broker, server, earlier, stop };
  } catch (error) {
    await broker.stop();
    throw error;
  }
}

/** Returns access to our own paper broker with the keys from its file. */
export function simulatedAccess(
  url: string,
  { keyId, secret }: Pick<BrokerKeys, 'keyId' | 'secret'>,
): BrokerAccess {
  return {
    environment: alpacaEnvironment('sim', { trading: url }),
    credentials: { kind: 'key', keyId: new Secret(keyId), secret: new Secret(secret) },
  };
}

/** Returns the two strategies of the demo over the market's symbols. */
export function demoBooks(assets: readonly Asset[]): readonly BookConfig[] {
  const symbols = assets.map(({ symbol }) => symbol);
  // The benchmark is a fund; the trend follower trades companies.
  const companies = assets.filter(({ name }) => !/fund|index/i.test(name)).map((one) => one.symbol);
  const held = symbols.filter((_, index) => index % 2 === 0).slice(0, HOLDINGS);
  // No symbol is in both: one would sell to the other, and a broker rejects that as a wash trade.
  const free = companies.filter((symbol) => !held.includes(symbol));
  const traded = free.length > 0 ? free : companies.length > 0 ? companies : symbols;
  return [
    {
      id: 'trend' as BookId,
      strategy: trendFollower,
      symbols: traded,
      capital: CAPITAL,
      params: { ...LIVELY, weight: Math.min(0.3, 1.6 / traded.length) },
    },
    {
      id: 'balance' as BookId,
      strategy: rebalancer,
      symbols: held,
      capital: CAPITAL,
      params: { weight: 0.95 / held.length, band: 0.01 },
    },
  ];
}
