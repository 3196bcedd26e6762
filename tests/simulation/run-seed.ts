import { sha256Hex } from '../../src/core/sha256.ts';
import type { PaperBroker } from '../../src/alpaca/server/options.ts';
import { MINUTE, SECOND } from '../../src/core/time.ts';
import { isTerminal } from '../../src/orders/lifecycle.ts';
import { ticker } from '../../src/market/symbol.ts';
import { createMemoryRecordLog } from '../../src/store/memory/record-log.ts';
import { draft } from '../../src/strategy/intent.ts';
import {
  createSimulatedWorld,
  type SimulatedWorld,
} from '../../src/world/simulated/create-simulated-world.ts';
import { bootBroker, bootEngine, type Disks, newDisks, type Program } from './house.ts';
import { broken, stateText, truthOf } from './invariants.ts';
import { SESSION, simulatedMarket, universeSymbols } from './market.ts';

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
}

/** How long a seed trades before the faults stop. */
const TRADING_MS = 8 * MINUTE;
/** Late requests may arrive five minutes after their asker gave up; this is more. */
const HEALING_MS = 7 * MINUTE;
const QUIET_MS = 30 * SECOND;

interface Run {
  readonly seed: number;
  readonly world: SimulatedWorld;
  readonly disks: Disks;
  broker: PaperBroker | undefined;
  program: Program | undefined;
  crashes: number;
  calls: number;
}

/**
 * Plays one seed: client, engine, gate, journal and paper broker in one process, under virtual
 * time, over a network that fails, with crashes; then lets everything heal and judges.
 */
export async function runSeed(seed: number): Promise<SeedReport> {
  const world = createSimulatedWorld({ seed, startAt: SESSION.open });
  const run: Run = {
    seed,
    world,
    disks: newDisks(createMemoryRecordLog()),
    broker: undefined,
    program: undefined,
    crashes: 0,
    calls: 0,
  };
  startBroker(run);
  startEngine(run);
  schedule(run);
  await world.run({ at: later(run, TRADING_MS) });
  world.heal();
  for (const name of ['broker', 'engine'] as const) if (!world.alive(name)) revive(run, name);
  await world.run({ at: later(run, HEALING_MS) });
  wind(run);
  await world.run({ at: later(run, 2 * MINUTE) });
  for (let tries = 0; tries < 20 && !settled(run); tries += 1) {
    await world.run({ at: later(run, QUIET_MS) });
  }
  return judge(run);
}

function later({ world }: Run, ms: number) {
  return (world.kernel.now() + ms) as ReturnType<typeof world.kernel.now>;
}

function startBroker(run: Run): void {
  const { world, disks, seed } = run;
  const node = world.node('broker');
  const market = { source: simulatedMarket(seed), start: SESSION.open, seed };
  void bootBroker(node, disks, market).then(
    (broker) => {
      run.broker = broker;
    },
    (error: unknown) => world.trace('broker-boot-failed', String(error)),
  );
}

function startEngine(run: Run): void {
  const { world, disks } = run;
  const node = world.node('engine');
  void bootEngine(node, disks, world.kernel.random(`journal-${run.crashes}`)).then(
    (program) => {
      run.program = program;
    },
    (error: unknown) => world.trace('engine-boot-failed', String(error)),
  );
}

function revive(run: Run, name: 'broker' | 'engine'): void {
  if (name === 'broker') startBroker(run);
  else startEngine(run);
}

