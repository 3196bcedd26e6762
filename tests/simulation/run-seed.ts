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
import { SESSION, simulatedMarket } from './market.ts';
import { schedule, TRADING_MS, wind } from './script.ts';
import { count, countFrom, type Counts } from './sometimes.ts';
import { drawStatementFaults, NO_STATEMENT_FAULTS, withMoved } from './statement-faults.ts';

/** What a seed came to. */
export interface SeedReport {
  readonly seed: number;
  /** Broken invariants, a sentence each. */
  readonly broken: readonly string[];
  /** SHA-256 over everything that happened and the state it led to. */
  readonly digest: string;
  readonly steps: number;
  readonly orders: number;
  readonly fills: number;
  readonly crashes: number;
  /** Orders whose fate was unknown for a while. */
  readonly unknown: number;
  /** Submissions of one request that reached the broker more than once. */
  readonly repeats: number;
  /** Rare things that happened. */
  readonly sometimes: Counts;
}

/** Late requests may arrive five minutes after their asker gave up; this is more. */
const HEALING_MS = 7 * MINUTE;
const QUIET_MS = 30 * SECOND;
/** How long a cancel may take when nothing is wrong any more. */
const CANCEL_MS = 2 * MINUTE;

/** A seed while it is played. */
export interface Run {
  readonly seed: number;
  readonly world: SimulatedWorld;
  readonly disks: Disks;
  readonly options: HouseOptions;
  /** Nothing goes wrong and nobody interferes: then it must be productive (INV-51). */
  readonly boring: boolean;
  /** Decides when programs that have crashed come back, and whether they crash at once again. */
  readonly fate: SeededRandom;
  readonly sometimes: Counts;
  broker: PaperBroker | undefined;
  program: Program | undefined;
  crashes: number;
  healed: boolean;
}

/**
 * Plays one seed: client, engine, gate, journal and paper broker in one process, under virtual
 * time, over a network that fails, with crashes; then lets everything heal and judges.
 */
export async function runSeed(seed: number): Promise<SeedReport> {
  const onCrash = (name: string): void => crashed(run, name as 'broker' | 'engine');
  const faults = weatherOf(seed);
  const world = createSimulatedWorld({ seed, startAt: SESSION.open, onCrash, faults });
  const boring = faults === CALM;
  const run: Run = {
    seed,
    world,
    disks: newDisks(createMemoryRecordLog()),
    options: optionsFrom(world.kernel.random('house'), { boring, leaky: isLeaky(faults) }),
    boring,
    fate: world.kernel.random('fate'),
    sometimes: new Map(),
    broker: undefined,
    program: undefined,
    crashes: 0,
    healed: false,
  };
  startBroker(run);
  startEngine(run);
  schedule(run);
  await world.run({ at: later(run, TRADING_MS) });
  run.healed = true;
  world.heal();
  for (const name of ['broker', 'engine'] as const) if (!world.alive(name)) revive(run, name);
  await world.run({ at: later(run, HEALING_MS) });
  const late = overdueCancels(run);
  wind(run);
  await world.run({ at: later(run, 2 * MINUTE) });
  for (let tries = 0; tries < 20 && !settled(run); tries += 1) {
    await world.run({ at: later(run, QUIET_MS) });
  }
  return judge(run, late);
}

/**
 * The faults of a seed: half the time those of the catalogue; else worse ones, or a stream that
 * leaks and is well otherwise, so that what it lost is noticed by what follows and nothing else.
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
  };
}

function later({ world }: Run, ms: number) {
  return (world.kernel.now() + ms) as ReturnType<typeof world.kernel.now>;
}

function startBroker(run: Run): void {
  const { world, disks, seed, options } = run;
  const node = world.node('broker');
  const source = simulatedMarket(seed);
  const random = world.kernel.random(`broker-${run.crashes}`);
  void bootBroker(node, disks, { source, start: SESSION.open, seed, random, options }).then(
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
    },
    (error: unknown) => world.trace('engine-boot-failed', String(error)),
  );
}

function revive(run: Run, name: 'broker' | 'engine'): void {
  if (name === 'broker') startBroker(run);
  else startEngine(run);
  // A crash while it recovers from the last one.
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

/** Cancels that led to nothing although the network has been well for a while (INV-22). */
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
  for (const { status, gap } of portfolio.open.values()) {
    // An abandoned order is watched for days; it is at rest as long as the broker has none.
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
    if (run.boring) findings.push(...unproductive(entries, truth));
    state = stateText(program.engine.portfolio);
  }
  const verdict = await disks.journal.verify();
  if (!verdict.sound) findings.push(`INV-33: the chain breaks at ${verdict.seq}: ${verdict.why}`);
  const { hash } = await disks.journal.head();
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

/** INV-51: where nothing goes wrong, orders at the market fill. */
function unproductive(entries: readonly JournalEntry[], { orders }: Truth): string[] {
  const filled = orders.filter(({ status }) => status === 'filled').length;
  const marketable = orders.filter(({ type }) => type === 'market');
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
