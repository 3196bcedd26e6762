import { checkNumber } from '../arguments.ts';
import { performanceRatio } from './annual-performance.ts';
import { geometricYear } from './average-returns.ts';
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
import { mean, stdev } from './moments.ts';
import { volatilityMetric } from './volatility.ts';

/** Options shared by the ratios of returns. */
export interface RatioOptions {
  /** Risk-free return per period, a fraction; 0 by default. */
  readonly riskFree?: number;
  /** Periods a year; 252 by default. */
  readonly periodsPerYear?: number;
}

/**
 * Annualized Sharpe ratio of periodic simple returns.
 *
 * mean(r - rf) / stdev(r - rf, n-1) · √P
 *
 * @param returns Float64Array[n], fractions, one per period, no NaN
 * @returns undefined when n < 2 or the returns do not vary
 * @see Sharpe 1994, J. Portfolio Management 21(1)
 */
export function sharpeRatio(returns: Float64Array, options: RatioOptions = {}): MetricValue {
  const { riskFree = 0, periodsPerYear = 252 } = options;
  if (returns.length < 2) return undefinedBecause('fewer than two returns');
  checkOptions(riskFree, periodsPerYear);
  const scale = Math.sqrt(periodsPerYear);
  const center = measured(mean(returns), returns, 'the returns have no finite mean');
  if (!isDefined(center)) return center;
  return ratioOf((center - riskFree) * scale, stdev(returns), 'the returns do not vary');
}

/**
 * Checks what a ratio of returns is taken against.
 *
 * @throws QuipuError `analysis.invalid_argument`
 */
export function checkOptions(riskFree: number, periodsPerYear: number): void {
  checkNumber('risk-free rate', riskFree, { above: -1 });
  checkNumber('periods a year', periodsPerYear, { above: 0 });
}

/** `sharpe`. */
export const sharpeMetric: Metric<'sharpe'> = {
  id: 'sharpe',
  title: 'Sharpe ratio',
  group: 'risk_adjusted',
  unit: 'ratio',
  formula: 'mean(r - rf) / σ(r - rf) · √P, σ with n - 1',
  source: 'Sharpe 1994, J. Portfolio Management 21(1)',
  compute: ({ returns, riskFreePerPeriod, periodsPerYear }) =>
    sharpeRatio(returns, { riskFree: riskFreePerPeriod, periodsPerYear }),
  steps: ({ excess, riskFreePerPeriod, periodsPerYear }) => [
    { what: 'rf a session', value: riskFreePerPeriod },
    { what: 'mean(r - rf)', value: finite(mean(excess), 'there are no returns') },
    { what: 'σ(r - rf)', value: finite(stdev(excess), 'fewer than two returns') },
    { what: '√P', value: Math.sqrt(periodsPerYear) },
  ],
  forms: {
    backtesting: {
      formula: '(ann_return_geo - rf) / volatility, rf a year',
      compute: (context) =>
        whenDefined(geometricYear(context), (year) =>
          ratioOf(
            year - context.riskFree,
            computeMetric(volatilityMetric, context),
            'the returns do not vary',
          ),
        ),
      steps: (context) => [
        { what: 'ann_return_geo', value: geometricYear(context) },
        { what: 'rf a year', value: context.riskFree },
        { what: 'volatility', value: computeMetric(volatilityMetric, context) },
      ],
    },
    lean: performanceRatio({
      name: 'volatility',
      deviation: (context) => computeMetric(volatilityMetric, context),
    }),
  },
};
