import { sha256Hex } from '../../src/core/sha256.ts';
import type { PaperBroker } from '../../src/alpaca/server/options.ts';
import { type SeededRandom, seededRandom } from '../../src/core/random.ts';
import { MINUTE, SECOND } from '../../src/core/time.ts';
import type { JournalEntry } from '../../src/ledger/journal.ts';
import { isTerminal } from '../../src/orders/lifecycle.ts';
import { isOwnOrderId } from '../../src/orders/request.ts';
import { createMemoryRecordLog } from '../../src/store/memory/record-log.ts';
import {
  createSimulatedWorld,
  type SimulatedWorld,
} from '../../src/world/simulated/create-simulated-world.ts';
import { CALM, drawFaultPlan, type FaultPlan } from '../../src/world/simulated/fault-plan.ts';
import {
  bootBroker,
  bootEngine,
  type Disks,
  type HouseOptions,
  newDisks,
  type Program,
} from './house.ts';
import { broken, stateText, type Truth, truthOf } from './invariants.ts';
import { plainDisk, SqliteDisk } from './journal-disk.ts';
import { drawCancelFaults, NO_CANCEL_FAULTS } from './cancel-faults.ts';
import { simulatedMarket } from './market.ts';
import { schedule, TRADING_MS, wind } from './script.ts';
import { count, countFrom, type Counts } from './sometimes.ts';
import { drawStatementFaults, NO_STATEMENT_FAULTS, withMoved } from './statement-faults.ts';
import { drawTimePlan, middleEnd } from './time-law.ts';

/** Result of a seed. */
export interface SeedReport {
  readonly seed: number;
  /** Broken invariants, one sentence each. */
  readonly broken: readonly string[];
  /** SHA-256 of every event and the final state. */
  readonly digest: string;
  readonly steps: number;
  readonly orders: number;
  readonly fills: number;
  readonly crashes: number;
  /** Orders whose outcome was unknown for a while. */
  readonly unknown: number;
  /** Requests that reached the broker more than once. */
  readonly repeats: number;
  /** Rare events that happened. */
  readonly sometimes: Counts;
}

/** Longer than the five minutes that a request may arrive after its timeout. */
const HEALING_MS = 7 * MINUTE;
/** Time on a healthy network that suffices once no late request is pending. */
const HEALTHY_MS = 2.5 * MINUTE;
const QUIET_MS = 30 * SECOND;
/** Maximum duration of a cancel once all faults are over. */
const CANCEL_MS = 2 * MINUTE;

/** A running seed. */
export interface Run {
  readonly seed: number;
  readonly world: SimulatedWorld;
  readonly disks: Disks;
  readonly options: HouseOptions;
  /** Whether there are no faults and no interference: then orders must fill (INV-51). */
  readonly boring: boolean;
  /** Decides when crashed programs restart, and whether they crash again right away. */
  readonly fate: SeededRandom;
  readonly sometimes: Counts;
  broker: PaperBroker | undefined;
  program: Program | undefined;
  crashes: number;
  healed: boolean;
  /** End of the day. */
  woundAt: number;
}

/**
 * Runs one seed: client, engine, gate, journal and paper broker in one process, under virtual
 * time, over a failing network, with crashes; then lets everything recover and checks the result.
 */
