import { assert } from '../../core/assert.ts';
import { canonicalJson } from '../../core/canonical.ts';
import { type SeededRandom, seededRandom } from '../../core/random.ts';
import { epochMs, type EpochMs } from '../../core/time.ts';
import type { CancelTimer } from '../../core/world.ts';
import { createEventHeap, type EventHeap, type Scheduled } from './event-heap.ts';
import type { KernelEvent } from './kernel-event.ts';
import type { Owner } from './owner.ts';
import { createTrace, type Trace } from './trace.ts';

// Saved before anything can poison it; only the kernel may let real time pass.
const realTurn = globalThis.setImmediate;

/** Stop conditions of a run; the first that holds. Without any it runs until no event is left. */
export interface RunUntil {
  /** Moves virtual time to this instant after running everything due by then. */
  readonly at?: EpochMs;
  readonly stepsMax?: number;
  /** Checked after every step. */
  readonly when?: () => boolean;
  /** Called after every step, once the microtasks it queued have run; throwing ends the run. */
  readonly afterStep?: (step: number) => void;
}

/** Reason a run stopped, and its progress. */
export interface RunResult {
  readonly reason: 'idle' | 'time' | 'steps' | 'condition';
  readonly steps: number;
  readonly at: EpochMs;
}

/** Scheduler of simulated time; nothing else moves it. */
export interface Kernel {
  readonly seed: number;
  readonly startedAt: EpochMs;
  now(): EpochMs;
  /** Returns a separate random stream, the same for the same seed and label. */
  random(label: string): SeededRandom;
  /** Schedules an event `delayMs` (whole milliseconds, at least 0) from now. */
  after(delayMs: number, event: KernelEvent): CancelTimer;
  /** Returns how many events of a kind are scheduled. */
  pending(kind: string): number;
  /** Adds a line to the trace, at the current instant. */
  trace(kind: string, payload: unknown): void;
  run(until?: RunUntil): Promise<RunResult>;
  /** SHA-256 over (time, sequence, kind, payload) of all past events. */
  digest(): string;
  readonly steps: number;
}

/** Options of a kernel. */
export interface KernelOptions {
  readonly seed: number;
  readonly startAt: EpochMs;
  /** Ends the life of an owner that has reached its crash step. */
  readonly crash: (owner: Owner) => void;
  /** Called with every trace line, to find where two runs diverge. */
  readonly onTrace?: (line: string) => void;
}

interface State {
  readonly heap: EventHeap;
  readonly trace: Trace;
  readonly crash: (owner: Owner) => void;
  now: number;
  sequence: number;
  steps: number;
  running: boolean;
}

/** Drops canceled events and those of ended lives, and returns the next other one. */
function upcoming({ heap }: State): Scheduled | undefined {
  for (;;) {
    const item = heap.peek();
    if (item === undefined) return undefined;
    if (item.event !== undefined && item.event.owner?.alive !== false) return item;
    heap.pop();
  }
}

function step(state: State, item: Scheduled): void {
  state.heap.pop();
  const event = item.event!;
  item.event = undefined;
  state.now = item.at;
  state.steps += 1;
  const { owner } = event;
  if (owner !== undefined) {
    owner.steps += 1;
    if (owner.steps === owner.crashAtStep) {
      state.crash(owner);
      return;
    }
  }
  const payload = typeof event.payload === 'string' ? event.payload : event.payload();
  state.trace.add(`${item.at} ${item.sequence} ${event.kind} ${payload}`);
  event.run();
}

/** Runs one event, or returns the reason it did not. */
function advance(state: State, until: RunUntil, begun: number): RunResult['reason'] | undefined {
  if (until.when?.() === true) return 'condition';
  if (until.stepsMax !== undefined && state.steps - begun >= until.stepsMax) return 'steps';
  const item = upcoming(state);
  if (until.at !== undefined && (item === undefined || item.at > until.at)) {
    state.now = Math.max(state.now, until.at);
    return 'time';
  }
  if (item === undefined) return 'idle';
  step(state, item);
  return undefined;
}

// The platform runs microtasks between any two immediates; queueing several together saves a round
// of the event loop, with its system calls, for each step.
const TURNS_AHEAD = 64;

function run(state: State, until: RunUntil): Promise<RunResult> {
  assert(!state.running, 'a kernel is run once at a time');
  state.running = true;
  const begun = state.steps;
  let reportedSteps = begun;
  let queued = 0;
  return new Promise<RunResult>((resolve, reject) => {
    const queueTurns = (): void => {
      for (; queued < TURNS_AHEAD; queued += 1) realTurn(turn);
    };
    const end = (settle: () => void): void => {
      state.running = false;
      queued = Number.POSITIVE_INFINITY;
      settle();
    };
    const turn = (): void => {
      if (queued === Number.POSITIVE_INFINITY) return;
      queued -= 1;
      try {
        if (state.steps !== reportedSteps) until.afterStep?.(state.steps);
        reportedSteps = state.steps;
        const reason = advance(state, until, begun);
        if (reason === undefined && queued === 0) queueTurns();
        if (reason === undefined) return;
        end(() => resolve({ reason, steps: state.steps - begun, at: epochMs(state.now) }));
      } catch (error) {
        end(() => reject(error));
      }
    };
    queueTurns();
  });
}

/**
 * Creates a kernel without events.
 *
 * It takes the next event by (time, seeded priority, sequence), runs it, lets every microtask it
 * queued run in one real turn of the event loop, and takes the next. Nothing else moves time, so at
 * each `await` on a port any other due event may run first.
 */
export function createKernel(options: KernelOptions): Kernel {
  const { seed, startAt } = options;
  const state: State = {
    heap: createEventHeap(),
    trace: createTrace(options.onTrace),
    crash: options.crash,
    now: startAt,
    sequence: 0,
    steps: 0,
    running: false,
  };
  const random = (label: string): SeededRandom => seededRandom(seed).split(label);
  const priorities = random('kernel.priority');
  const after = (delayMs: number, event: KernelEvent): CancelTimer => {
    assert(delayMs >= 0, 'the delay of an event is at least 0');
    const at = state.now + Math.round(delayMs);
    if (at === Number.POSITIVE_INFINITY) return () => {};
    state.sequence += 1;
    const item: Scheduled = { at, priority: priorities.u32(), sequence: state.sequence, event };
    state.heap.push(item);
    return () => {
      item.event = undefined;
    };
  };
  return {
    seed,
    startedAt: startAt,
    now: () => epochMs(state.now),
    random,
    after,
    pending: (kind) =>
      state.heap.count(({ event }) => event?.kind === kind && event.owner?.alive !== false),
    trace: (kind, payload) => {
      const text = typeof payload === 'string' ? payload : canonicalJson(payload);
      state.trace.add(`${state.now} - ${kind} ${text}`);
    },
    run: (until = {}) => run(state, until),
    digest: () => state.trace.digest(),
    get steps() {
      return state.steps;
    },
  };
}
