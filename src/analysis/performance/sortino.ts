import { checkOptions } from './sharpe.ts';
import { lossDeviation, performanceRatio } from './annual-performance.ts';
import { geometricYear } from './average-returns.ts';
import type { PerformanceContext } from './context.ts';
import { downsideDeviation } from './downside.ts';
import type { Metric, MetricValue } from './metric.ts';
import {
  computeMetric,
  finite,
  isDefined,
  measured,
  ratioOf,
  undefinedBecause,
  whenDefined,
} from './metric.ts';
import { mean } from './moments.ts';
import type { RatioOptions } from './sharpe.ts';
import { metricStep, step } from './steps.ts';

/**
 * Annualized Sortino ratio of periodic simple returns.
 *
 * mean(r - rf) / √(Σ min(r - rf, 0)² / n) · √P
 *
 * @returns undefined when there are no returns, or none below the risk-free rate
 * @see Sortino and van der Meer 1991, J. Portfolio Management 17(4)
 */
export function sortinoRatio(returns: Float64Array, options: RatioOptions = {}): MetricValue {
  const { riskFree = 0, periodsPerYear = 252 } = options;
  if (returns.length < 2) return undefinedBecause('fewer than two returns');
  checkOptions(riskFree, periodsPerYear);
  const scale = Math.sqrt(periodsPerYear);
  const center = measured(mean(returns), returns, 'the returns have no finite mean');
  if (!isDefined(center)) return center;
  const deviation = downsideDeviation(returns, riskFree);
  return ratioOf((center - riskFree) * scale, deviation, 'no return is below the target');
}

/** Root mean square of the returns below 0, of a year. */
function lossesOfYear({ returns, periodsPerYear }: PerformanceContext): MetricValue {
  const deviation = downsideDeviation(returns) * Math.sqrt(periodsPerYear);
  return finite(deviation, 'there are no returns');
}

/** `sortino`. */
export const sortinoMetric: Metric<'sortino'> = {
  id: 'sortino',
  title: 'Sortino ratio',
  group: 'risk_adjusted',
  unit: 'ratio',
  formula: 'mean(r - rf) / √(Σ min(r - rf, 0)² / n) · √P',
  source: 'Sortino and van der Meer 1991, J. Portfolio Management 17(4)',
  compute: ({ returns, riskFreePerPeriod, periodsPerYear }) =>
    sortinoRatio(returns, { riskFree: riskFreePerPeriod, periodsPerYear }),
  steps: ({ returns, excess, riskFreePerPeriod, periodsPerYear }) => [
    { what: 'rf a session', value: riskFreePerPeriod },
    { what: 'mean(r - rf)', value: finite(mean(excess), 'there are no returns') },
    {
      what: '√(Σ min(r - rf, 0)² / n)',
      value: finite(downsideDeviation(returns, riskFreePerPeriod), 'there are no returns'),
    },
    { what: '√P', value: Math.sqrt(periodsPerYear) },
  ],
  forms: {
    backtesting: {
      formula: '(ann_return_geo - rf) / (√(Σ min(r, 0)² / n)·√P), rf a year',
      compute(context) {
        if (context.returns.length < 2) return undefinedBecause('fewer than two returns');
        return whenDefined(geometricYear(context), (year) =>
          ratioOf(year - context.riskFree, lossesOfYear(context), 'no return is below the target'),
        );
      },
      steps: (context) => [
        { what: 'ann_return_geo', value: geometricYear(context) },
        { what: 'rf a year', value: context.riskFree },
        { what: '√(Σ min(r, 0)² / n)·√P', value: lossesOfYear(context) },
      ],
    },
    lean: performanceRatio({ name: '(σ(r below 0)·√P)', deviation: lossDeviation }),
  },
};

/** `sortino_sqrt2`. */
export const sortinoSqrt2Metric: Metric<'sortino_sqrt2'> = {
  id: 'sortino_sqrt2',
  title: 'Sortino ratio over √2',
  group: 'risk_adjusted',
  unit: 'ratio',
  formula: 'sortino / √2, comparable with a Sharpe ratio',
  compute: (context) => ratioOf(computeMetric(sortinoMetric, context), Math.SQRT2, ''),
  steps: (context) => [metricStep(sortinoMetric, context), step('√2', Math.SQRT2)],
};