export async function runSeed(seed: number): Promise<SeedReport> {
  const onCrash = (name: string): void => crashed(run, name as 'broker' | 'engine');
  const faults = weatherOf(seed);
  const boring = faults === CALM;
  const drawn = seededRandom(seed).split('house');
  const options = optionsFrom(drawn, { boring, leaky: isLeaky(faults) });
  const world = createSimulatedWorld({ seed, startAt: options.time.start, onCrash, faults });
  const disk = options.sqlite
    ? new SqliteDisk(world.kernel.random('disk'), {
        died: () => {
          count(run.sometimes, 'crash at a statement');
          end(run);
        },
        failed: () => {
          count(run.sometimes, 'statement failed');
          run.disks.wire.storeFailed();
        },
      })
    : plainDisk();
  const run: Run = {
    seed,
    world,
    disks: newDisks({ brokerLog: createMemoryRecordLog(), journal: disk }, options),
    options,
    boring,
    fate: world.kernel.random('fate'),
    sometimes: new Map(),
    broker: undefined,
    program: undefined,
    crashes: 0,
    healed: false,
    woundAt: Number.POSITIVE_INFINITY,
  };
  startBroker(run);
  startEngine(run);
  schedule(run);
  letTimePass(run);
  await world.run({ at: later(run, TRADING_MS) });
  run.healed = true;
  if (disk instanceof SqliteDisk) disk.calm();
  world.heal();
  for (const name of ['broker', 'engine'] as const) if (!world.alive(name)) revive(run, name);
  await heal(run);
  const late = overdueCancels(run);
  run.woundAt = world.kernel.now();
  wind(run);
  await world.run({ at: later(run, MINUTE) });
  for (let tries = 0; tries < 20 && !settled(run); tries += 1) {
    await world.run({ at: later(run, QUIET_MS) });
  }
  return judge(run, late);
}

/** Advances time without faults until the last late request has arrived and been handled. */
async function heal(run: Run): Promise<void> {
  const { kernel } = run.world;
  const end = later(run, HEALING_MS);
  let healthy = later(run, HEALTHY_MS);
  while (kernel.now() < end && kernel.now() < healthy) {
    await run.world.run({ at: later(run, QUIET_MS) });
    if (kernel.pending('http.arrive_late') > 0) healthy = later(run, HEALTHY_MS);
  }
}

const LOOK_MS = 5 * SECOND;

/** Sets wall clocks, and skips the middle of short days. */
function letTimePass(run: Run): void {
  const { world, disks, options } = run;
  const { jumps, shortDays } = options.time;
  disks.wire.onOrder = (order, at) => disks.time.sending(order, at);
  const monotonic = (): number => world.kernel.now() - world.kernel.startedAt;
  for (const { afterMs, program, ms } of jumps) {
    world.after(afterMs, () => {
      world.jumpWallClock(program, ms);
      count(run.sometimes, 'wall clock set');
      if (program === 'engine') disks.time.jumped(monotonic(), ms);
    });
  }
  const look = (): void => {
    const now = run.broker?.now();
    const end = now === undefined || !shortDays || run.healed ? undefined : middleEnd(now);
    if (end !== undefined && now !== undefined) {
      // A crash while the broker plays the rest of its day counts too.
      void run.broker?.step(end - now).catch(() => {});
      count(run.sometimes, 'middle of a day skipped');
    }
    world.after(LOOK_MS, look);
  };
  world.after(LOOK_MS, look);
}

/**
 * Returns a seed's faults: half the time those of the catalog; otherwise worse ones, or a stream
 * that loses messages without other faults, so that only later messages reveal the loss.
 */
function weatherOf(seed: number): FaultPlan {
  const random = seededRandom(seed).split('weather');
  const plan = drawFaultPlan(random);
  if (plan === CALM || random.chance(0.5)) return plan;
  if (random.chance(0.4)) {
    return { ...CALM, ...LEAK, stopsAfterMs: Number.POSITIVE_INFINITY };
  }
  const worse = (max: number): number => (0.2 + 0.8 * random.fraction()) * max;
  return {
    ...plan,
    requestTwice: worse(0.6),
    requestLate: worse(0.2),
    responseLost: worse(0.3),
    frameLost: worse(0.4),
    frameReordered: worse(0.3),
  };
}

const LEAK = { frameLost: 0.45, frameTwice: 0.2, frameReordered: 0.3 };

function isLeaky({ frameLost }: FaultPlan): boolean {
  return frameLost === LEAK.frameLost;
}

