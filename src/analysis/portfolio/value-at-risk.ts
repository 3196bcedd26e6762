import { areNumbers } from '../performance/order-statistics.ts';
import { checkProblem } from './quadratic-problem.ts';
import { checkLength, checkNumber, checkNumbers, checkTail, checkWhole } from '../arguments.ts';
import type { SeededRandom } from '../../core/random.ts';
import type { MetricValue } from '../performance/metric.ts';
import { finite, isDefined, measured, undefinedBecause } from '../performance/metric.ts';
import { mean, stdev } from '../performance/moments.ts';
import { normalQuantile } from '../performance/normal.ts';
import { excessKurtosis, skewness } from '../performance/shape.ts';
import { historicalCvar, historicalVar } from '../performance/value-at-risk.ts';
import type { SquareMatrix } from './matrix.ts';
import { cholesky } from './matrix.ts';

/** Value at risk and the mean loss beyond it, as returns: losses are negative. */
export interface TailRisk {
  readonly valueAtRisk: MetricValue;
  readonly expectedShortfall: MetricValue;
}

/**
 * Cornish-Fisher value at risk: the normal quantile bent by skewness and excess kurtosis.
 *
 * z + (z² - 1)·S/6 + (z³ - 3z)·K/24 - (2z³ - 5z)·S²/36, times σ, plus mean
 *
 * @param tail 0.05 for the 95% value at risk
 * @see Favre and Galeano 2002, J. Alternative Investments 5(2)
 */
export function cornishFisherVar(returns: Float64Array, tail = 0.05): MetricValue {
  checkTail(tail);
  const s = skewness(returns);
  const k = excessKurtosis(returns);
  if (!isDefined(s)) return s;
  if (!isDefined(k)) return k;
  const z = normalQuantile(tail);
  const bent =
    z + ((z ** 2 - 1) * s) / 6 + ((z ** 3 - 3 * z) * k) / 24 - ((2 * z ** 3 - 5 * z) * s ** 2) / 36;
  return finite(mean(returns) + stdev(returns) * bent, 'the returns do not vary');
}

/**
 * Age-weighted historical value at risk: a period weighs `decay` of the one after it.
 *
 * The greatest return whose weight, with all lower returns', reaches `tail`.
 *
 * @param options.decay above 0 and at most 1; 0.98 by default
 * @throws QuipuError `analysis.invalid_argument` for a tail or a decay out of its range
 * @see Boudoukh, Richardson and Whitelaw 1998, Risk 11(5)
 */
export function ageWeightedVar(
  returns: Float64Array,
  options: { readonly tail?: number; readonly decay?: number } = {},
): MetricValue {
  const { tail = 0.05, decay = 0.98 } = options;
  checkTail(tail);
  checkNumber('decay', decay, { above: 0, most: 1 });
  if (returns.length === 0) return undefinedBecause('there are no returns');
  if (!areNumbers(returns)) return measured(Number.NaN, returns, 'the returns are not finite');
  const n = returns.length;
  const rows = Array.from(returns, (value, row) => ({ value, weight: decay ** (n - 1 - row) }));
  const total = rows.reduce((sum, { weight }) => sum + weight, 0);
  let reached = 0;
  const sorted = rows.toSorted((a, b) => a.value - b.value);
  for (const { value, weight } of sorted) {
    reached += weight / total;
    if (reached >= tail) return value;
  }
  return sorted.at(-1)!.value;
}

/** What a simulation of portfolio returns is made of. */
export interface TailSimulation {
  readonly weights: Float64Array;
  /** Mean return of each asset per period. */
  readonly means: Float64Array;
  readonly covariance: SquareMatrix;
  readonly random: SeededRandom;
  /** Number of draws; 10,000 by default. */
  readonly paths?: number;
  readonly tail?: number;
}

/**
 * Monte Carlo value at risk and expected shortfall of jointly normal returns.
 *
 * The same seed gives the same figures.
 *
 * @throws QuipuError `analysis.not_positive_definite`, `analysis.invalid_argument`,
 * `analysis.invalid_problem`
 */
export function monteCarloTail(simulation: TailSimulation): TailRisk {
  const { weights, means, covariance, random, paths = 10_000, tail = 0.05 } = simulation;
  checkTail(tail);
  checkWhole('number of paths', paths, 1);
  checkProblem({ quadratic: covariance, reward: means });
  checkLength('weights', weights.length, covariance.size);
  checkNumbers('weight', weights);
  const { size, values } = cholesky(covariance);
  // wᵀLz needs the loads wᵀL only, once.
  const loads = Float64Array.from({ length: size }, (_, j) =>
    weights.reduce((total, weight, i) => total + weight * values[i * size + j]!, 0),
  );
  const center = weights.reduce((total, weight, i) => total + weight * means[i]!, 0);
  const drawn = Float64Array.from({ length: paths }, () =>
    loads.reduce((total, load) => total + load * random.normal(), center),
  );
  return {
    valueAtRisk: historicalVar(drawn, tail),
    expectedShortfall: historicalCvar(drawn, tail),
  };
}
