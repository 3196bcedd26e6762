import type { EpochMs } from '../../../core/time.ts';

/** The value of the account at an instant of the market; an estimate in dollars. */
export interface EquityPoint {
  readonly at: EpochMs;
  readonly equity: number;
}

/** What a curve amounts to, for its text twin and the tiles. */
export interface CurveSummary {
  readonly first: EquityPoint;
  readonly last: EquityPoint;
  readonly lowest: EquityPoint;
  readonly highest: EquityPoint;
  /** Change from first to last as a fraction of the first. */
  readonly change: number;
  readonly drawdown: Drawdown;
}

/** The deepest fall from an earlier peak; a fraction from 0 up. */
export interface Drawdown {
  readonly depth: number;
  readonly peak: EquityPoint;
  readonly valley: EquityPoint;
}

const POINTS_MAX = 6_000;

/**
 * Adds a point to a curve in place; one at the last instant replaces it, an earlier one is ignored.
 *
 * A curve begins with the first money in the account. One that grows too long loses every second
 * point of its older half.
 */
export function extendCurve(points: EquityPoint[], point: EquityPoint): void {
  if (!Number.isFinite(point.equity)) return;
  // Before the first deposit there is nothing to draw, and nothing to be a peak.
  if (points.length === 0 && point.equity <= 0) return;
  const last = points.at(-1);
  if (last !== undefined && point.at < last.at) return;
  if (last !== undefined && point.at === last.at) points[points.length - 1] = point;
  else points.push(point);
  if (points.length <= POINTS_MAX) return;
  const half = points.length >> 1;
  const thinned = points.filter((_, index) => index >= half || index % 2 === 0);
  points.splice(0, points.length, ...thinned);
}

/**
 * Two tellings of one curve as one, in time order; where both tell an instant, the second counts.
 */
export function mergeCurves(
  first: readonly EquityPoint[],
  second: readonly EquityPoint[],
): readonly EquityPoint[] {
  const byInstant = new Map<number, EquityPoint>();
  for (const point of [...first, ...second]) byInstant.set(point.at, point);
  return [...byInstant.values()].sort((a, b) => a.at - b.at);
}

/** How far each point lies below the highest so far: fractions from 0 up. */
export function drawdowns(points: readonly EquityPoint[]): Float64Array {
  const below = new Float64Array(points.length);
  let peak = Number.NEGATIVE_INFINITY;
  points.forEach(({ equity }, index) => {
    peak = Math.max(peak, equity);
    below[index] = peak > 0 ? 1 - equity / peak : 0;
  });
  return below;
}

/** The deepest drawdown with where it began and ended; undefined without points. */
export function deepestDrawdown(points: readonly EquityPoint[]): Drawdown | undefined {
  let top = points[0];
  if (top === undefined) return undefined;
  let found: Drawdown = { depth: 0, peak: top, valley: top };
  for (const point of points) {
    if (point.equity > top.equity) top = point;
    const depth = top.equity > 0 ? 1 - point.equity / top.equity : 0;
    if (depth > found.depth) found = { depth, peak: top, valley: point };
  }
  return found;
}

/** Sums a curve up; undefined without points. */
export function summarizeCurve(points: readonly EquityPoint[]): CurveSummary | undefined {
  const first = points[0];
  const last = points.at(-1);
  const drawdown = deepestDrawdown(points);
  if (first === undefined || last === undefined || drawdown === undefined) return undefined;
  let lowest = first;
  let highest = first;
  for (const point of points) {
    if (point.equity < lowest.equity) lowest = point;
    if (point.equity > highest.equity) highest = point;
  }
  return { first, last, lowest, highest, change: last.equity / first.equity - 1, drawdown };
}

/** At most so many points of a curve, evenly chosen, both ends kept. */
export function thinned(points: readonly EquityPoint[], most: number): readonly EquityPoint[] {
  if (points.length <= most) return points;
  const step = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => points[Math.round(index * step)]!);
}
