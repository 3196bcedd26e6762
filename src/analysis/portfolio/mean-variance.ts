import { checkNumber } from '../arguments.ts';
import type { MetricValue } from '../performance/metric.ts';
import { finite, undefinedBecause } from '../performance/metric.ts';
import type { WeightLimits } from './constraints.ts';
import { scaledCovariance } from './covariance.ts';
import { greatestRatio } from './greatest-ratio.ts';
import type { SquareMatrix } from './matrix.ts';
import { diagonalOf, dot, varying } from './matrix.ts';
import type { TradingCost } from './quadratic-problem.ts';
import { checkProblem } from './quadratic-problem.ts';
import { minimizeQuadratic } from './quadratic.ts';
import { portfolioDeviation } from './risk-contributions.ts';

/**
 * Minimum-variance weights.
 *
 * min ½·wᵀΣw + rate·Σ|w - from| with Σw = 1 within the limits (long only by default)
 *
 * @throws QuipuError `analysis.infeasible_bounds`, `analysis.infeasible_limits`,
 * `analysis.invalid_problem`
 * @see Markowitz 1952, J. Finance 7(1)
 */
export function minimumVariance(
  covariance: SquareMatrix,
  bounds: WeightLimits = {},
  cost?: TradingCost,
): Float64Array {
  const charge = cost === undefined ? {} : { cost };
  return minimizeQuadratic({ quadratic: covariance, bounds, ...charge });
}

/** Expected returns and covariance per period, and how risk is priced. */
export interface MeanVarianceProblem {
  readonly means: Float64Array;
  readonly covariance: SquareMatrix;
  readonly bounds?: WeightLimits;
  /** Present weights and the return given up per unit of weight traded; free by default. */
  readonly cost?: TradingCost;
}

/**
 * Mean-variance weights: max wᵀμ - aversion/2 · wᵀΣw - cost·Σ|w - w₀|.
 *
 * @param aversion above zero; the greater, the nearer to minimum variance
 * @throws QuipuError `analysis.infeasible_bounds`, `analysis.infeasible_limits`,
 * `analysis.invalid_problem`, `analysis.invalid_argument` for an aversion that is not above zero
 * @see Markowitz 1952, J. Finance 7(1)
 */
export function meanVariance(problem: MeanVarianceProblem, aversion: number): Float64Array {
  checkNumber('aversion', aversion, { above: 0 });
  const { means, covariance, bounds = {}, cost } = problem;
  return minimizeQuadratic({
    quadratic: covariance,
    reward: means.map((value) => value / aversion),
    bounds,
    ...(cost === undefined ? {} : { cost: { from: cost.from, rate: cost.rate / aversion } }),
  });
}

/**
 * The mean-variance weights of the greatest ratio of mean to deviation, and that ratio.
 *
 * Means are in excess of the risk-free rate; with a cost, what trading takes is off the mean.
 *
 * @returns an undefined ratio, and minimum-variance weights, where no weights within the limits
 * are expected to earn more than nothing; an undefined ratio where the weights earn without varying
 * (an asset next to its mirror image, cash that pays): no ratio is the greatest then
 * @throws QuipuError `analysis.infeasible_bounds`, `analysis.infeasible_limits`,
 * `analysis.invalid_problem`
 * @see Sharpe 1966, J. Business 39(1)
 */
export function maximumSharpe(problem: MeanVarianceProblem): {
  readonly weights: Float64Array;
  readonly ratio: MetricValue;
} {
  const { means, covariance, bounds = {}, cost } = problem;
  checkProblem({ quadratic: covariance, reward: means, bounds, ...(cost ? { cost } : {}) });
  const weights = greatestRatio({ rewards: means, covariance, limits: bounds, cost });
  if (weights === undefined) {
    const calm = minimumVariance(covariance, bounds, cost);
    return {
      weights: calm,
      ratio: undefinedBecause('no asset is expected to earn above the rate'),
    };
  }
  const charge =
    (cost?.rate ?? 0) *
    weights.reduce((total, value, i) => total + Math.abs(value - (cost?.from[i] ?? value)), 0);
  const deviation = portfolioDeviation(weights, covariance);
  const greatest = diagonalOf(covariance).reduce((most, value) => Math.max(most, value), 0);
  // Weights are known to about 1e-8: less than that of an asset's deviation is not a deviation.
  if (!(deviation > 1e-7 * Math.sqrt(greatest))) {
    return { weights, ratio: undefinedBecause('the weights earn without varying') };
  }
  return { weights, ratio: finite((dot(means, weights) - charge) / deviation, 'no deviation') };
}

/**
 * Most diversified weights: the greatest ratio of weighted mean deviation to the portfolio's own.
 *
 * Without limits they are the minimum-variance weights of the correlations, each divided by its
 * deviation; an asset that does not vary then gets none.
 *
 * @throws QuipuError `analysis.infeasible_bounds`, `analysis.infeasible_limits`,
 * `analysis.invalid_problem`
 * @see Choueifaty and Coignard 2008, J. Portfolio Management 35(1)
 */
export function maximumDiversification(
  covariance: SquareMatrix,
  limits?: WeightLimits,
): Float64Array {
  const moves = varying(covariance);
  const deviations = diagonalOf(covariance).map((value, i) => (moves[i] ? Math.sqrt(value) : 0));
  if (limits !== undefined) {
    checkProblem({ quadratic: covariance, bounds: limits });
    return (
      greatestRatio({ rewards: deviations, covariance, limits }) ??
      minimumVariance(covariance, limits)
    );
  }
  const upper = deviations.map((value) => (value > 0 ? 1 : 0));
  const moving = upper.some((value) => value > 0);
  const bounds = moving ? { upper } : {};
  const even = minimizeQuadratic({ quadratic: scaledCovariance(covariance), bounds });
  const scaled = even.map((value, i) => (deviations[i]! > 0 ? value / deviations[i]! : 0));
  const total = scaled.reduce((sum, value) => sum + value, 0);
  return total > 0 ? scaled.map((value) => value / total) : even;
}
