import type { Box, WeightBounds } from './constraints.ts';
import { boxOf, startWithin } from './constraints.ts';
import type { SquareMatrix } from './matrix.ts';
import { timesVector } from './matrix.ts';

/** Minimize ½·wᵀQw − rᵀw over weights that add to one within their bounds. */
export interface QuadraticProblem {
  /** Symmetric, positive semidefinite. */
  readonly quadratic: SquareMatrix;
  /** The linear reward of each weight; none by default. */
  readonly reward?: Float64Array;
  readonly bounds?: WeightBounds;
}

/** The pair whose exchange lowers the objective, or nothing when none does. */
interface Exchange {
  readonly up: number;
  readonly down: number;
}

function bestExchange(
  { size, values }: SquareMatrix,
  gradient: Float64Array,
  weights: Float64Array,
  { lower, upper }: Box,
): Exchange | undefined {
  let up = -1;
  for (let i = 0; i < size; i += 1) {
    if (weights[i]! < upper[i]! && (up < 0 || gradient[i]! < gradient[up]!)) up = i;
  }
  if (up < 0) return undefined;
  let down = -1;
  let greatest = 0;
  for (let j = 0; j < size; j += 1) {
    const gap = gradient[j]! - gradient[up]!;
    if (weights[j]! <= lower[j]! || gap <= 0) continue;
    const bend = values[up * size + up]! + values[j * size + j]! - 2 * values[up * size + j]!;
    // The greatest fall of the objective, not the steepest start, ends the search soonest.
    const fall = (gap * gap) / Math.max(bend, 1e-300);
    if (fall > greatest) {
      greatest = fall;
      down = j;
    }
  }
  return down < 0 ? undefined : { up, down };
}

/** The violation of optimality: greatest gradient that can fall less the least that can rise. */
function violation(gradient: Float64Array, weights: Float64Array, { lower, upper }: Box): number {
  let least = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let i = 0; i < gradient.length; i += 1) {
    if (weights[i]! < upper[i]!) least = Math.min(least, gradient[i]!);
    if (weights[i]! > lower[i]!) greatest = Math.max(greatest, gradient[i]!);
  }
  return greatest - least;
}

/**
 * Weights that minimize a quadratic objective, by exchanging weight between two assets at a time.
 *
 * Ends when no exchange within the bounds has a slope above 1e-10 of the gradient's size: the
 * Karush-Kuhn-Tucker conditions of this problem.
 *
 * @throws QuipuError `analysis.infeasible_bounds`
 * @see Platt 1998, Sequential Minimal Optimization; Fan, Chen and Lin 2005, JMLR 6
 */
export function minimizeQuadratic(problem: QuadraticProblem): Float64Array {
  const { quadratic, reward, bounds = {} } = problem;
  const { size, values } = quadratic;
  const box = boxOf(bounds, size);
  const weights = startWithin(box);
  const gradient = timesVector(quadratic, weights);
  if (reward !== undefined) for (let i = 0; i < size; i += 1) gradient[i]! -= reward[i]!;
  for (let round = 0; round < 200_000; round += 1) {
    const scale = gradient.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
    if (violation(gradient, weights, box) <= 1e-10 * scale) break;
    const exchange = bestExchange(quadratic, gradient, weights, box);
    if (exchange === undefined) break;
    const { up, down } = exchange;
    const bend =
      values[up * size + up]! + values[down * size + down]! - 2 * values[up * size + down]!;
    const wish = (gradient[down]! - gradient[up]!) / Math.max(bend, 1e-300);
    const room = Math.min(box.upper[up]! - weights[up]!, weights[down]! - box.lower[down]!);
    const moved = Math.min(wish, room);
    weights[up] =
      moved === room ? Math.min(box.upper[up]!, weights[up]! + moved) : weights[up]! + moved;
    weights[down] = Math.max(box.lower[down]!, weights[down]! - moved);
    for (let k = 0; k < size; k += 1) {
      gradient[k]! += moved * (values[k * size + up]! - values[k * size + down]!);
    }
  }
  return weights;
}
