import type { IsoDate } from '../../core/time.ts';
import { type Course, joinReturns } from '../../market/join-returns.ts';
import { stdev } from '../performance/moments.ts';
import { sessionBefore } from '../performance/start.ts';

/** Returns of another course to hold a report against, a row per session. */
export interface Against {
  /** The id of the run. */
  readonly run: string;
  /** What it is a run of. */
  readonly title: string;
  /** The date at whose close its first return begins. */
  readonly start?: IsoDate | undefined;
  readonly dates: readonly IsoDate[];
  /** Fractions. */
  readonly returns: readonly number[];
}

/** Two courses over the spans that both have. */
export interface Tracking {
  readonly dates: readonly IsoDate[];
  /** Growth of one dollar after each session in common, from 1 before the first. */
  readonly own: Float64Array;
  readonly other: Float64Array;
  /** Growth of the first less that of the second, after each session. */
  readonly difference: Float64Array;
  /** Fraction a year; NaN of fewer than two sessions. */
  readonly trackingError: number;
}

/**
 * Joins two courses over the spans that both have, and measures how far apart they went.
 *
 * tracking error = stdev(own - other, n-1) · √periodsPerYear
 *
 * @param own.returns fractions, one for each of `own.dates`
 */
export function trackingOf(own: Dated, other: Dated, periodsPerYear: number): Tracking {
  const { dates, returns } = joinReturns([courseOf(own), courseOf(other)]);
  const [mine, theirs] = returns as readonly [Float64Array, Float64Array];
  const [growth, theirGrowth] = [growthOf(mine), growthOf(theirs)];
  const apart = mine.map((value, row) => value - theirs[row]!);
  return {
    dates,
    own: growth,
    other: theirGrowth,
    difference: growth.map((value, row) => value - theirGrowth[row]!),
    trackingError: apart.length < 2 ? Number.NaN : stdev(apart) * Math.sqrt(periodsPerYear),
  };
}

interface Dated {
  readonly start?: IsoDate | undefined;
  readonly dates: readonly IsoDate[];
  readonly returns: ArrayLike<number>;
}

/** The course of dated returns; the first one is of a single session where no start is known. */
function courseOf({ start, dates, returns }: Dated): Course {
  const [first] = dates;
  return {
    start: start ?? (first === undefined ? undefined : sessionBefore(first)),
    dates,
    returns,
  };
}

/** Growth of one dollar after each return. */
function growthOf(returns: Float64Array): Float64Array {
  let value = 1;
  return returns.map((one) => (value *= 1 + one));
}
