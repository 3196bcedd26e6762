import type { IsoDate } from '../../core/time.ts';
import { stdev } from '../performance/moments.ts';

/** Returns of another course to hold a report against, a row per session. */
export interface Against {
  /** The id of the run. */
  readonly run: string;
  /** What it is a run of. */
  readonly title: string;
  readonly dates: readonly IsoDate[];
  /** Fractions. */
  readonly returns: readonly number[];
}

/** Two courses over the sessions that both have. */
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
 * Joins two courses by session and measures how far apart they went; no session stands alone.
 *
 * tracking error = stdev(own − other, n−1) · √periodsPerYear
 *
 * @param own.returns fractions, one for each of `own.dates`
 */
export function trackingOf(
  own: { readonly dates: readonly IsoDate[]; readonly returns: ArrayLike<number> },
  other: Pick<Against, 'dates' | 'returns'>,
  periodsPerYear: number,
): Tracking {
  const rows = new Map(other.dates.map((date, row) => [date, row]));
  const pairs = own.dates.flatMap((date, row) => {
    const at = rows.get(date);
    return at === undefined ? [] : [{ date, row, at }];
  });
  const [mine, theirs] = [new Float64Array(pairs.length), new Float64Array(pairs.length)];
  const apart = new Float64Array(pairs.length);
  let [a, b] = [1, 1];
  for (const [place, { row, at }] of pairs.entries()) {
    a *= 1 + own.returns[row]!;
    b *= 1 + other.returns[at]!;
    mine[place] = a;
    theirs[place] = b;
    apart[place] = own.returns[row]! - other.returns[at]!;
  }
  return {
    dates: pairs.map(({ date }) => date),
    own: mine,
    other: theirs,
    difference: mine.map((value, place) => value - theirs[place]!),
    trackingError: pairs.length < 2 ? Number.NaN : stdev(apart) * Math.sqrt(periodsPerYear),
  };
}
