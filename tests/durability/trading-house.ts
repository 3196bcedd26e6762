import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { SeededRandom } from '../../src/core/random.ts';
import {
  askBroker,
  type BrokerDoor,
  type BrokerTruth,
  readTruth,
  steer,
} from '../support/broker-truth.ts';
import {
  askServer,
  followQuipu,
  QUIPU,
  type QuipuProcess,
  runQuipu,
  startQuipu,
} from '../support/quipu.ts';
import { openJournalReader } from '../../src/store/sqlite/journal.ts';
import { differences, foldJournal } from './agreement.ts';

const STRATEGY = fileURLToPath(new URL('./restless.ts', import.meta.url));

/** Ten minutes of the market in a second: some thousand bars in a test, and more than a day. */
const SPEED = 600;
/** At that speed, and on a machine that is busy, a price is soon a few minutes old. */
const LIMITS = { quoteStaleMs: 600_000, barStalePeriods: 10 };

/** Fifty where that is all that is run (`npm run test:kill`), fewer among all other tests. */
const KILLS = process.env['MODE'] === 'kill' ? 50 : 6;
/**
 * An order whose fate is unknown stops its symbol for a minute, which is longer than any of these
 * lives; so an account trades less with every kill, and is worth no more than these.
 */
const KILLS_PER_ACCOUNT = 25;

/** The accounts over which the kills are spread, each with the seed of its market and moments. */
export function accountsToKill(
  seed: number,
): readonly { readonly seed: number; readonly kills: number }[] {
  const count = Math.ceil(KILLS / KILLS_PER_ACCOUNT);
  return Array.from({ length: count }, (_, place) => ({
    seed: seed + place,
    kills: Math.min(KILLS, KILLS_PER_ACCOUNT),
  }));
}

/** Generous: a busy machine takes many times as long. */
export const killTimeoutMs = 400_000;

/** A data folder with the configuration of a strategy that trades all the time. */
export interface TradingHouse extends BrokerDoor {
  /** Where the engine keeps its journal; the broker has a folder in `dataDir`. */
  readonly engineDir: string;
  startBroker(): QuipuProcess;
  /** Starts the engine, by way of another command where one is given, such as a shell. */
  startEngine(...by: readonly string[]): QuipuProcess;
}

/** Prepares a data folder and finds ports for a broker that comes back to the same address. */
export async function tradingHouse(
  dataDir: string,
  { seed, engineDir = dataDir }: { readonly seed: number; readonly engineDir?: string },
): Promise<TradingHouse> {
  // Compiled sources are kept by a process that ends by itself, which is what none here does.
  runQuipu(['version']);
  const port = await freePorts();
  const url = `http://127.0.0.1:${port}`;
  const config = `${dataDir}/quipu.config.json`;
  const books = { restless: { strategy: STRATEGY, capital: 0.9 } };
  const keys = `${dataDir}/broker/keys.json`;
  writeFileSync(config, JSON.stringify({ broker: { url, keys }, books, limits: LIMITS }));
  const market = ['--seed', `${seed}`, '--speed', `${SPEED}`];
  const engine = ['up', '--data-dir', engineDir, '--port', '0', '--config', config];
  return {
    dataDir,
    engineDir,
    url,
    controlUrl: `http://127.0.0.1:${port + 1}`,
    startBroker: () =>
      startQuipu(['broker', 'start', ...market, '--data-dir', dataDir, '--port', `${port}`]),
    startEngine(...by) {
      const [command, ...args] = [...by, ...QUIPU, ...engine];
      return followQuipu(command!, args);
    },
  };
}

/** Resolves once an engine serves and has begun to trade, or a broker listens. */
export async function isUp(child: QuipuProcess): Promise<void> {
  await child.line((line) => line.includes('MODE') || line.includes('control'));
}

/** A moment at which a process is killed: some time after its start, or in the midst of trading. */
export type Moment =
  | { readonly after: 'start'; readonly ms: number }
  /** As soon as it has served and this many entries more are in the journal. */
  | { readonly after: 'entries'; readonly count: number };

/** About as long as an engine takes from its start to its first order, and then some. */
const BOOT_MS = 1_500;
/** An order is five entries or so. */
const ENTRIES = 100;
/** Where nothing is left to trade, no entries come. */
const PATIENCE_MS = 1_500;

/** Draws a moment: half of them while it starts and recovers, the earlier the more of them. */
export function drawMoment(random: SeededRandom): Moment {
  if (random.chance(0.5)) return { after: 'start', ms: BOOT_MS * random.fraction() ** 2 };
  return { after: 'entries', count: random.below(ENTRIES) };
}

/** Waits for the moment; a process that ends by itself before it is a failure, with its words. */
export async function reach(moment: Moment, child: QuipuProcess, dataDir: string): Promise<void> {
  const died = child.ended.then((code) => {
    throw new Error(`it ended by itself with ${code}: ${child.said()}`);
  });
  const come = async (): Promise<void> => {
    if (moment.after === 'start') return sleep(moment.ms);
    await isUp(child);
    await entriesMore(dataDir, moment.count);
  };
  await Promise.race([come(), died]);
}

