import { checkNumber } from '../arguments.ts';
import type { Metric, MetricValue } from './metric.ts';
import { finite, measured } from './metric.ts';
import { mean, stdev } from './moments.ts';

/**
 * Annualized standard deviation of returns.
 *
 * stdev(r, n-1) · √P
 *
 * @param returns fractions, one per period
 */
export function volatility(returns: Float64Array, periodsPerYear = 252): MetricValue {
  checkNumber('periods a year', periodsPerYear, { above: 0 });
  return measured(stdev(returns) * Math.sqrt(periodsPerYear), returns, 'fewer than two returns');
}

/** Annualized deviation of compounded growth, as backtesting.py reports it. */
function compoundedVolatility(returns: Float64Array, periodsPerYear: number): MetricValue {
  const variance = stdev(returns) ** 2;
  const growth = 1 + geometricMean(returns);
  const annual = (variance + growth ** 2) ** periodsPerYear - growth ** (2 * periodsPerYear);
  return finite(Math.sqrt(annual), 'fewer than two returns');
}

/** The constant return per period that compounds to the same growth. */
export function geometricMean(returns: Float64Array): number {
  const logs = returns.map((value) => Math.log1p(value));
  return Math.expm1(mean(logs));
}

/** `volatility`. */
export const volatilityMetric: Metric<'volatility'> = {
  id: 'volatility',
  title: 'Annualized volatility',
  group: 'risk',
  unit: 'fraction',
  needsSessions: true,
  formula: 'σ(r)·√P, σ with n - 1',
  compute: ({ returns, periodsPerYear }) => volatility(returns, periodsPerYear),
  steps: ({ returns, periodsPerYear }) => [
    { what: 'n', value: returns.length },
    { what: 'mean(r)', value: finite(mean(returns), 'there are no returns') },
    { what: 'σ(r)', value: finite(stdev(returns), 'fewer than two returns') },
    { what: '√P', value: Math.sqrt(periodsPerYear) },
  ],
  forms: {
    backtesting: {
      formula: '√((σ² + (1 + g)²)^P - (1 + g)^(2P)), g the geometric mean of r',
      compute: ({ returns, periodsPerYear }) => compoundedVolatility(returns, periodsPerYear),
      steps: ({ returns, periodsPerYear }) => [
        { what: 'σ(r)', value: finite(stdev(returns), 'fewer than two returns') },
        { what: 'g', value: finite(geometricMean(returns), 'there are no returns') },
        { what: 'P', value: periodsPerYear },
      ],
    },
  },
};
