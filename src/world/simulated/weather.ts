import type { SeededRandom } from '../../core/random.ts';
import { CALM, type FaultPlan } from './fault-plan.ts';
import type { Kernel } from './kernel.ts';

/** Fault of a request in transit. */
export type RequestFate =
  | { readonly kind: 'delivered'; readonly delaysMs: readonly number[] }
  | { readonly kind: 'late'; readonly afterDeadlineMs: number }
  | { readonly kind: 'lost' }
  /** The connection broke, before or after anything was sent. */
  | { readonly kind: 'reset'; readonly sent: boolean };

/** Fault of a response in transit. */
export type ResponseFate = 'delivered' | 'lost' | 'reset';

/** Fault of a frame, and of its socket. */
export interface FrameFate {
  readonly copies: 0 | 1 | 2;
  /** Number of pending frames it overtakes. */
  readonly overtakes: number;
  /** How long everything behind it is stalled. */
  readonly stallMs: number;
  /** Whether the stalled connection is dead: both ends detect it after about 15 s. */
  readonly dead: boolean;
  /** Whether the socket breaks right after it. */
  readonly cut: boolean;
}

/** Behavior of the network toward its traffic. */
export interface Weather {
  readonly plan: FaultPlan;
  delayMs(): number;
  /** Returns 0 or 1 ms, the time between deciding to send and having sent. */
  pauseMs(): number;
  request(): RequestFate;
  response(): ResponseFate;
  frame(): FrameFate;
  /** Ends all faults from now on, and releases stalled traffic. */
  heal(): void;
  /** Registers a callback for when the faults stop. */
  whenHealed(run: () => void): void;
}

const DELAY_MS_MIN = 5;
const UNHARMED: FrameFate = { copies: 1, overtakes: 0, stallMs: 0, dead: false, cut: false };

function drawFrame(plan: FaultPlan, random: SeededRandom): FrameFate {
  const lost = random.chance(plan.frameLost);
  const twice = random.chance(plan.frameTwice);
  const overtakes = random.chance(plan.frameReordered) ? 1 + random.below(50) : 0;
  const stalled = random.chance(plan.streamStalled);
  const stallMs = stalled ? Math.round(5_000 * Math.exp(random.fraction() * Math.log(720))) : 0;
  const dead = stalled && random.chance(0.5);
  const copies = lost ? 0 : twice ? 2 : 1;
  return { copies, overtakes, stallMs, dead, cut: random.chance(plan.streamCut) };
}

/** Creates the weather of a kernel's network under a fault plan. */
export function createWeather(kernel: Kernel, plan: FaultPlan): Weather {
  const delays = kernel.random('network.delay');
  const requests = kernel.random('network.request');
  const responses = kernel.random('network.response');
  const frames = kernel.random('network.frame');
  const pauses = kernel.random('network.pause');
  const healings = new Set<() => void>();
  let stopsAt = kernel.startedAt + plan.stopsAfterMs;
  const rough = (): boolean => kernel.now() < stopsAt;
  const delayMs = (): number => {
    const { delayMsMean, delayMsMax } = rough() ? plan : CALM;
    const drawn = DELAY_MS_MIN - delayMsMean * Math.log(1 - delays.fraction());
    return Math.min(delayMsMax, Math.round(drawn));
  };
  const request = (): RequestFate => {
    if (!rough()) return { kind: 'delivered', delaysMs: [delayMs()] };
    if (requests.chance(plan.requestLost)) return { kind: 'lost' };
    if (requests.chance(plan.connectionReset)) {
      return { kind: 'reset', sent: requests.chance(0.5) };
    }
    if (requests.chance(plan.requestLate)) {
      return { kind: 'late', afterDeadlineMs: 1_000 + requests.below(299_001) };
    }
    const twice = requests.chance(plan.requestTwice);
    return { kind: 'delivered', delaysMs: twice ? [delayMs(), delayMs()] : [delayMs()] };
  };
  const response = (): ResponseFate => {
    if (!rough()) return 'delivered';
    if (responses.chance(plan.responseLost)) return 'lost';
    return responses.chance(plan.connectionReset) ? 'reset' : 'delivered';
  };
  const heal = (): void => {
    stopsAt = Math.min(stopsAt, kernel.now());
    const all = [...healings];
    healings.clear();
    for (const healing of all) healing();
  };
  if (plan.stopsAfterMs > 0) {
    kernel.after(plan.stopsAfterMs, { kind: 'heal', payload: '', run: heal });
  }
  return {
    plan,
    delayMs,
    pauseMs: () => pauses.below(2),
    request,
    response,
    frame: () => (rough() ? drawFrame(plan, frames) : UNHARMED),
    heal,
    whenHealed: (run) => void healings.add(run),
  };
}
