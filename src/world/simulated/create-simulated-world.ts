import { assert } from '../../core/assert.ts';
import { epochMs, type EpochMs } from '../../core/time.ts';
import type { CancelTimer, LogLevel, World } from '../../core/world.ts';
import { logLine } from '../log-line.ts';
import { createSimulatedClock } from './clock.ts';
import { CALM, drawFaultPlan, type FaultPlan } from './fault-plan.ts';
import { createDisk, createSimulatedFiles, type Disk } from './files.ts';
import { createSimulatedHttp } from './http.ts';
import { createKernel, type Kernel, type RunResult, type RunUntil } from './kernel.ts';
import { createSimulatedListeners } from './listeners.ts';
import type { Net } from './net.ts';
import { createOwner, endOwner, type Owner } from './owner.ts';
import { createSimulatedRandom } from './random.ts';
import { createSimulatedSockets } from './sockets.ts';
import { createWeather } from './weather.ts';

/** Options of a simulated world. */
export interface SimulatedWorldOptions {
  readonly seed: number;
  /** `swarm` draws a fault plan from the seed (the default); `calm` has no faults. */
  readonly faults?: 'swarm' | 'calm' | FaultPlan;
  /** The instant at which virtual time begins; 2024-01-02 09:30 in New York by default. */
  readonly startAt?: EpochMs;
  /** Called right after each crash, including those of {@link SimulatedWorld.crashAtStep}. */
  readonly onCrash?: (name: string) => void;
  /** Called with every trace line, to find where two runs diverge. */
  readonly onTrace?: (line: string) => void;
}

/** Boot options of a program; they also apply to its later lives. */
export interface NodeOptions {
  readonly env?: Readonly<Record<string, string | undefined>>;
  readonly cwd?: string;
  /** Programs with the same disk name share it; by default each has its own disk. */
  readonly disk?: string;
  /** Offset of the program's wall clock, in milliseconds ahead. */
  readonly skewMs?: number;
}

/** World in one process: virtual time, a failing network, programs that crash and boot. */
export interface SimulatedWorld {
  readonly kernel: Kernel;
  readonly faults: FaultPlan;
  /** Returns the world of the named running program; boots it when there is none. */
  node(name: string, options?: NodeOptions): World;
  alive(name: string): boolean;
  /**
   * Ends a program as `kill -9` does: its timers never fire, its waits never resolve, its listeners
   * vanish and its sockets break. Its disk stays. Called between steps or from an event of `after`,
   * never by the program itself.
   */
  crash(name: string): void;
  /** Crashes the running program in place of its n-th step since boot. */
  crashAtStep(name: string, step: number): void;
  /** Returns the number of steps of the named program in its current (or last) life. */
  stepsOf(name: string): number;
  /** Moves the wall clock of a program's machine by `ms`, forward or back; later lives keep it. */
  jumpWallClock(name: string, ms: number): void;
  /** Sends SIGTERM or SIGINT to a program, delivered as an event. */
  signal(name: string, signal?: 'SIGINT' | 'SIGTERM'): void;
  /** Schedules an event that belongs to no program: an action of the test. */
  after(ms: number, run: () => void): CancelTimer;
  run(until?: RunUntil): Promise<RunResult>;
  /**
   * Runs until a task is done and returns its result.
   *
   * @throws AssertionError when nothing is left to happen and the task still waits
   */
  complete<T>(task: () => Promise<T>): Promise<T>;
  /** Ends all network faults from now on. */
  heal(): void;
  disk(name: string): Disk;
  trace(kind: string, payload: unknown): void;
  digest(): string;
  /** Latest log lines of all programs, each prefixed with the program's name. */
  readonly logs: readonly string[];
}

const START = epochMs(Date.UTC(2024, 0, 2, 14, 30));
const LOGS_MAX = 10_000;
const FIRST_PID = 1_000;

interface Program {
  owner: Owner;
  world: World;
  options: NodeOptions;
  stop: ((signal: string) => void) | undefined;
}

interface State {
  readonly kernel: Kernel;
  readonly net: Net;
  readonly programs: Map<string, Program>;
  readonly disks: Map<string, Disk>;
  /** Wall clock offset of each program's machine. */
  readonly walls: Map<string, { aheadMs: number }>;
  readonly logs: string[];
  lives: number;
}

function diskNamed(state: State, name: string): Disk {
  let disk = state.disks.get(name);
  if (disk === undefined) {
    disk = createDisk();
    state.disks.set(name, disk);
  }
  return disk;
}

function wallNamed(state: State, name: string, aheadMs: number): { aheadMs: number } {
  const wall = state.walls.get(name) ?? { aheadMs };
  state.walls.set(name, wall);
  return wall;
}

function log(state: State, owner: Owner, at: EpochMs) {
  return (level: LogLevel, message: string, facts?: Readonly<Record<string, unknown>>): void => {
    if (!owner.alive) return;
    const entry = facts === undefined ? { at, level, message } : { at, level, message, facts };
    const line = `${owner.name} ${logLine(entry)}`;
    state.kernel.trace('log', line);
    state.logs.push(line);
    if (state.logs.length > LOGS_MAX) state.logs.splice(0, LOGS_MAX / 2);
  };
}

