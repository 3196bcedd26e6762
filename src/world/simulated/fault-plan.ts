import type { SeededRandom } from '../../core/random.ts';

/**
 * Network faults of one seed: probabilities per request and per frame.
 *
 * The names N-nn and W-nn are those of the fault catalog.
 */
export interface FaultPlan {
  /** N-01: lost before it arrives. */
  readonly requestLost: number;
  /** N-02: lost after the handler has acted. */
  readonly responseLost: number;
  /** N-04: delivered 1 to 300 s after the client's deadline. */
  readonly requestLate: number;
  /** N-05: delivered twice. */
  readonly requestTwice: number;
  /** N-06: the connection breaks, before, during or after the request. */
  readonly connectionReset: number;
  /** N-03: mean of the exponential part of a delay, in milliseconds. */
  readonly delayMsMean: number;
  readonly delayMsMax: number;
  /** W-01: a frame is dropped while the socket lives. */
  readonly frameLost: number;
  /** W-02: a frame is delivered twice. */
  readonly frameTwice: number;
  /** W-03: a frame overtakes up to 50 others. */
  readonly frameReordered: number;
  /** W-04: nothing is delivered for 5 s to 1 h although the socket looks open. */
  readonly streamStalled: number;
  /** W-05: the socket breaks around a frame. */
  readonly streamCut: number;
  /** Milliseconds from the start after which there are no more faults; may be infinite. */
  readonly stopsAfterMs: number;
}

/** Plan without faults; delays are slightly above 5 ms. */
export const CALM: FaultPlan = {
  requestLost: 0,
  responseLost: 0,
  requestLate: 0,
  requestTwice: 0,
  connectionReset: 0,
  delayMsMean: 10,
  delayMsMax: 1_000,
  frameLost: 0,
  frameTwice: 0,
  frameReordered: 0,
  streamStalled: 0,
  streamCut: 0,
  stopsAfterMs: 0,
};

const CALM_SHARE = 0.1;
const HEALING_SHARE = 0.2;
const CLASS_SHARE = 0.5;

/**
 * Draws the faults of one seed: swarm testing (Groce et al. 2012).
 *
 * One seed in ten is calm. In the others each class of fault is omitted with probability one half
 * and otherwise has a rate from its range, so that rare combinations occur alone and strongly. One
 * seed in five has no more faults after one to ten minutes.
 */
export function drawFaultPlan(random: SeededRandom): FaultPlan {
  const calm = random.chance(CALM_SHARE);
  // Every draw is made for every seed, so that an omitted class does not shift the others.
  const rate = (max: number): number => {
    const used = random.chance(CLASS_SHARE);
    const drawn = random.fraction() * max;
    return used ? drawn : 0;
  };
  const between = (min: number, max: number): number =>
    min * Math.exp(random.fraction() * Math.log(max / min));
  const slow = random.chance(CLASS_SHARE);
  const plan: FaultPlan = {
    requestLost: rate(0.2),
    responseLost: rate(0.2),
    requestLate: rate(0.05),
    requestTwice: rate(0.05),
    connectionReset: rate(0.05),
    frameLost: rate(0.05),
    frameTwice: rate(0.2),
    frameReordered: rate(0.05),
    streamStalled: rate(0.002),
    streamCut: rate(0.01),
    delayMsMean: slow ? between(20, 5_000) : CALM.delayMsMean,
    delayMsMax: slow ? 30_000 : CALM.delayMsMax,
    stopsAfterMs: random.chance(HEALING_SHARE)
      ? between(60_000, 600_000)
      : Number.POSITIVE_INFINITY,
  };
  return calm ? CALM : plan;
}
