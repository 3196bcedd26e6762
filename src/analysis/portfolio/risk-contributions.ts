import type { MetricValue, UndefinedMetric } from '../performance/metric.ts';
import { undefinedBecause } from '../performance/metric.ts';
import type { SquareMatrix } from './matrix.ts';
import { diagonalOf, dot, timesVector } from './matrix.ts';

/**
 * Deviation of a portfolio's return: √(wᵀΣw), per period of the covariance.
 *
 * 0 where the assets' own deviations cancel but for rounding, as those of mirror images do.
 */
export function portfolioDeviation(weights: Float64Array, covariance: SquareMatrix): number {
  const { size } = covariance;
  const variance = dot(weights, timesVector(covariance, weights));
  const own = diagonalOf(covariance);
  const apart = weights.reduce((sum, weight, i) => sum + Math.abs(weight) * Math.sqrt(own[i]!), 0);
  return variance > 4 * size * Number.EPSILON * apart * apart ? Math.sqrt(variance) : 0;
}

/** How much of a portfolio's deviation each holding brings. */
export interface RiskContributions {
  readonly deviation: number;
  /** Change of the deviation per unit of weight: (Σw)ᵢ / σ. */
  readonly marginal: Float64Array;
  /** Weight times marginal; they add to the deviation. */
  readonly component: Float64Array;
  /** Component over deviation; they add to one. */
  readonly share: Float64Array;
}

/** Euler's decomposition of a portfolio's deviation; undefined where that does not vary. */
export function riskContributions(
  weights: Float64Array,
  covariance: SquareMatrix,
): RiskContributions | UndefinedMetric {
  const deviation = portfolioDeviation(weights, covariance);
  if (deviation === 0) return undefinedBecause('the portfolio does not vary');
  const marginal = timesVector(covariance, weights).map((value) => value / deviation);
  const component = marginal.map((value, i) => value * weights[i]!);
  const share = component.map((value) => value / deviation);
  return { deviation, marginal, component, share };
}

/**
 * Diversification ratio: the weighted mean deviation over the portfolio's deviation, at least 1.
 *
 * @see Choueifaty and Coignard 2008, J. Portfolio Management 35(1)
 */
export function diversificationRatio(weights: Float64Array, covariance: SquareMatrix): MetricValue {
  const deviation = portfolioDeviation(weights, covariance);
  if (deviation === 0) return undefinedBecause('the portfolio does not vary');
  return dot(weights, diagonalOf(covariance).map(Math.sqrt)) / deviation;
}

/** Herfindahl index of the weights, Σw², and the number of equal holdings that would have it. */
export function concentration(weights: Float64Array): {
  readonly herfindahl: number;
  readonly effective: MetricValue;
} {
  const herfindahl = dot(weights, weights);
  const effective = herfindahl > 0 ? 1 / herfindahl : undefinedBecause('nothing is held');
  return { herfindahl, effective };
}