function isAlive(state: State, pid: number): boolean {
  for (const program of state.programs.values()) {
    if (program.owner.pid === pid) return program.owner.alive;
  }
  return false;
}

function boot(state: State, name: string, options: NodeOptions): Program {
  const { kernel, net } = state;
  const generation = (state.programs.get(name)?.owner.generation ?? 0) + 1;
  state.lives += 1;
  const owner = createOwner(name, generation, FIRST_PID + state.lives);
  const cwd = options.cwd ?? '/';
  const disk = diskNamed(state, options.disk ?? name);
  disk.folders.add(cwd);
  kernel.trace('boot', `${name} ${generation}`);
  const clock = createSimulatedClock(kernel, owner, wallNamed(state, name, options.skewMs ?? 0));
  const world: World = {
    clock,
    random: createSimulatedRandom(kernel.random(`node ${name} ${generation}`)),
    http: createSimulatedHttp(net, owner),
    sockets: createSimulatedSockets(net, owner),
    listeners: createSimulatedListeners(net, owner),
    files: createSimulatedFiles({ kernel, owner, disk, cwd }),
    process: {
      pid: owner.pid,
      env: Object.freeze({ ...options.env }),
      cwd,
      alive: (pid) => isAlive(state, pid),
      onStop: (run) => {
        program.stop ??= run;
      },
    },
    log: { write: (...line) => log(state, owner, clock.now())(...line) },
  };
  const program: Program = { owner, world, options, stop: undefined };
  state.programs.set(name, program);
  return program;
}

function programNamed(state: State, name: string): Program {
  const program = state.programs.get(name);
  assert(program !== undefined, `a program named ${name} has been booted`);
  return program;
}

function sendSignal(state: State, name: string, signal: string): void {
  const program = programNamed(state, name);
  state.kernel.after(0, {
    kind: 'signal',
    owner: program.owner,
    payload: `${name} ${signal}`,
    run: () => {
      const { stop } = program;
      program.stop = () => {};
      stop?.(signal);
    },
  });
}

async function complete<T>(kernel: Kernel, task: () => Promise<T>): Promise<T> {
  let outcome: { readonly value: T } | { readonly error: unknown } | undefined;
  task().then(
    (value) => {
      outcome = { value };
    },
    (error: unknown) => {
      outcome = { error };
    },
  );
  await kernel.run({ when: () => outcome !== undefined });
  assert(outcome !== undefined, 'a task is done before nothing is left to happen');
  if ('error' in outcome) throw outcome.error;
  return outcome.value;
}

function createState(options: SimulatedWorldOptions, crash: (owner: Owner) => void): State {
  const { seed, startAt = START, faults = 'swarm', onTrace } = options;
  const kernel = createKernel({
    seed,
    startAt,
    crash,
    ...(onTrace === undefined ? {} : { onTrace }),
  });
  const drawn = faults === 'swarm' ? drawFaultPlan(kernel.random('faults')) : CALM;
  const plan = typeof faults === 'string' ? drawn : faults;
  kernel.trace('faults', plan);
  let ids = 0;
  const net: Net = {
    kernel,
    weather: createWeather(kernel, plan),
    ports: new Map(),
    nextId: () => (ids += 1),
    onFault: (owner, error) => {
      log(state, owner, kernel.now())('error', 'A request could not be handled.', { error });
    },
  };
  const state: State = {
    kernel,
    net,
    programs: new Map(),
    disks: new Map(),
    walls: new Map(),
    logs: [],
    lives: 0,
  };
  return state;
}

/**
 * Creates a simulated world.
 *
 * The same seed and programs give the same trace digest, in any process. Code in it must not wait
 * for anything real (files, threads, connections), which the kernel cannot see.
 */
export function createSimulatedWorld(options: SimulatedWorldOptions): SimulatedWorld {
  const end = (owner: Owner): void => {
    if (!owner.alive) return;
    state.kernel.trace('crash', `${owner.name} ${owner.generation}`);
    endOwner(owner);
    options.onCrash?.(owner.name);
  };
  const state = createState(options, end);
  const { kernel, net } = state;
  return {
    kernel,
    faults: net.weather.plan,
    node: (name, given) => {
      const known = state.programs.get(name);
      if (known?.owner.alive === true) return known.world;
      return boot(state, name, given ?? known?.options ?? {}).world;
    },
    alive: (name) => state.programs.get(name)?.owner.alive === true,
    crash: (name) => end(programNamed(state, name).owner),
    crashAtStep: (name, step) => {
      programNamed(state, name).owner.crashAtStep = step;
    },
    stepsOf: (name) => programNamed(state, name).owner.steps,
    jumpWallClock: (name, ms) => {
      kernel.trace('wall', `${name} ${ms}`);
      wallNamed(state, name, 0).aheadMs += ms;
    },
    signal: (name, signal = 'SIGTERM') => sendSignal(state, name, signal),
    after: (ms, run) => kernel.after(ms, { kind: 'test', payload: '', run }),
    run: (until) => kernel.run(until),
    complete: (task) => complete(kernel, task),
    heal: () => {
      kernel.trace('heal', '');
      net.weather.heal();
    },
    disk: (name) => diskNamed(state, name),
    trace: (kind, payload) => kernel.trace(kind, payload),
    digest: () => kernel.digest(),
    logs: state.logs,
  };
}
