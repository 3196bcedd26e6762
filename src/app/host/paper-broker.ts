import { createPaperBroker } from '../../alpaca/server/broker.ts';
import type { PaperBroker } from '../../alpaca/server/options.ts';
import { Secret } from '../../core/secret.ts';
import { integer, type Infer, number, nullable, object, text } from '../../core/schema.ts';
import { type EpochMs, epochMs, MINUTE } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import type { MarketSource } from '../../simulator/source/source.ts';
import { createSyntheticMarket } from '../../simulator/source/synthetic.ts';
import { acquireLease } from '../../store/sqlite/lease.ts';
import { refuseEmptied } from '../../store/sqlite/files.ts';
import { openSqliteRecordLog } from '../../store/sqlite/record-log.ts';
import { money } from '../../core/decimal.ts';
import { appError } from '../kit/errors.ts';
import { type ReservedPort, reservePort } from './reserve-port.ts';
import { openReplay } from './replay-market.ts';
import { randomText } from '../access/tokens.ts';

/** Options of a paper broker. */
export interface PaperBrokerOptions {
  readonly dataDir: string;
  /** Its port; its control port is the next one. 0 uses any free ports. */
  readonly port: number;
  readonly seed?: number | undefined;
  readonly speed: number;
  /** A folder of recorded minutes to replay instead of the synthetic market. */
  readonly replay?: string | undefined;
  /** Starting cash of a new account, in dollars. */
  readonly cash?: string | undefined;
  /** Whether the folder's content will be deleted before it starts. */
  readonly fresh?: boolean | undefined;
  /** Hint for choosing other ports; its own `--port` when absent. */
  readonly portHint?: string | undefined;
}

/** A running paper broker. */
export interface PaperBrokerService {
  readonly url: string;
  readonly controlUrl: string;
  readonly keysPath: string;
  readonly keys: BrokerKeys;
  readonly assets: MarketSource['assets'];
  readonly market: BrokerMarket;
  now(): EpochMs;
  stop(): Promise<void>;
}

const keysSchema = object({ keyId: text(), secret: text(), controlToken: text() });

/** Key pair of a paper broker and the token of its control port, as stored in its file. */
export type BrokerKeys = Infer<typeof keysSchema>;

const marketSchema = object({
  seed: nullable(integer()),
  replay: nullable(text()),
  start: number(),
});

/** Market of a paper broker; stored, because the account belongs to it. */
export type BrokerMarket = Infer<typeof marketSchema>;

/** Returns the paper broker's folder in a data folder: separate, as a real broker would be. */
export function brokerFolder(dataDir: string): string {
  return `${dataDir}/broker`;
}

/** Returns the file of the paper broker's keys in a data folder. */
export function keysPath(dataDir: string): string {
  return `${brokerFolder(dataDir)}/keys.json`;
}

const SEED_DEFAULT = 7;
const CASH_DEFAULT = '100000';
/** A Monday in spring, ninety minutes into the trading day. */
const START_DEFAULT = epochMs(Date.parse('2024-03-18T15:00:00Z'));
/** How much of a recording's first trading day is history before replay starts. */
const REPLAY_LEAD_MS = 65 * MINUTE;
/** Our own engine needs no rate limit; Alpaca's limit is for users who test against it. */
const RATE_PER_MINUTE = 60_000;

/** A paper broker that is ready to start: its market is read and its ports are reserved. */
export interface PreparedBroker {
  /**
   * Creates its files and starts it.
   *
   * @throws QuipuError `store.lease_held` naming the holder of the folder, `store.*`
   */
  start(): Promise<PaperBrokerService>;
  /** Releases the ports. */
  release(): Promise<void>;
}

/**
 * Checks that a paper broker can start and reserves its ports; creates nothing on disk.
 *
 * @throws QuipuError `app.config_conflict` when the account belongs to another market,
 *   `app.no_data` for an invalid recording, `world.port_busy`, `store.lease_held`
 */
export async function preparePaperBroker(
  world: World,
  options: PaperBrokerOptions,
): Promise<PreparedBroker> {
  const folder = brokerFolder(options.dataDir);
  const prepared = await prepareMarket(world, folder, options);
  const ports = await takePorts(world, folder, options);
  const release = async (): Promise<void> => {
    for (const { listening } of ports) await listening.close();
  };
  return { release, start: () => startPrepared(world, options, { ...prepared, ports, release }) };
}

/**
 * Starts the paper broker on its folder, with its earlier account if there is one, on the market
 * that the account belongs to.
 *
 * @throws QuipuError as {@link preparePaperBroker} and {@link PreparedBroker.start} do
 */
export async function startPaperBroker(
  world: World,
  options: PaperBrokerOptions,
): Promise<PaperBrokerService> {
  return (await preparePaperBroker(world, options)).start();
}

/** Reserves the broker's port and its control port, in this order. */
async function takePorts(
  world: World,
  folder: string,
  { port, portHint }: PaperBrokerOptions,
): Promise<readonly [ReservedPort, ReservedPort]> {
  const next = portHint ?? 'Choose another with --port: the broker uses it and the next one.';
  const main = await reservePort(world, { port, what: 'the broker', next, folder });
  try {
    const wanted = port === 0 ? 0 : port + 1;
    const what = "the broker's control port";
    return [main, await reservePort(world, { port: wanted, what, next, folder })];
  } catch (error) {
    await main.listening.close();
    throw error;
  }
}

