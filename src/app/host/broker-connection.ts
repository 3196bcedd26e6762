import { createAccountReads } from '../../alpaca/client/account-reads.ts';
import { createAlpacaBroker, tradingRestOptions } from '../../alpaca/client/broker.ts';
import { type BrokerClock, createBrokerClock } from '../../alpaca/client/broker-clock.ts';
import type { Credentials } from '../../alpaca/client/credentials.ts';
import type { AlpacaEnvironment } from '../../alpaca/client/environment.ts';
import { createMarketData, type MarketData } from '../../alpaca/client/market-data.ts';
import { createReferenceData, type ReferenceData } from '../../alpaca/client/reference-data.ts';
import { createRest } from '../../alpaca/client/rest.ts';
import type { AccountReport } from '../../alpaca/wire/account.ts';
import { isQuipuError, messageOf, type QuipuError } from '../../core/errors.ts';
import type { World } from '../../core/world.ts';
import type { Broker } from '../../engine/ports.ts';

/** Broker environment and credentials. */
export interface BrokerAccess {
  readonly environment: AlpacaEnvironment;
  readonly credentials: Credentials;
  readonly feed?: string | undefined;
}

/** A connected broker, with everything read from it. */
export interface BrokerConnection {
  readonly access: BrokerAccess;
  readonly account: AccountReport;
  readonly broker: Broker;
  /** The broker's time; apart from the market's in `sim`, which carries its own. */
  readonly clock: BrokerClock;
  readonly marketData: MarketData;
  readonly reference: ReferenceData;
}

/** How long a start waits for a broker that does not answer. */
const PATIENCE_MS = 60_000;
const PAUSE_MS = 500;

/** Codes of failures that may pass with time. */
const PASSING: ReadonlySet<string> = new Set([
  'alpaca.unavailable',
  'alpaca.circuit_open',
  'alpaca.rate_limited',
  'world.network',
  'world.timeout',
]);

/**
 * Connects to a broker and its account; waits up to a minute for a broker that does not answer.
 *
 * @throws QuipuError the broker's refusal, or the last failure after a minute
 */
export async function connectBroker(world: World, access: BrokerAccess): Promise<BrokerConnection> {
  const options = { environment: access.environment, credentials: access.credentials };
  const feed = access.feed === undefined ? {} : { feed: access.feed };
  const rest = createRest(world, tradingRestOptions(options));
  const clock = createBrokerClock(world);
  const account = await patiently(world, () => createAccountReads(rest).account());
  return {
    access,
    account,
    broker: createAlpacaBroker(world, { ...options, accountId: account.id, clock }),
    clock,
    marketData: createMarketData(world, { ...options, ...feed }),
    reference: createReferenceData(rest),
  };
}

async function patiently<T>(world: World, ask: () => Promise<T>): Promise<T> {
  const start = world.clock.monotonic();
  for (;;) {
    try {
      return await ask();
    } catch (error) {
      if (!isPassing(error) || world.clock.monotonic() - start > PATIENCE_MS) throw error;
      world.log.write('warn', `The broker does not answer yet: ${messageOf(error)}`);
      await world.clock.sleep(PAUSE_MS);
    }
  }
}

function isPassing(error: unknown): error is QuipuError {
  return isQuipuError(error) && PASSING.has(error.code);
}
