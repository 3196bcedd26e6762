import type { WeightBox } from './constraints.ts';
import { boxOf, startWithin } from './constraints.ts';
import { minimizeWithinLimits } from './limited-quadratic.ts';
import type { SquareMatrix } from './matrix.ts';
import { timesVector } from './matrix.ts';
import type { QuadraticProblem, TradingCost } from './quadratic-problem.ts';
import { checkProblem } from './quadratic-problem.ts';

/** Everything that the exchanges of weight look at and change. */
interface Search {
  readonly quadratic: SquareMatrix;
  readonly box: WeightBox;
  readonly cost: TradingCost | undefined;
  readonly weights: Float64Array;
  /** Of the smooth part of the objective. */
  readonly gradient: Float64Array;
}

/** Slope of the objective when an asset's weight rises, infinite where it cannot. */
function slopeUp({ box, cost, weights, gradient }: Search, i: number): number {
  const weight = weights[i]!;
  if (weight >= box.upper[i]!) return Number.POSITIVE_INFINITY;
  if (cost === undefined) return gradient[i]!;
  return gradient[i]! + (weight >= cost.from[i]! ? cost.rate : -cost.rate);
}

/** What the objective falls by when an asset's weight does, -infinite where it cannot. */
function slopeDown({ box, cost, weights, gradient }: Search, i: number): number {
  const weight = weights[i]!;
  if (weight <= box.lower[i]!) return Number.NEGATIVE_INFINITY;
  if (cost === undefined) return gradient[i]!;
  return gradient[i]! + (weight > cost.from[i]! ? cost.rate : -cost.rate);
}

/** How far an asset can move before a bound, or its present weight, where the slope turns. */
function room({ box, cost, weights }: Search, i: number, direction: 1 | -1): number {
  const weight = weights[i]!;
  const bound = direction === 1 ? box.upper[i]! - weight : weight - box.lower[i]!;
  const turn = cost === undefined ? 0 : (cost.from[i]! - weight) * direction;
  return turn > 0 ? Math.min(bound, turn) : bound;
}

interface Exchange {
  readonly up: number;
  readonly down: number;
  /** The fall of the objective per unit of weight at the start. */
  readonly slope: number;
  /** How fast that slope flattens. */
  readonly bend: number;
}

/** The pair whose exchange lowers the objective most, or nothing when none does. */
function bestExchange(search: Search, tolerance: number): Exchange | undefined {
  const { size, values } = search.quadratic;
  let up = -1;
  let least = Number.POSITIVE_INFINITY;
  for (let i = 0; i < size; i += 1) {
    const slope = slopeUp(search, i);
    if (slope < least) {
      least = slope;
      up = i;
    }
  }
  let best: Exchange | undefined;
  let greatest = 0;
  for (let down = 0; down < size && up >= 0; down += 1) {
    const slope = slopeDown(search, down) - least;
    if (down === up || !(slope > tolerance)) continue;
    const cross = values[up * size + down]!;
    const bend = Math.max(
      values[up * size + up]! + values[down * size + down]! - 2 * cross,
      1e-300,
    );
    // The greatest fall of the objective, not the steepest start, ends the search soonest.
    const fall = (slope * slope) / bend;
    if (fall > greatest) {
      greatest = fall;
      best = { up, down, slope, bend };
    }
  }
  return best;
}

/** Moves weight from one asset to another and keeps the gradient; exact at bounds and turns. */
function exchangeWeight(search: Search, { up, down, slope, bend }: Exchange): void {
  const { quadratic, weights, gradient } = search;
  const { size, values } = quadratic;
  const upRoom = room(search, up, 1);
  const downRoom = room(search, down, -1);
  const moved = Math.min(slope / bend, upRoom, downRoom);
  const rise = moved === upRoom ? landing(search, up, 1) : weights[up]! + moved;
  const fall = moved === downRoom ? landing(search, down, -1) : weights[down]! - moved;
  weights[up] = rise;
  weights[down] = fall;
  for (let k = 0; k < size; k += 1) {
    gradient[k]! += moved * (values[k * size + up]! - values[k * size + down]!);
  }
}

/** The bound or present weight that a full move ends at, without rounding. */
function landing({ box, cost, weights }: Search, i: number, direction: 1 | -1): number {
  const bound = direction === 1 ? box.upper[i]! : box.lower[i]!;
  const from = cost?.from[i];
  if (from === undefined || (from - weights[i]!) * direction <= 0) return bound;
  return direction === 1 ? Math.min(bound, from) : Math.max(bound, from);
}

/**
 * Weights that minimize a quadratic objective within limits.
 *
 * Under bounds alone weight is exchanged between two assets at a time until no exchange has a slope
 * above 1e-10 of the gradient's size: the Karush-Kuhn-Tucker conditions of this problem. With a
 * cost, assets whose gain does not pay for the trade stay exactly where they are. Limits of groups
 * or turnover lead to an interior-point method and hold to 1e-8.
 *
 * @throws QuipuError `analysis.infeasible_bounds`, `analysis.infeasible_limits`,
 * `analysis.invalid_problem`
 * @see Platt 1998, Sequential Minimal Optimization; Fan, Chen and Lin 2005, JMLR 6
 */
export function minimizeQuadratic(problem: QuadraticProblem): Float64Array {
  checkProblem(problem);
  const { quadratic, reward, bounds = {}, cost } = problem;
  if (bounds.turnover !== undefined || (bounds.groups ?? []).length > 0) {
    return minimizeWithinLimits(problem);
  }
  const box = boxOf(bounds, quadratic.size);
  const weights = startFrom(cost?.from, box) ?? startWithin(box);
  const smooth = timesVector(quadratic, weights);
  const gradient = smooth.map((value, i) => value - (reward?.[i] ?? 0));
  const search = { quadratic, box, cost, weights, gradient };
  for (let round = 0; round < 200_000; round += 1) {
    const scale = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    const exchange = bestExchange(search, 1e-10 * scale);
    if (exchange === undefined) break;
    exchangeWeight(search, exchange);
  }
  return weights;
}

/** Present weights as a start, where they add to one within the bounds. */
function startFrom(
  from: Float64Array | undefined,
  { lower, upper }: WeightBox,
): Float64Array | undefined {
  if (from === undefined || from.length !== lower.length) return undefined;
  const total = from.reduce((sum, value) => sum + value, 0);
  const fits = from.every((value, i) => value >= lower[i]! && value <= upper[i]!);
  return fits && Math.abs(total - 1) < 1e-12 ? Float64Array.from(from) : undefined;
}