function optionsFrom(
  random: SeededRandom,
  { boring, leaky }: { readonly boring: boolean; readonly leaky: boolean },
): HouseOptions {
  const rarely = (chance: number, value: number, usual: number): number =>
    random.chance(chance) && !boring ? value : usual;
  return {
    greedy: random.chance(0.5) && !boring,
    perMinute: rarely(0.2, 90, 12_000),
    stalls: rarely(0.2, 0.02, 0),
    errors: rarely(0.3, 0.15, 0),
    puzzles: rarely(0.3, 0.3, 0),
    partial: leaky ? 0.95 : 0.1 + 0.85 * random.fraction(),
    reconcileEveryMs: random.chance(0.5) ? 15_000 : 60_000,
    statement: boring ? NO_STATEMENT_FAULTS : drawStatementFaults(random.split('statement')),
    cancels: boring ? NO_CANCEL_FAULTS : drawCancelFaults(random.split('cancels')),
    sqlite: random.split('sqlite').chance(0.3),
    time: drawTimePlan(random.split('time'), { boring, tradingMs: TRADING_MS }),
  };
}

function later({ world }: Run, ms: number) {
  return (world.kernel.now() + ms) as ReturnType<typeof world.kernel.now>;
}

function startBroker(run: Run): void {
  const { world, disks, seed, options } = run;
  const node = world.node('broker');
  const source = simulatedMarket(seed, options.time);
  const random = world.kernel.random(`broker-${run.crashes}`);
  const { start } = options.time;
  const calm = (): boolean => run.healed;
  void bootBroker(node, disks, { source, start, seed, random, options, calm }).then(
    (broker) => {
      run.broker = broker;
    },
    (error: unknown) => world.trace('broker-boot-failed', String(error)),
  );
}

function startEngine(run: Run): void {
  const { world, disks, options } = run;
  const node = world.node('engine');
  const random = world.kernel.random(`journal-${run.crashes}`);
  void bootEngine(node, disks, { random, options }).then(
    (program) => {
      run.program = program;
      // The supervisor sees this program end, and restarts it.
      void program.live.finished.then(() => end(run));
    },
    (error: unknown) => {
      world.trace('engine-boot-failed', String(error));
      end(run);
    },
  );
}

/** Ends the engine's process after its current work. */
function end({ world }: Run): void {
  world.after(0, () => {
    if (world.alive('engine')) world.crash('engine');
  });
}

function revive(run: Run, name: 'broker' | 'engine'): void {
  if (name === 'broker') startBroker(run);
  else startEngine(run);
  // A crash during recovery from the last one.
  const again = run.fate.chance(0.35);
  const step = 2 + run.fate.below(150);
  if (name === 'engine' && again && !run.healed) run.world.crashAtStep('engine', step);
}

function crashed(run: Run, name: 'broker' | 'engine'): void {
  const { program, world, fate } = run;
  run.crashes += 1;
  if (name === 'broker') {
    run.broker = undefined;
    count(run.sometimes, 'broker crash');
  } else {
    if (program === undefined || program.engine.state === 'recovering') {
      count(run.sometimes, 'crash while recovering');
    }
    run.program = undefined;
  }
  world.after(1 + fate.below(40 * SECOND), () => {
    if (!world.alive(name)) revive(run, name);
  });
}

/** Returns cancels without an outcome although the network has been healthy a while (INV-22). */
function overdueCancels({ program }: Run): readonly string[] {
  if (program === undefined) return [];
  const { now, portfolio } = program.engine;
  const late: string[] = [];
  for (const { request, cancel, status, updatedAt } of portfolio.open.values()) {
    const pending = cancel === 'requested' || cancel === 'unknown';
    if (!pending || (status !== 'working' && status !== 'partial')) continue;
    if (now - updatedAt > CANCEL_MS) late.push(`INV-22: ${request.id} works on, cancel ${cancel}`);
  }
  return late;
}

