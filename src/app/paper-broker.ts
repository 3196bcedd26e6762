import { createPaperBroker } from '../alpaca/server/broker.ts';
import type { PaperBroker } from '../alpaca/server/options.ts';
import { Secret } from '../core/secret.ts';
import { integer, type Infer, number, nullable, object, text } from '../core/schema.ts';
import { type EpochMs, epochMs, MINUTE } from '../core/time.ts';
import type { World } from '../core/world.ts';
import type { MarketSource } from '../simulator/market/source.ts';
import { createSyntheticMarket } from '../simulator/market/synthetic.ts';
import { acquireLease } from '../store/sqlite/lease.ts';
import { refuseEmptied } from '../store/sqlite/files.ts';
import { openSqliteRecordLog } from '../store/sqlite/record-log.ts';
import { money } from '../core/decimal.ts';
import { appError } from './errors.ts';
import { type HeldPort, holdPort } from './hold-port.ts';
import { openReplay } from './replay-market.ts';
import { randomText } from './tokens.ts';

/** What a paper broker is started with. */
export interface PaperBrokerOptions {
  readonly dataDir: string;
  /** Its port; its control port is the next one. 0 takes any free ports. */
  readonly port: number;
  readonly seed?: number | undefined;
  readonly speed: number;
  /** A folder of recorded minutes to play instead of the synthetic market. */
  readonly replay?: string | undefined;
  /** Dollars of a new account. */
  readonly cash?: string | undefined;
  /** Whether what the folder holds will be gone by the time it starts. */
  readonly fresh?: boolean | undefined;
  /** How to choose other ports; its own `--port` when absent. */
  readonly portHint?: string | undefined;
}

/** A paper broker that listens. */
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

/** The key pair of a paper broker and the token of its control port, as its file holds them. */
export type BrokerKeys = Infer<typeof keysSchema>;

const marketSchema = object({
  seed: nullable(integer()),
  replay: nullable(text()),
  start: number(),
});

/** What market a paper broker plays; kept, because its account belongs to it. */
export type BrokerMarket = Infer<typeof marketSchema>;

/** The folder of the paper broker in a data folder: its own, as a real broker's would be. */
export function brokerFolder(dataDir: string): string {
  return `${dataDir}/broker`;
}

/** The file of the paper broker's keys in a data folder. */
export function keysPath(dataDir: string): string {
  return `${brokerFolder(dataDir)}/keys.json`;
}

const SEED_DEFAULT = 7;
const CASH_DEFAULT = '100000';
/** A Monday in spring, an hour and a half into the session. */
const START_DEFAULT = epochMs(Date.parse('2024-03-18T15:00:00Z'));
/** How much of a recording's first session is history before it is played. */
const REPLAY_LEAD_MS = 65 * MINUTE;
/** Our own engine asks as it likes; the limit of Alpaca is for those who test against it. */
const RATE_PER_MINUTE = 60_000;

/** A paper broker that could start: its market is read and its ports are taken. */
export interface PreparedBroker {
  /**
   * Makes what it keeps on the disk, and starts it.
   *
   * @throws QuipuError `store.lease_held` naming whoever has the folder in use, `store.*`
   */
  start(): Promise<PaperBrokerService>;
  /** Gives the ports back. */
  release(): Promise<void>;
}

/**
 * Looks whether a paper broker could start, and takes its ports; nothing is made on the disk.
 *
 * @throws QuipuError `app.config_conflict` when another market is asked for than the account's,
 *   `app.no_data` for a recording that is none, `world.port_busy`, `store.lease_held`
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
 * Starts the paper broker on its folder: the account of before when there is one, on the market
 * that it belongs to.
 *
 * @throws QuipuError as {@link preparePaperBroker} and {@link PreparedBroker.start} do
 */
export async function startPaperBroker(
  world: World,
  options: PaperBrokerOptions,
): Promise<PaperBrokerService> {
  return (await preparePaperBroker(world, options)).start();
}

/** The broker's port and its control port, in this order. */
async function takePorts(
  world: World,
  folder: string,
  { port, portHint }: PaperBrokerOptions,
): Promise<readonly [HeldPort, HeldPort]> {
  const next = portHint ?? 'Choose another with --port: the broker takes it and the next one.';
  const main = await holdPort(world, { port, what: 'the broker', next, folder });
  try {
    const wanted = port === 0 ? 0 : port + 1;
    const what = 'the control of the broker';
    return [main, await holdPort(world, { port: wanted, what, next, folder })];
  } catch (error) {
    await main.listening.close();
    throw error;
  }
}

interface Prepared extends PreparedMarket {
  readonly ports: readonly [HeldPort, HeldPort];
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
    const lease = acquireLease(folder, world);
    closing.push(() => lease.release());
    const keys = await prepareKeys(world, keysPath(options.dataDir));
    if (isNew) await world.files.write(marketPath(folder), `${JSON.stringify(market)}\n`, 0o600);
    refuseEmptied(`${folder}/account.db`, !isNew);
    const log = openSqliteRecordLog(`${folder}/account.db`);
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

/** Reads the keys that a broker left in a file. @throws QuipuError `app.config_unreadable` */
export async function readKeys(world: World, path: string): Promise<BrokerKeys> {
  const content = await world.files.read(path);
  const value = content === undefined ? undefined : parsed(content);
  const judged = keysSchema.judge(value);
  if (judged.ok) return judged.value;
  const found = content === undefined ? 'nothing' : 'something else';
  throw appError(
    'app.config_unreadable',
    `Expected the keys of a broker in ${path}, found ${found}.`,
    {
      next: 'Start the broker first (quipu broker start), or name its file with --keys.',
    },
  );
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
  /** Whether it has yet to be written down. */
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
    throw appError('app.config_unreadable', `${marketPath(folder)} is not what we wrote.`, {
      next: 'Restore it: the account belongs to its market. Or begin anew with --fresh.',
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
    next: 'Begin anew with --fresh, or choose another folder with --data-dir.',
  });
}

function parsed(content: string): unknown {
  try {
    return JSON.parse(content);
  } catch {
    return undefined; // judged as what it is: not what was expected
  }
}
