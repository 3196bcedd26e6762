import type { PerformanceContext } from './context.ts';
import type { MetricForm, MetricStep, MetricValue } from './metric.ts';
import { finite, ratioOf, undefinedBecause, whenDefined } from './metric.ts';
import { mean, select, stdev } from './moments.ts';

/**
 * A year of the mean return, compounded: (1 + mean(r))^P - 1, the "annual performance" of LEAN.
 *
 * @see QuantConnect LEAN, Common/Statistics/PortfolioStatistics.cs
 */
export function annualPerformance(returns: Float64Array, periodsPerYear: number): MetricValue {
  return finite((1 + mean(returns)) ** periodsPerYear - 1, 'there are no returns');
}

/** A ratio of LEAN: annual performance less the risk-free rate over a deviation of a year. */
export function performanceRatio(of: {
  readonly name: string;
  readonly deviation: (context: PerformanceContext) => MetricValue;
}): MetricForm {
  return {
    formula: `((1 + mean(r))^P - 1 - rf) / ${of.name}, rf a year`,
    compute(context) {
      const { returns, riskFree, periodsPerYear } = context;
      if (returns.length < 2) return undefinedBecause('fewer than two returns');
      return whenDefined(annualPerformance(returns, periodsPerYear), (annual) =>
        ratioOf(annual - riskFree, of.deviation(context), 'the returns do not vary'),
      );
    },
    steps: (context) => [
      ...performanceSteps(context),
      { what: of.name, value: of.deviation(context) },
    ],
  };
}

/** mean(r), P, what they make of a year, and the risk-free rate of a year. */
function performanceSteps(context: PerformanceContext): readonly MetricStep[] {
  const { returns, riskFree, periodsPerYear } = context;
  return [
    { what: 'mean(r)', value: finite(mean(returns), 'there are no returns') },
    { what: 'P', value: periodsPerYear },
    { what: '(1 + mean(r))^P - 1', value: annualPerformance(returns, periodsPerYear) },
    { what: 'rf a year', value: riskFree },
  ];
}

/** Deviation of the returns below 0 from their own mean, of a year: σ(r below 0)·√P. */
export function lossDeviation({ returns, periodsPerYear }: PerformanceContext): MetricValue {
  const losses = select(returns, (value) => value < 0);
  return finite(stdev(losses) * Math.sqrt(periodsPerYear), 'fewer than two losses');
}
