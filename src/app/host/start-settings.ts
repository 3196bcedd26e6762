import { readAlpacaAccess } from '../../alpaca/client/credentials.ts';
import { alpacaEnvironment } from '../../alpaca/client/environment.ts';
import type { World } from '../../core/world.ts';
import type { BookConfig } from '../../engine/book-runner.ts';
import type { RiskLimits } from '../../risk/limits.ts';
import { booksOf, type Config, limitsOf, readConfig } from '../configuration/config.ts';
import { type BrokerAccess, connectBroker } from './broker-connection.ts';
import { demoBooks, simulatedAccess } from './demo.ts';
import { appError } from '../kit/errors.ts';
import { keysPath, readKeys } from './paper-broker.ts';

/** Command-line options, which override the configuration. */
export interface StartOptions {
  readonly configPath: string | undefined;
  readonly dataDir: string | undefined;
  readonly port: number | undefined;
  readonly brokerUrl: string | undefined;
  readonly keysPath: string | undefined;
}

/** Settings of the engine and its server. */
export interface StartSettings {
  readonly dataDir: string;
  readonly port: number;
  readonly access: BrokerAccess;
  readonly books: readonly BookConfig[];
  readonly limits: RiskLimits;
}

const PORT = 7410;
const BROKER_URL = 'http://127.0.0.1:7411';

/**
 * Combines command line, configuration and environment, in this order.
 *
 * Without books in the configuration, `sim` runs the two strategies of the demo.
 *
 * @throws QuipuError `app.config_*`, `app.live_not_armed`, `alpaca.credentials_*`
 */
export async function settingsFor(world: World, options: StartOptions): Promise<StartSettings> {
  const config = await readConfig(world, options.configPath);
  const dataDir = options.dataDir ?? config.dataDir ?? `${world.process.cwd}/.quipu`;
  // The whole configuration is checked before anything outside of it is read.
  const limits = limitsOf(config);
  const own = await booksOf(world, config);
  const access = await accessFor(world, config, { ...options, dataDir });
  const books = own.length > 0 || config.mode !== 'sim' ? own : await defaultBooks(world, access);
  const port = options.port ?? config.port ?? PORT;
  return { dataDir, port, access, books, limits };
}

async function accessFor(
  world: World,
  config: Config,
  options: Pick<StartOptions, 'brokerUrl' | 'keysPath'> & { readonly dataDir: string },
): Promise<BrokerAccess> {
  switch (config.mode) {
    case 'sim': {
      const path = options.keysPath ?? config.broker?.keys ?? keysPath(options.dataDir);
      const url = options.brokerUrl ?? config.broker?.url ?? BROKER_URL;
      return simulatedAccess(url, await readKeys(world, path));
    }
    case 'paper': {
      const { credentials, urls } = readAlpacaAccess(world.process.env, 'paper');
      const environment = alpacaEnvironment('paper', urls);
      return { environment, credentials, feed: config.broker?.feed };
    }
    case 'live':
      throw appError('app.live_not_armed', 'Live trading is not armed.', {
        next:
          'Use mode paper. Live trading must be armed by a human, which this version does not ' +
          'support.',
      });
  }
}

async function defaultBooks(world: World, access: BrokerAccess): Promise<readonly BookConfig[]> {
  const { reference } = await connectBroker(world, access);
  return demoBooks(await reference.assets());
}
