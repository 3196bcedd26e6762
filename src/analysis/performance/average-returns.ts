import type { CalendarSpan } from './calendar-returns.ts';
import type { PerformanceContext } from './context.ts';
import type { Metric, MetricValue } from './metric.ts';
import { finite, whenDefined, metricList } from './metric.ts';
import { mean, select } from './moments.ts';
import { meanSteps, step } from './steps.ts';
import { totalReturn } from './total-return.ts';
import { geometricMean } from './volatility.ts';

const NONE = 'there are no returns';

const moved = (returns: Float64Array): Float64Array => select(returns, (value) => value !== 0);

function expectedBy(context: PerformanceContext, span: CalendarSpan): MetricValue {
  const parts = context.by(span).length;
  return whenDefined(totalReturn(context.returns), (total) =>
    finite((1 + total) ** (1 / parts) - 1, 'more than everything was lost'),
  );
}

function expected<const Id extends string>(id: Id, span: CalendarSpan): Metric<Id> {
  return {
    id,
    title: `Expected return by ${span}`,
    group: 'return',
    unit: 'fraction',
    isChange: true,
    formula: `(1 + total_return)^(1 / number of ${span}s) - 1`,
    source: 'QuantStats',
    compute: (context) => expectedBy(context, span),
    steps: (context) => [
      step('total_return', totalReturn(context.returns)),
      step(`number of ${span}s`, context.by(span).length),
    ],
  };
}

function counted<const Id extends string>(
  id: Id,
  title: string,
  holds: (value: number) => boolean,
): Metric<Id> {
  return {
    id,
    title,
    group: 'return',
    unit: 'count',
    formula: `number of ${title.toLowerCase()}`,
    compute: ({ returns }) => select(returns, holds).length,
    steps: ({ returns, dates }) => {
      const last = dates[returns.findLastIndex(holds)];
      return [step('sessions', returns.length), step('the last of them', last ?? 'none')];
    },
  };
}

function meanOf<const Id extends string>(
  id: Id,
  title: string,
  of: 'above 0' | 'below 0',
): Metric<Id> {
  const chosen = (returns: Float64Array): Float64Array =>
    select(returns, (value) => (of === 'above 0' ? value > 0 : value < 0));
  return {
    id,
    title,
    group: 'return',
    unit: 'fraction',
    isChange: true,
    formula: `mean of the r ${of}`,
    compute: ({ returns }) => finite(mean(chosen(returns)), 'there is no such return'),
    steps: ({ returns }) => meanSteps(`r ${of}`, chosen(returns), `sessions with an r ${of}`),
  };
}

/** A year of the geometric mean: (1 + g)^P - 1. */
export function geometricYear({ returns, periodsPerYear }: PerformanceContext): MetricValue {
  return finite((1 + geometricMean(returns)) ** periodsPerYear - 1, NONE);
}

/** Annualized and expected returns, and the means and counts of days. */
export const averageReturnMetrics = metricList([
  {
    id: 'ann_return_geo',
    title: 'Annual return, geometric',
    group: 'return',
    unit: 'fraction',
    isChange: true,
    needsSessions: true,
    formula: '(1 + geometric mean(r))^P - 1',
    compute: geometricYear,
    steps: ({ returns, periodsPerYear }) => [
      step('geometric mean(r)', geometricMean(returns)),
      step('P', periodsPerYear),
    ],
  },
  {
    id: 'ann_return_arith',
    title: 'Annual return, arithmetic',
    group: 'return',
    unit: 'fraction',
    isChange: true,
    needsSessions: true,
    formula: 'mean(r)·P',
    compute: ({ returns, periodsPerYear }) => finite(mean(returns) * periodsPerYear, NONE),
    steps: ({ returns, periodsPerYear }) => [
      step('mean(r)', mean(returns)),
      step('P', periodsPerYear),
    ],
  },
  {
    id: 'expected_daily',
    title: 'Expected return by day',
    group: 'return',
    unit: 'fraction',
    isChange: true,
    formula: '(1 + total_return)^(1/n) - 1',
    source: 'QuantStats',
    compute: ({ returns }) => finite(geometricMean(returns), NONE),
    steps: ({ returns }) => [step('total_return', totalReturn(returns)), step('n', returns.length)],
  },
  expected('expected_weekly', 'week'),
  expected('expected_monthly', 'month'),
  expected('expected_yearly', 'year'),
  {
    id: 'avg_return',
    title: 'Average day',
    group: 'return',
    unit: 'fraction',
    isChange: true,
    formula: 'mean(r)',
    compute: ({ returns }) => finite(mean(returns), NONE),
    steps: ({ returns }) => meanSteps('r', returns),
    forms: {
      quantstats: {
        formula: 'mean of the r other than 0',
        compute: ({ returns }) => finite(mean(moved(returns)), NONE),
        steps: ({ returns }) => meanSteps('r', moved(returns), 'sessions with an r other than 0'),
      },
    },
  },
  meanOf('avg_win_day', 'Average winning day', 'above 0'),
  meanOf('avg_loss_day', 'Average losing day', 'below 0'),
  counted('days_won', 'Days won', (value) => value > 0),
  counted('days_flat', 'Days flat', (value) => value === 0),
  counted('days_lost', 'Days lost', (value) => value < 0),
]);
