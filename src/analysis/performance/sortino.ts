import { performanceRatio } from './annual-performance.ts';
import type { PerformanceContext } from './context.ts';
import { downsideDeviation } from './downside.ts';
import type { Metric, MetricValue } from './metric.ts';
import { finite, ratio, undefinedBecause } from './metric.ts';
import { mean } from './moments.ts';
import type { RatioOptions } from './sharpe.ts';
import { geometricMean } from './volatility.ts';

/**
 * Annualized Sortino ratio of periodic simple returns.
 *
 * mean(r − rf) / √(Σ min(r − rf, 0)² / n) · √P
 *
 * @returns undefined when there are no returns, or none below the risk-free rate
 * @see Sortino and van der Meer 1991, J. Portfolio Management 17(4)
 */
export function sortinoRatio(returns: Float64Array, options: RatioOptions = {}): MetricValue {
  const { riskFree = 0, periodsPerYear = 252 } = options;
  if (returns.length < 2) return undefinedBecause('fewer than two returns');
  const scale = Math.sqrt(periodsPerYear);
  const deviation = downsideDeviation(returns, riskFree);
  return ratio((mean(returns) - riskFree) * scale, deviation, 'no return is below the target');
}

/** The Sortino ratio of a context under its convention. */
export function sortinoOf(context: PerformanceContext): MetricValue {
  const { returns, riskFree, riskFreePerPeriod, periodsPerYear, convention } = context;
  if (convention === 'lean') return performanceRatio(context, 'losses');
  if (convention !== 'backtesting') {
    return sortinoRatio(returns, { riskFree: riskFreePerPeriod, periodsPerYear });
  }
  if (returns.length < 2) return undefinedBecause('fewer than two returns');
  const growth = (1 + geometricMean(returns)) ** periodsPerYear - 1;
  const deviation = downsideDeviation(returns) * Math.sqrt(periodsPerYear);
  return ratio(growth - riskFree, deviation, 'no return is below the target');
}

/** `sortino`. */
export const sortinoMetric: Metric = {
  id: 'sortino',
  title: 'Sortino ratio',
  group: 'risk_adjusted',
  unit: 'ratio',
  formula: 'mean(r − rf) / √(Σ min(r − rf, 0)² / n) · √P',
  convention:
    'backtesting: geometric annual return as numerator; ' +
    'lean: ((1 + mean(r))^P − 1 − rf) / (σ of the r below 0 · √P)',
  source: 'Sortino and van der Meer 1991, J. Portfolio Management 17(4)',
  compute: sortinoOf,
  steps: ({ returns, excess, riskFreePerPeriod, periodsPerYear }) => [
    { what: 'rf a session', value: riskFreePerPeriod },
    { what: 'mean(r − rf)', value: finite(mean(excess), 'there are no returns') },
    {
      what: '√(Σ min(r − rf, 0)² / n)',
      value: finite(downsideDeviation(returns, riskFreePerPeriod), 'there are no returns'),
    },
    { what: '√P', value: Math.sqrt(periodsPerYear) },
  ],
};

/** `sortino_sqrt2`. */
export const sortinoSqrt2Metric: Metric = {
  id: 'sortino_sqrt2',
  title: 'Sortino ratio over √2',
  group: 'risk_adjusted',
  unit: 'ratio',
  formula: 'sortino / √2, comparable with a Sharpe ratio',
  compute: (context) => ratio(sortinoOf(context), Math.SQRT2, ''),
};
