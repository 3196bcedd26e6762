import type { PerformanceContext } from './context.ts';
import type { MetricValue } from './metric.ts';
import { finite, ratio, undefinedBecause, whenDefined } from './metric.ts';
import { mean, select, stdev } from './moments.ts';

/**
 * A year of the mean return, compounded: (1 + mean(r))^P − 1, the "annual performance" of LEAN.
 *
 * @see QuantConnect LEAN, Common/Statistics/PortfolioStatistics.cs
 */
export function annualPerformance(returns: Float64Array, periodsPerYear: number): MetricValue {
  return finite((1 + mean(returns)) ** periodsPerYear - 1, 'there are no returns');
}

/** LEAN's ratios of annual performance less the risk-free rate to an annual deviation. */
export function performanceRatio(
  context: PerformanceContext,
  deviationOf: 'all' | 'losses',
): MetricValue {
  const { returns, riskFree, periodsPerYear } = context;
  if (returns.length < 2) return undefinedBecause('fewer than two returns');
  const losses = select(returns, (value) => value < 0);
  const varied = deviationOf === 'all' ? returns : losses;
  const deviation = finite(stdev(varied) * Math.sqrt(periodsPerYear), 'fewer than two losses');
  return whenDefined(annualPerformance(returns, periodsPerYear), (annual) =>
    ratio(annual - riskFree, deviation, 'the returns do not vary'),
  );
}