function settled({ program }: Run): boolean {
  if (program === undefined) return false;
  const { portfolio, state } = program.engine;
  if (state === 'recovering') return false;
  if (portfolio.reconciled.drift.length > 0) return false;
  // A halted engine looks the same before and after it reads the account.
  if (program.engine.comparison?.standing !== 'equal') return false;
  for (const { status, gap } of portfolio.open.values()) {
    // An abandoned order is watched for days; it counts as settled while the broker has none.
    if (status === 'abandoned') continue;
    if (!isTerminal(status) || gap) return false;
  }
  return true;
}

async function judge(run: Run, late: readonly string[]): Promise<SeedReport> {
  const { world, disks, program, broker, seed, crashes, sometimes } = run;
  const { entries } = disks.journal;
  const findings: string[] = [...late];
  let state = '';
  if (program === undefined || broker === undefined) {
    findings.push('INV-50: a program did not come back');
  } else {
    const ended = await Promise.race([program.live.finished, Promise.resolve('running')]);
    if (ended !== 'running') findings.push(`INV-50: the driver ended: ${String(ended)}`);
    if (!settled(run)) findings.push(unrest(program));
    const told = await world.complete(() => truthOf(broker));
    const truth = withMoved(told, run.options.statement);
    findings.push(...broken(truth, disks, program.engine.portfolio));
    if (run.boring) findings.push(...unproductive(entries, truth, run.woundAt));
    state = stateText(program.engine.portfolio);
  }
  let hash = '';
  try {
    const verdict = await disks.journal.verify();
    if (!verdict.sound) findings.push(`INV-33: the chain breaks at ${verdict.seq}: ${verdict.why}`);
    hash = (await disks.journal.head()).hash;
  } catch (error) {
    findings.push(`INV-33: the journal cannot be opened: ${String(error)}`);
  }
  countFrom(entries, sometimes);
  return {
    seed,
    broken: findings,
    digest: sha256Hex(`${world.digest()}|${hash}|${sha256Hex(state)}`),
    steps: world.stepsOf('engine'),
    crashes,
    sometimes,
    ...totalsOf(entries, disks),
  };
}

function unrest({ engine }: Program): string {
  const open = [...engine.portfolio.open.values()].map(({ request, status, cancel, gap }) =>
    [request.id, status, cancel, gap ? 'gap' : ''].join(' '),
  );
  const drift = JSON.stringify(engine.portfolio.reconciled.drift);
  return `INV-50: not at rest: ${engine.state}; ${open.join(', ')}; ${drift}`;
}

/** INV-51: without faults, market orders fill. */
function unproductive(
  entries: readonly JournalEntry[],
  { orders }: Truth,
  woundAt: number,
): string[] {
  const filled = orders.filter(({ status }) => status === 'filled').length;
  // Orders decided right before the end of the day had no time to fill.
  const marketable = orders.filter(
    ({ type, submitted_at: at }) => type === 'market' && Date.parse(at) < woundAt - 45 * SECOND,
  );
  const done = marketable.filter(({ status }) => status === 'filled').length;
  const found: string[] = [];
  if (done < 0.95 * marketable.length) {
    found.push(`INV-51: ${done} of ${marketable.length} orders at the market filled`);
  }
  if (filled < 8) found.push(`INV-51: only ${filled} orders filled, of ${entries.length} entries`);
  return found;
}

function totalsOf(entries: readonly JournalEntry[], { posts }: Disks) {
  let fills = 0;
  let unknown = 0;
  let approved = 0;
  const ids = new Set<string>();
  for (const { body } of entries) {
    if (body.kind === 'ordered' && isOwnOrderId(body.order.id)) ids.add(body.order.id);
    if (body.kind === 'reviewed' && body.verdict === 'approved') approved += 1;
    if (body.kind !== 'order_event') continue;
    if (body.event.kind === 'filled') fills += 1;
    if (body.event.kind === 'outcome_unknown') unknown += 1;
  }
  return { orders: ids.size, fills, unknown, repeats: Math.max(0, posts - approved) };
}
