import type { MetricValue } from '../performance/metric.ts';
import { undefinedBecause } from '../performance/metric.ts';
import type { WeightBounds } from './constraints.ts';
import { correlationOf } from './covariance.ts';
import type { SquareMatrix } from './matrix.ts';
import { diagonalOf, dot } from './matrix.ts';
import type { TradingCost } from './quadratic.ts';
import { minimizeQuadratic } from './quadratic.ts';
import { portfolioDeviation } from './risk-contributions.ts';

/**
 * Minimum-variance weights.
 *
 * min wᵀΣw with Σw = 1 within the bounds (long only by default)
 *
 * @throws QuipuError `analysis.infeasible_bounds`
 * @see Markowitz 1952, J. Finance 7(1)
 */
export function minimumVariance(covariance: SquareMatrix, bounds: WeightBounds = {}): Float64Array {
  return minimizeQuadratic({ quadratic: covariance, bounds });
}

/** Expected returns and covariance per period, and how risk is priced. */
export interface MeanVarianceProblem {
  readonly means: Float64Array;
  readonly covariance: SquareMatrix;
  readonly bounds?: WeightBounds;
  /** Present weights and the return given up per unit of weight traded; free by default. */
  readonly cost?: TradingCost;
}

/**
 * Mean-variance weights: max wᵀμ − aversion/2 · wᵀΣw − cost·Σ|w − w₀|.
 *
 * @param aversion above zero; the greater, the nearer to minimum variance
 * @throws QuipuError `analysis.infeasible_bounds`
 * @see Markowitz 1952, J. Finance 7(1)
 */
export function meanVariance(problem: MeanVarianceProblem, aversion: number): Float64Array {
  const { means, covariance, bounds = {}, cost } = problem;
  return minimizeQuadratic({
    quadratic: covariance,
    reward: means.map((value) => value / aversion),
    bounds,
    ...(cost === undefined ? {} : { cost: { from: cost.from, rate: cost.rate / aversion } }),
  });
}

function sharpeOf({ means, covariance }: MeanVarianceProblem, weights: Float64Array): number {
  return dot(means, weights) / portfolioDeviation(weights, covariance);
}

/** The place of the greatest value between `low` and `high`, of a function with one top there. */
function goldenTop(valueAt: (x: number) => number, low: number, high: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let from = low;
  let to = high;
  let left = to - golden * (to - from);
  let right = from + golden * (to - from);
  let atLeft = valueAt(left);
  let atRight = valueAt(right);
  while (to - from > 1e-7) {
    if (atLeft >= atRight) {
      to = right;
      right = left;
      atRight = atLeft;
      left = to - golden * (to - from);
      atLeft = valueAt(left);
    } else {
      from = left;
      left = right;
      atLeft = atRight;
      right = from + golden * (to - from);
      atRight = valueAt(right);
    }
  }
  return (from + to) / 2;
}

/**
 * The mean-variance weights of the greatest ratio of mean to deviation, and that ratio.
 *
 * Searched along the efficient frontier, on which the ratio has one top, over the aversion that
 * leads to each of its points; means are in excess of the risk-free rate.
 *
 * @returns undefined when no asset is expected to earn more than nothing
 * @throws QuipuError `analysis.infeasible_bounds`
 * @see Sharpe 1966, J. Business 39(1)
 */
export function maximumSharpe(problem: MeanVarianceProblem): {
  readonly weights: Float64Array;
  readonly ratio: MetricValue;
} {
  const variances = diagonalOf(problem.covariance);
  const best = problem.means.reduce((most, value) => Math.max(most, value), -Infinity);
  const greatest = variances.reduce((most, value) => Math.max(most, value), 0);
  if (!(best > 0) || greatest === 0) {
    const weights = minimumVariance(problem.covariance, problem.bounds);
    return { weights, ratio: undefinedBecause('no asset is expected to earn above the rate') };
  }
  const scale = Math.log(best / greatest);
  const ratioAt = (logAversion: number): number =>
    sharpeOf(problem, meanVariance(problem, Math.exp(logAversion)));
  // A coarse look first: far out the weights stand still, and a search would see no slope.
  let top = scale;
  let greatestRatio = Number.NEGATIVE_INFINITY;
  for (let step = -12; step <= 12; step += 0.75) {
    const ratio = ratioAt(scale + step);
    if (ratio > greatestRatio) {
      greatestRatio = ratio;
      top = scale + step;
    }
  }
  const chosen = goldenTop(ratioAt, top - 0.75, top + 0.75);
  const weights = meanVariance(problem, Math.exp(chosen));
  return { weights, ratio: sharpeOf(problem, weights) };
}

/**
 * Most diversified weights: the greatest ratio of weighted mean deviation to the portfolio's own.
 *
 * The minimum-variance weights of the correlations, each divided by its deviation; an asset that
 * does not vary gets none.
 *
 * @see Choueifaty and Coignard 2008, J. Portfolio Management 35(1)
 */
export function maximumDiversification(covariance: SquareMatrix): Float64Array {
  const deviations = diagonalOf(covariance).map(Math.sqrt);
  const upper = deviations.map((value) => (value > 0 ? 1 : 0));
  const moving = upper.some((value) => value > 0);
  const bounds = moving ? { upper } : {};
  const even = minimizeQuadratic({ quadratic: correlationOf(covariance), bounds });
  const scaled = even.map((value, i) => (deviations[i]! > 0 ? value / deviations[i]! : 0));
  const total = scaled.reduce((sum, value) => sum + value, 0);
  return total > 0 ? scaled.map((value) => value / total) : even;
}
