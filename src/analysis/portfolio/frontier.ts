import { checkNumber, checkWhole } from '../arguments.ts';
import { QuipuError } from '../../core/errors.ts';
import { dot } from './matrix.ts';
import type { MeanVarianceProblem } from './mean-variance.ts';
import { meanVariance, minimumVariance } from './mean-variance.ts';
import { minimizeQuadratic } from './quadratic.ts';
import { portfolioDeviation } from './risk-contributions.ts';

/** A portfolio of least deviation for its mean, per period. */
export interface FrontierPoint {
  readonly weights: Float64Array;
  readonly mean: number;
  readonly deviation: number;
}

function pointOf(problem: MeanVarianceProblem, weights: Float64Array): FrontierPoint {
  return {
    weights,
    mean: dot(problem.means, weights),
    deviation: portfolioDeviation(weights, problem.covariance),
  };
}

/** The weights of the greatest mean within the bounds, of those the least variance. */
function greatestMean({ means, covariance, bounds = {} }: MeanVarianceProblem): Float64Array {
  // So little risk priced in that only ties between means are decided by it.
  const quadratic = { size: covariance.size, values: covariance.values.map((v) => v * 1e-9) };
  return minimizeQuadratic({ quadratic, reward: means, bounds });
}

/**
 * The least deviation for a mean of at least `target`, by the aversion that leads to it.
 *
 * @throws QuipuError `analysis.unreachable_return` where the bounds do not allow such a mean,
 * `analysis.invalid_argument`
 */
export function targetReturn(problem: MeanVarianceProblem, target: number): FrontierPoint {
  checkNumber('target', target);
  const calm = pointOf(problem, minimumVariance(problem.covariance, problem.bounds));
  if (calm.mean >= target) return calm;
  const bold = pointOf(problem, greatestMean(problem));
  if (bold.mean < target - 1e-12 * Math.abs(target)) {
    throw new QuipuError(
      'analysis.unreachable_return',
      `Expected a return of at most ${bold.mean} a period within the bounds, found ${target}.`,
      { next: 'Lower the target or widen the bounds.' },
    );
  }
  // The mean falls as the aversion rises: halve the interval of its logarithm.
  let low = -20;
  let high = 30;
  for (let round = 0; round < 60; round += 1) {
    const middle = (low + high) / 2;
    const { mean } = pointOf(problem, meanVariance(problem, Math.exp(middle)));
    if (mean >= target) low = middle;
    else high = middle;
  }
  return pointOf(problem, meanVariance(problem, Math.exp(low)));
}

/**
 * The efficient frontier in `points` steps of equal mean, from least variance to greatest mean.
 *
 * @param points at least 2
 * @throws QuipuError `analysis.invalid_argument`
 */
export function efficientFrontier(
  problem: MeanVarianceProblem,
  points: number,
): readonly FrontierPoint[] {
  checkWhole('number of points', points, 2);
  const calm = pointOf(problem, minimumVariance(problem.covariance, problem.bounds));
  const bold = pointOf(problem, greatestMean(problem));
  return Array.from({ length: points }, (_, step) => {
    if (step === 0) return calm;
    if (step === points - 1) return bold;
    return targetReturn(problem, calm.mean + ((bold.mean - calm.mean) * step) / (points - 1));
  });
}
