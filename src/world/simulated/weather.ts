import type { SeededRandom } from '../../core/random.ts';
import { CALM, type FaultPlan } from './fault-plan.ts';
import type { Kernel } from './kernel.ts';

/** What becomes of a request on its way. */
export type RequestFate =
  | { readonly kind: 'delivered'; readonly delaysMs: readonly number[] }
  | { readonly kind: 'late'; readonly afterDeadlineMs: number }
  | { readonly kind: 'lost' }
  /** The connection broke: before anything was sent, or after. */
  | { readonly kind: 'reset'; readonly sent: boolean };

/** What becomes of an answer on its way. */
export type ResponseFate = 'delivered' | 'lost' | 'reset';

/** What becomes of a frame, and of the socket with it. */
export interface FrameFate {
  readonly copies: 0 | 1 | 2;
  /** How many frames under way it overtakes. */
  readonly overtakes: number;
  /** How long everything behind it stands still. */
  readonly stallMs: number;
  /** Whether the stalled connection is dead: both ends find out after some 15 s. */
  readonly dead: boolean;
  /** Whether the socket breaks right after it. */
  readonly cut: boolean;
}

/** What the network does to what is sent over it. */
export interface Weather {
  readonly plan: FaultPlan;
  delayMs(): number;
  /** 0 or 1 ms, between deciding to send and having sent. */
  pauseMs(): number;
  request(): RequestFate;
  response(): ResponseFate;
  frame(): FrameFate;
  /** Nothing goes wrong from now on, and what stands still moves again. */
  heal(): void;
  /** Lets something be told when the faults stop. */
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

/** The weather of a kernel's network under a plan of faults. */
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