/** Crashes, and a person who sends orders, some of them twice. */
function schedule(run: Run): void {
  const random = run.world.kernel.random('script');
  const crashes = random.chance(0.7) ? 1 + random.below(4) : 0;
  for (let crash = 0; crash < crashes; crash += 1) {
    const at = random.below(TRADING_MS);
    const names = (['engine', 'engine', 'broker', 'both'] as const)[random.below(4)]!;
    const down = 1 + random.below(40 * SECOND);
    run.world.after(at, () => {
      for (const name of names === 'both' ? (['engine', 'broker'] as const) : [names]) {
        kill(run, name, down);
      }
    });
  }
  const manual = 2 + random.below(6);
  for (let call = 0; call < manual; call += 1) {
    const at = random.below(TRADING_MS);
    const twice = random.chance(0.5);
    run.world.after(at, () => person(run, `call-${call}`));
    if (twice) run.world.after(at + random.below(20 * SECOND), () => person(run, `call-${call}`));
  }
}

function kill(run: Run, name: 'broker' | 'engine', downMs: number): void {
  const { world } = run;
  if (!world.alive(name)) return;
  world.crash(name);
  run.crashes += 1;
  if (name === 'broker') run.broker = undefined;
  else run.program = undefined;
  world.after(downMs, () => {
    if (!world.alive(name)) revive(run, name);
  });
}

function person(run: Run, key: string): void {
  const { program } = run;
  if (program === undefined) return;
  const symbol = ticker(universeSymbols()[4]!);
  const event = {
    kind: 'place',
    at: program.engine.now,
    by: 'a person',
    draft: draft({ symbol, side: 'buy', quantity: 3 }),
    key,
    reason: 'because',
  } as const;
  // A driver that ends, by a crash or by a fault, answers nobody.
  void program.live.operator(event).catch(() => {});
}

/** Halts, and withdraws what still rests, so that everything can come to rest. */
function wind(run: Run): void {
  const { program } = run;
  if (program === undefined) return;
  const at = program.engine.now;
  const say = { at, by: 'a person', reason: 'the day is over' } as const;
  void program.live.operator({ kind: 'halt', ...say }).catch(() => {});
  for (const order of program.engine.portfolio.open.keys()) {
    void program.live.operator({ kind: 'cancel', order, ...say }).catch(() => {});
  }
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

async function judge(run: Run): Promise<SeedReport> {
  const { world, disks, program, broker, seed, crashes } = run;
  const { entries } = disks.journal;
  const count = (kind: string): number =>
    entries.filter(({ body }) => body.kind === 'order_event' && body.event.kind === kind).length;
  const findings: string[] = [];
  let state = '';
  if (program === undefined || broker === undefined) {
    findings.push('INV-50: a program did not come back');
  } else {
    const ended = await Promise.race([program.live.finished, Promise.resolve('running')]);
    if (ended !== 'running') findings.push(`INV-50: the driver ended: ${String(ended)}`);
    if (!settled(run)) {
      const open = [...program.engine.portfolio.open.values()].map(({ request, status, cancel }) =>
        [request.id, status, cancel].join(' '),
      );
      const { drift } = program.engine.portfolio.reconciled;
      findings.push(
        `INV-50: not at rest: ${program.engine.state}; ${open.join(', ')}; ${JSON.stringify(drift)}`,
      );
    }
    const truth = await world.complete(() => truthOf(broker));
    findings.push(...broken(truth, disks, program.engine.portfolio));
    state = stateText(program.engine.portfolio);
  }
  const verdict = await disks.journal.verify();
  if (!verdict.sound) findings.push(`INV-33: the chain breaks at ${verdict.seq}: ${verdict.why}`);
  const { hash } = await disks.journal.head();
  const ids = new Set(
    entries.flatMap(({ body }) => (body.kind === 'ordered' ? [body.order.id] : [])),
  );
  const approved = entries.filter(
    ({ body }) => body.kind === 'reviewed' && body.verdict === 'approved',
  ).length;
  return {
    seed,
    broken: findings,
    digest: sha256Hex(`${world.digest()}|${hash}|${sha256Hex(state)}`),
    steps: world.stepsOf('engine'),
    orders: ids.size,
    fills: count('filled'),
    crashes,
    unknown: count('outcome_unknown'),
    repeats: disks.posts - approved,
  };
}
