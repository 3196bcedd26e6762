import type { Metric, MetricForm, MetricValue } from './metric.ts';
import { computeMetric, finite, ratioOf, undefinedBecause, whenDefined } from './metric.ts';
import type { PerformanceContext } from './context.ts';
import { totalReturn } from './total-return.ts';

/**
 * Compound annual growth rate of a total return over calendar days.
 *
 * (1 + total)^(365.25 / days) - 1
 *
 * @param total fraction, at least -1
 * @param days calendar days, above zero
 * @param daysPerYear 365.25 by default
 */
export function cagr(total: number, days: number, daysPerYear = 365.25): MetricValue {
  if (days <= 0) return undefinedBecause('less than one day of history');
  if (total < -1) return undefinedBecause('more than everything was lost');
  return finite((1 + total) ** (daysPerYear / days) - 1, 'the annualized growth is not finite');
}

/** CAGR by number of returns, (1 + total)^(P/n) - 1, as pyfolio annualizes. */
export function annualReturnByCount(returns: Float64Array, periodsPerYear: number): MetricValue {
  return whenDefined(totalReturn(returns), (total) =>
    finite(
      (1 + total) ** (periodsPerYear / returns.length) - 1,
      'the annualized growth is not finite',
    ),
  );
}

/** Growth by the calendar, with so many days a year. */
function byCalendar(daysPerYear: number): MetricForm {
  return {
    formula:
      `(1 + total_return)^(${daysPerYear} / D) - 1, ` +
      'D calendar days from the close before the first session to the last',
    compute: ({ returns, days }) =>
      whenDefined(totalReturn(returns), (total) => cagr(total, days, daysPerYear)),
    steps: ({ returns, dates, days, start }) => [
      { what: 'total_return', value: totalReturn(returns) },
      { what: 'close that it counts from', value: start ?? 'none' },
      { what: 'last session', value: dates.at(-1) ?? 'none' },
      { what: 'D', value: days },
      { what: `${daysPerYear} / D`, value: ratioOf(daysPerYear, days, 'less than one day') },
    ],
  };
}

/** Growth by the number of sessions. */
export const growthBySessions: MetricForm = {
  formula: '(1 + total_return)^(P / n) - 1, n sessions',
  compute: ({ returns, periodsPerYear }) => annualReturnByCount(returns, periodsPerYear),
  steps: ({ returns, periodsPerYear }) => [
    { what: 'total_return', value: totalReturn(returns) },
    { what: 'P', value: periodsPerYear },
    { what: 'n', value: returns.length },
    { what: 'P / n', value: ratioOf(periodsPerYear, returns.length, 'there are no returns') },
  ],
};

/** `cagr`. */
export const cagrMetric: Metric<'cagr'> = {
  id: 'cagr',
  title: 'CAGR',
  group: 'return',
  unit: 'fraction',
  isChange: true,
  needsSessions: 'or days',
  ...byCalendar(365.25),
  forms: {
    quantstats: growthBySessions,
    pyfolio: growthBySessions,
    lean: byCalendar(365),
  },
  formIn: ({ input }) => (input.growthBy === 'sessions' ? growthBySessions : undefined),
};

/** Annual growth of a context by its convention, or by trading days where its input asks for it. */
export function annualGrowth(context: PerformanceContext): MetricValue {
  return computeMetric(cagrMetric, context);
}