/** Waits for some milliseconds of real time. */
export function sleep(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms));
}

/** Waits for entries; the file is let go again before anybody is killed who has it open. */
async function entriesMore(dataDir: string, count: number): Promise<void> {
  const journal = openJournalReader(dataDir);
  const { seq: first } = await journal.head();
  const start = performance.now();
  while ((await journal.head()).seq - first < count && performance.now() - start < PATIENCE_MS) {
    await sleep(2);
  }
  await journal.close();
}

/**
 * Stops an engine that has come to rest, and judges what is left: the journal agrees with the
 * broker in every order, execution and cent, and its chain is whole.
 */
export async function judge(house: TradingHouse, engine: QuipuProcess): Promise<BrokerTruth> {
  const { reconciled } = await comeToRest(house);
  expect(await engine.stop(), engine.said()).toBe(0);
  const truth = await readTruth(house);
  const ours = await foldJournal(house.engineDir);
  expect(differences(truth, ours)).toEqual([]);
  expect(reconciled.drift).toBe(0);
  expect(ours.engine.state).toBe('halted');
  expect(runQuipu(['journal', 'verify', '--data-dir', house.engineDir])).toMatchObject({ code: 0 });
  return truth;
}

/** By then every order in doubt is asked for, found or sent again, and its symbol open. */
const TRADES_ON_MS = 180_000;

/**
 * Waits until the broker has more orders than that: an account that only survives, and trades no
 * more after what it went through, is not well. How fast a machine trades is not judged.
 */
export async function tradesOn(house: TradingHouse, orders: number): Promise<void> {
  const start = performance.now();
  for (;;) {
    const told = await askBroker<unknown[]>(house, 'GET /v2/orders?status=all&limit=500');
    if (told.length > orders) return;
    if (performance.now() - start > TRADES_ON_MS) {
      const { body } = await askServer(house.engineDir, 'GET /v1/status');
      throw new Error(`it has traded ${told.length} times, and no more: ${JSON.stringify(body)}`);
    }
    await sleep(500);
  }
}

interface Status {
  readonly engine: { readonly state: string };
  readonly market: { readonly at: string };
  readonly open_orders: number;
  readonly unknown_orders: number;
  readonly reconciled: { readonly at: string; readonly drift: number };
}

async function status(dataDir: string): Promise<Status> {
  const { body } = await askServer(dataDir, 'GET /v1/status');
  return body['data'] as Status;
}

const HOUR_MS = 3_600_000;

/**
 * Lets everything come to rest: trading is halted, what rests at the broker is withdrawn, the
 * market stands still, and the engine has compared its ledger with the broker's after all that.
 */
async function comeToRest(house: TradingHouse): Promise<Status> {
  const { engineDir: dataDir } = house;
  const steps = (state: string): boolean => state !== 'starting' && state !== 'recovering';
  await until(dataDir, ({ engine }) => steps(engine.state));
  await askServer(dataDir, 'POST /v1/halt', { reason: 'the end of the test' });
  await steer(house, 'speed', { speed: 0 });
  // Orders and cancels that were on their way may reach the broker late, on a busy machine much
  // later than the halt: nothing happens to them until its clock goes on.
  const withdraw = async (): Promise<void> => {
    for (const { id } of await askBroker<{ id: string }[]>(house, 'GET /v2/orders?limit=500')) {
      await askBroker(house, `DELETE /v2/orders/${id}`).catch(() => {});
    }
    await steer(house, 'step', { ms: 1 });
  };
  await until(dataDir, (now) => now.open_orders === now.unknown_orders, withdraw);
  const { market } = await status(dataDir);
  await steer(house, 'step', { ms: 2 * HOUR_MS });
  const since = Date.parse(market.at) + HOUR_MS;
  return until(dataDir, ({ reconciled }) => Date.parse(reconciled.at) > since);
}

/** Waits for a status that fits, doing something again every second until then. */
async function until(
  dataDir: string,
  fits: (status: Status) => boolean,
  meanwhile: () => Promise<void> = async () => {},
): Promise<Status> {
  for (let turn = 0; ; turn += 1) {
    if (turn % 20 === 0) await meanwhile();
    const now = await status(dataDir);
    if (fits(now)) return now;
    if (turn > 400) throw new Error(`it does not come to rest: ${JSON.stringify(now)}`);
    await sleep(50);
  }
}

/** A port that is free together with the next one, below those that systems hand out. */
async function freePorts(): Promise<number> {
  for (;;) {
    const port = 10_000 + Math.floor(Math.random() * 20_000);
    if ((await isFree(port)) && (await isFree(port + 1))) return port;
  }
}

async function isFree(port: number): Promise<boolean> {
  const server = createServer();
  const taken = once(server, 'error').then(() => false);
  const listening = once(server.listen(port, '127.0.0.1'), 'listening').then(() => true);
  const free = await Promise.race([taken, listening]);
  if (free) await new Promise((resolve) => server.close(resolve));
  return free;
}
