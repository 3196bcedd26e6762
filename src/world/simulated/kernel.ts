import { assert } from '../../core/assert.ts';
import { canonicalJson } from '../../core/canonical.ts';
import { type SeededRandom, seededRandom } from '../../core/random.ts';
import { epochMs, type EpochMs } from '../../core/time.ts';
import type { CancelTimer } from '../../core/world.ts';
import { createEventHeap, type EventHeap, type Scheduled } from './event-heap.ts';
import type { Owner } from './owner.ts';
import { createTrace, type Trace } from './trace.ts';

// Kept before anything can poison it; only the kernel may let real time pass.
const realTurn = globalThis.setImmediate;

/** Something that will happen at an instant of virtual time. */
export interface KernelEvent {
  readonly kind: string;
  /** What the trace keeps of it; a function is asked when the event runs. */
  readonly payload: string | (() => string);
  /** Whose life it belongs to; it does not happen once that has ended. */
  readonly owner?: Owner;
  readonly run: () => void;
}

/** When a run stops; the first that holds. Without any it runs until nothing is left to happen. */
export interface RunUntil {
  /** Virtual time is moved to this instant, and what was due by then has happened. */
  readonly at?: EpochMs;
  readonly stepsMax?: number;
  /** Asked after every step. */
  readonly when?: () => boolean;
  /** Called after every step, once the microtasks it queued have run; throwing ends the run. */
  readonly afterStep?: (step: number) => void;
}

/** Why a run stopped, and how far it came. */
export interface RunResult {
  readonly reason: 'idle' | 'time' | 'steps' | 'condition';
  readonly steps: number;
  readonly at: EpochMs;
}

/** The one place where simulated time passes. */
export interface Kernel {
  readonly seed: number;
  readonly startedAt: EpochMs;
  now(): EpochMs;
  /** A stream of chance of its own, the same for the same seed and label. */
  random(label: string): SeededRandom;
  /** Lets an event happen `delayMs` (whole milliseconds, at least 0) from now. */
  after(delayMs: number, event: KernelEvent): CancelTimer;
  /** Adds a line to the trace, at the present instant. */
  trace(kind: string, payload: unknown): void;
  run(until?: RunUntil): Promise<RunResult>;
  /** SHA-256 over (time, sequence, kind, payload) of all that has happened. */
  digest(): string;
  readonly steps: number;
}

/** What a kernel starts from. */
export interface KernelOptions {
  readonly seed: number;
  readonly startAt: EpochMs;
  /** Ends the life of an owner whose step to crash at has come. */
  readonly crash: (owner: Owner) => void;
  /** Hears every trace line, to find where two runs part. */
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

/** Drops what was canceled or belongs to an ended life, and shows the next that is neither. */
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

/** Runs one event, or says why not. */
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

// The platform runs microtasks between any two of its immediates; queueing several at once spares
// a round of its event loop, with its system calls, for each step.
const TURNS_AHEAD = 64;

function run(state: State, until: RunUntil): Promise<RunResult> {
  assert(!state.running, 'a kernel is run once at a time');
  state.running = true;
  const begun = state.steps;
  let told = begun;
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
        if (state.steps !== told) until.afterStep?.(state.steps);
        told = state.steps;
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
 * A kernel with nothing to do yet.
 *
 * It takes the next event by (time, seeded priority, sequence), runs it, lets every microtask it
 * queued run by one real turn of the event loop, and takes the next. Nothing else moves time, so
 * each `await` on a port is a place where anything else that is due may happen first.
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
    assert(delayMs >= 0, 'an event happens now or later');
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
