import type { Metric, MetricValue } from './metric.ts';
import { finite, undefinedBecause, whenDefined } from './metric.ts';
import type { PerformanceContext } from './context.ts';
import { totalReturn } from './total-return.ts';

/**
 * Compound annual growth rate of a total return over calendar days.
 *
 * (1 + total)^(365.25 / days) − 1
 *
 * @param total fraction, at least −1
 * @param days calendar days, above zero
 * @param daysPerYear 365.25 by default
 */
export function cagr(total: number, days: number, daysPerYear = 365.25): MetricValue {
  if (days <= 0) return undefinedBecause('less than one day of history');
  if (total < -1) return undefinedBecause('more than everything was lost');
  return finite((1 + total) ** (daysPerYear / days) - 1, 'the annualized growth is not finite');
}

/** Growth a year by number of returns, (1 + total)^(P/n) − 1, as pyfolio annualizes. */
export function annualReturnByCount(returns: Float64Array, periodsPerYear: number): MetricValue {
  return whenDefined(totalReturn(returns), (total) =>
    finite(
      (1 + total) ** (periodsPerYear / returns.length) - 1,
      'the annualized growth is not finite',
    ),
  );
}

/** The annual growth of a context under its convention, or by sessions where its input says so. */
export function annualGrowth(context: PerformanceContext): MetricValue {
  const { convention, returns, days, periodsPerYear, input } = context;
  const bySessions = input.growthBy === 'sessions';
  if (bySessions || convention === 'pyfolio' || convention === 'quantstats') {
    return annualReturnByCount(returns, periodsPerYear);
  }
  return whenDefined(totalReturn(returns), (total) =>
    cagr(total, days, convention === 'lean' ? 365 : 365.25),
  );
}

/** `cagr`. */
export const cagrMetric: Metric = {
  id: 'cagr',
  title: 'Compound annual growth rate',
  group: 'return',
  unit: 'fraction',
  needsSessions: true,
  formula: '(1 + total_return)^(365.25 / D) − 1, D calendar days from first to last session',
  convention: 'pyfolio and quantstats: exponent P/n instead of 365.25/D; lean: 365/D',
  compute: annualGrowth,
  steps: ({ returns, dates, days }) => [
    { what: 'total_return', value: totalReturn(returns) },
    { what: 'first session', value: dates[0] ?? 'none' },
    { what: 'last session', value: dates.at(-1) ?? 'none' },
    { what: 'D', value: days },
  ],
};
