import type { EpochMs } from '../../../core/time.ts';

/** Account value at a market instant; an estimate in dollars. */
export interface CurvePoint {
  readonly at: EpochMs;
  readonly equity: number;
}

/** The maximum decline from an earlier peak; a fraction from 0 up. */
export interface CurveDrawdown {
  readonly depth: number;
  readonly peak: CurvePoint;
  readonly valley: CurvePoint;
}

const POINTS_MAX = 6_000;

/**
 * Adds a point to a curve in place; one at the last instant replaces it, an earlier one is ignored.
 *
 * A curve starts with the first deposit. When it grows too long, it drops every second point of
 * its older half.
 */
export function extendCurve(points: CurvePoint[], point: CurvePoint): void {
  if (!Number.isFinite(point.equity)) return;
  // Before the first deposit there is nothing to draw and no peak.
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
 * Merges two versions of a curve in time order; where both have an instant, the second wins.
 */
export function mergeCurves(
  first: readonly CurvePoint[],
  second: readonly CurvePoint[],
): readonly CurvePoint[] {
  const byInstant = new Map<number, CurvePoint>();
  for (const point of [...first, ...second]) byInstant.set(point.at, point);
  return [...byInstant.values()].sort((a, b) => a.at - b.at);
}

/** Returns the drawdown of each point from the peak so far: fractions from 0 up. */
export function drawdowns(points: readonly CurvePoint[]): Float64Array {
  const below = new Float64Array(points.length);
  let peak = Number.NEGATIVE_INFINITY;
  points.forEach(({ equity }, index) => {
    peak = Math.max(peak, equity);
    below[index] = peak > 0 ? 1 - equity / peak : 0;
  });
  return below;
}

/**
 * The maximum drawdown of a growth curve, with its ends as points of equity.
 *
 * @param points equity at the same instants as `growth`
 * @returns undefined without points
 */
export function deepestOf(
  growth: readonly CurvePoint[],
  points: readonly CurvePoint[] = growth,
): CurveDrawdown | undefined {
  if (points.length === 0) return undefined;
  let top = 0;
  let found: CurveDrawdown = { depth: 0, peak: points[0]!, valley: points[0]! };
  growth.forEach(({ equity }, index) => {
    const highest = growth[top]!.equity;
    if (equity > highest) top = index;
    const depth = highest > 0 ? Math.max(0, 1 - equity / highest) : 0;
    if (depth > found.depth) found = { depth, peak: points[top]!, valley: points[index]! };
  });
  return found;
}

/** Returns at most a number of evenly spaced points of a curve, with both ends. */
export function thinned<Point>(points: readonly Point[], most: number): readonly Point[] {
  if (points.length <= most) return points;
  const step = (points.length - 1) / (most - 1);
  return Array.from({ length: most }, (_, index) => points[Math.round(index * step)]!);
}
