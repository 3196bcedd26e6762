import { once } from 'node:events';
import { writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import type { SeededRandom } from '../../src/core/random.ts';
import {
  askBroker,
  type BrokerPort,
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

/** Ten market minutes per second: some thousand bars in a test, and more than a day. */
const SPEED = 600;
/** At that speed, and on a busy machine, a price is soon a few minutes old. */
const LIMITS = { quoteStaleMs: 600_000, barStalePeriods: 10 };

/** Fifty when run alone (`npm run test:kill`) unless set, fewer among all other tests. */
const KILLS = process.env['MODE'] === 'kill' ? Number(process.env['KILLS'] ?? '50') : 6;
/**
 * An unknown order blocks its symbol for a minute, longer than any of these lives, so an account
 * trades less with every kill; this is the useful maximum.
 */
const KILLS_PER_ACCOUNT = 25;

/**
 * Returns the accounts over which the kills are spread, each with its seed of market and kill
 * moments.
 */
export function accountsToKill(
  seed: number,
): readonly { readonly seed: number; readonly kills: number }[] {
  const count = Math.ceil(KILLS / KILLS_PER_ACCOUNT);
  return Array.from({ length: count }, (_, place) => ({
    seed: seed + place,
    kills: Math.min(KILLS, KILLS_PER_ACCOUNT),
  }));
}

/** Generous: a busy machine takes many times longer. */
export const killTimeoutMs = 400_000;

/** Data folder configured for a strategy that trades all the time. */
export interface TradingHouse extends BrokerPort {
  /** Folder of the engine's journal; the broker has a folder in `dataDir`. */
  readonly engineDir: string;
  startBroker(): QuipuProcess;
  /** Starts the engine, through another command if given, such as a shell. */
  startEngine(...by: readonly string[]): QuipuProcess;
}

/** Prepares a data folder and finds ports for a broker that restarts at the same address. */
export async function tradingHouse(
  dataDir: string,
  { seed, engineDir = dataDir }: { readonly seed: number; readonly engineDir?: string },
): Promise<TradingHouse> {
  // Only a process that ends normally saves compiled sources, and none here does.
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

/** Moment at which a process is killed: some time after its start, or while trading. */
export type Moment =
  | { readonly after: 'start'; readonly ms: number }
  /** As soon as it serves and the journal has this many more entries. */
  | { readonly after: 'entries'; readonly count: number };

/** Slightly more than an engine takes from its start to its first order. */
const BOOT_MS = 1_500;
/** An order is about five entries. */
const ENTRIES = 100;
/** Without trades, no entries arrive. */
const PATIENCE_MS = 1_500;

/** Draws a moment: half of them during start and recovery, weighted toward the beginning. */
export function drawMoment(random: SeededRandom): Moment {
  if (random.chance(0.5)) return { after: 'start', ms: BOOT_MS * random.fraction() ** 2 };
  return { after: 'entries', count: random.below(ENTRIES) };
}

/**
 * Waits for the moment; a process that exits on its own before it fails the test, with its output.
 */
export async function reach(moment: Moment, child: QuipuProcess, dataDir: string): Promise<void> {
  const died = child.ended.then((code) => {
    throw new Error(`it exited on its own with ${code}: ${child.said()}`);
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

/** Waits for entries; closes the file before a process that has it open is killed. */
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
 * Stops a settled engine, and checks the result: the journal agrees with the broker in every order,
 * execution and cent, and its chain is intact.
 */
export async function verifyOutcome(
  house: TradingHouse,
  engine: QuipuProcess,
): Promise<BrokerTruth> {
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

/** By then every unknown order is looked up, found or sent again, and its symbol unblocked. */
const TRADES_ON_MS = 180_000;

/**
 * Waits until the broker has more orders than that: an account that only survives, and no longer
 * trades afterward, is not well. The trading speed of the machine is not checked.
 */
export async function tradesOn(house: TradingHouse, orders: number): Promise<void> {
  const start = performance.now();
  for (;;) {
    const placed = await askBroker<unknown[]>(house, 'GET /v2/orders?status=all&limit=500');
    if (placed.length > orders) return;
    if (performance.now() - start > TRADES_ON_MS) {
      const { body } = await askServer(house.engineDir, 'GET /v1/status');
      throw new Error(`it has traded ${placed.length} times, and no more: ${JSON.stringify(body)}`);
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

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/**
 * Waits until everything is settled: trading is halted, open orders are canceled, the market is
 * paused, and the engine has then reconciled its ledger with the broker.
 */
async function comeToRest(house: TradingHouse): Promise<Status> {
  const { engineDir: dataDir } = house;
  const steps = (state: string): boolean => state !== 'starting' && state !== 'recovering';
  await until(house, ({ engine }) => steps(engine.state));
  await askServer(dataDir, 'POST /v1/halt', { reason: 'the end of the test' });
  await steer(house, 'speed', { speed: 0 });
  // Pending orders and cancels may reach the broker late, on a busy machine much later than the
  // halt: nothing happens to them until its clock moves, by more every time.
  let stepMs = 1;
  const cancelOpen = async (): Promise<void> => {
    for (const { id } of await openAtBroker(house)) {
      await askBroker(house, `DELETE /v2/orders/${id}`).catch(() => {});
    }
    await steer(house, 'step', { ms: stepMs });
    stepMs = Math.min(2 * stepMs, MINUTE_MS);
  };
  await until(house, (now) => now.open_orders === now.unknown_orders, cancelOpen);
  const { market } = await status(dataDir);
  await steer(house, 'step', { ms: 2 * HOUR_MS });
  const since = Date.parse(market.at) + HOUR_MS;
  return until(house, ({ reconciled }) => Date.parse(reconciled.at) > since);
}

function openAtBroker(house: TradingHouse): Promise<readonly { readonly id: string }[]> {
  return askBroker(house, 'GET /v2/orders?limit=500');
}

/**
 * The account is read every 15 s, and one reading may be rechecked or overtaken: three readings on a
 * machine that is much too busy.
 */
const SETTLE_MS = 90_000;

/** Waits for a matching status, repeating an action every second until then. */
async function until(
  house: TradingHouse,
  fits: (status: Status) => boolean,
  meanwhile: () => Promise<void> = async () => {},
): Promise<Status> {
  const start = performance.now();
  for (let turn = 0; ; turn += 1) {
    if (turn % 20 === 0) await meanwhile();
    const now = await status(house.engineDir);
    if (fits(now)) return now;
    if (performance.now() - start > SETTLE_MS) {
      const ours = await askServer(house.engineDir, 'GET /v1/orders?status=open');
      const facts = { now, ours: ours.body['data'], theirs: await openAtBroker(house) };
      throw new Error(`it does not settle: ${JSON.stringify(facts)}`);
    }
    await sleep(50);
  }
}

/** Finds a port that is free together with the next one, below the ephemeral range. */
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