interface Prepared extends PreparedMarket {
  readonly ports: readonly [ReservedPort, ReservedPort];
  release(): Promise<void>;
}

async function startPrepared(
  world: World,
  options: PaperBrokerOptions,
  { market, source, isNew, ports, release }: Prepared,
): Promise<PaperBrokerService> {
  const folder = brokerFolder(options.dataDir);
  const closing: (() => Promise<void> | void)[] = [release];
  const close = async (): Promise<void> => {
    for (const step of closing.splice(0)) await step();
  };
  try {
    await world.files.makeFolder(folder);
    const lease = await acquireLease(folder, world);
    closing.push(() => lease.release());
    const keys = await prepareKeys(world, keysPath(options.dataDir));
    if (isNew) await world.files.write(marketPath(folder), `${JSON.stringify(market)}\n`, 0o600);
    refuseEmptied(`${folder}/account.db`, !isNew);
    const log = await openSqliteRecordLog(`${folder}/account.db`);
    closing.splice(1, 0, () => log.close());
    const broker: PaperBroker = await createPaperBroker({
      world,
      source,
      log,
      clock: { start: epochMs(market.start), speed: options.speed },
      credentials: { keyId: keys.keyId, secret: new Secret(keys.secret) },
      options: {
        cash: money(options.cash ?? CASH_DEFAULT),
        fees: 'us_equities',
        ratePerMinute: RATE_PER_MINUTE,
        controlToken: new Secret(keys.controlToken),
        ...(market.seed === null ? {} : { seed: market.seed }),
      },
    });
    closing.splice(1, 0, () => broker.close());
    const [main, control] = ports;
    broker.bindPorts({ broker: main.listening.port, control: control.listening.port });
    main.open(broker.handlers);
    control.open(broker.control);
    const { now } = broker;
    return {
      url: `http://127.0.0.1:${main.listening.port}`,
      controlUrl: `http://127.0.0.1:${control.listening.port}`,
      keysPath: keysPath(options.dataDir),
      keys,
      assets: source.assets,
      market,
      now,
      stop: close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}

/** Reads the keys in a broker's key file. @throws QuipuError `app.config_unreadable` */
export async function readKeys(world: World, path: string): Promise<BrokerKeys> {
  const content = await world.files.read(path);
  const value = content === undefined ? undefined : parsed(content);
  const checked = keysSchema.judge(value);
  if (checked.ok) return checked.value;
  const found = content === undefined ? 'nothing' : 'something else';
  throw appError('app.config_unreadable', `Expected broker keys in ${path}, found ${found}.`, {
    next: 'Start the broker first (quipu broker start), or name its key file with --keys.',
  });
}

async function prepareKeys(world: World, path: string): Promise<BrokerKeys> {
  if ((await world.files.read(path)) !== undefined) return readKeys(world, path);
  const keys = {
    keyId: `PK${randomText(world).slice(0, 18).toUpperCase()}`,
    secret: randomText(world).slice(0, 40),
    controlToken: randomText(world),
  };
  await world.files.write(path, `${JSON.stringify(keys, null, 2)}\n`, 0o600);
  return keys;
}

interface PreparedMarket {
  readonly market: BrokerMarket;
  readonly source: MarketSource;
  /** Whether it still has to be saved. */
  readonly isNew: boolean;
}

function marketPath(folder: string): string {
  return `${folder}/market.json`;
}

async function prepareMarket(
  world: World,
  folder: string,
  options: PaperBrokerOptions,
): Promise<PreparedMarket> {
  const content = options.fresh === true ? undefined : await world.files.read(marketPath(folder));
  const kept = content === undefined ? undefined : marketSchema.judge(parsed(content));
  if (kept?.ok === true) {
    refuseOther(kept.value, options);
    return { market: kept.value, source: await sourceOf(world, kept.value), isNew: false };
  }
  if (kept !== undefined) {
    throw appError('app.config_unreadable', `${marketPath(folder)} was changed or is damaged.`, {
      next: 'Restore it: the account belongs to its market. Or start over with --fresh.',
      facts: { path: marketPath(folder) },
    });
  }
  const replay = options.replay ?? null;
  const seed = replay === null ? (options.seed ?? SEED_DEFAULT) : null;
  const first = { seed, replay, start: START_DEFAULT as number };
  const source = await sourceOf(world, first);
  const start = replay === null ? START_DEFAULT : source.startsAt;
  const market = { ...first, start };
  return { market, source, isNew: true };
}

async function sourceOf(world: World, market: BrokerMarket): Promise<MarketSource> {
  if (market.replay !== null) return openReplay(world, market.replay, REPLAY_LEAD_MS);
  return createSyntheticMarket({ seed: market.seed ?? 0, start: epochMs(market.start) });
}

function refuseOther(kept: BrokerMarket, { seed, replay }: PaperBrokerOptions): void {
  const sameSeed = seed === undefined || seed === kept.seed;
  const sameReplay = replay === undefined ? kept.replay === null : replay === kept.replay;
  if (sameSeed && sameReplay) return;
  const has = kept.replay === null ? `seed ${String(kept.seed)}` : `the recording ${kept.replay}`;
  throw appError('app.config_conflict', `The account in this data folder belongs to ${has}.`, {
    next: 'Start over with --fresh, or choose another folder with --data-dir.',
  });
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined; // the schema rejects it
  }
}
