import type { CalendarSpan } from './calendar-returns.ts';
import type { PerformanceContext } from './context.ts';
import type { Metric, MetricValue } from './metric.ts';
import { finite, undefinedBecause } from './metric.ts';
import { mean, select } from './moments.ts';

type Span = 'day' | CalendarSpan;

const SPANS: readonly Span[] = ['day', 'week', 'month', 'quarter', 'year'];

const PLURAL: Readonly<Record<Span, string>> = {
  day: 'days',
  week: 'weeks',
  month: 'months',
  quarter: 'quarters',
  year: 'years',
};

function returnsBy(context: PerformanceContext, span: Span): Float64Array {
  return span === 'day' ? context.returns : context.by(span);
}

function extreme(values: Float64Array, pick: (a: number, b: number) => number): MetricValue {
  if (values.length === 0) return undefinedBecause('there are no returns');
  return values.reduce((kept, value) => pick(kept, value));
}

function metricsOf(span: Span): readonly Metric[] {
  return [
    {
      id: `best_${span}`,
      title: `Best ${span}`,
      group: 'return',
      unit: 'fraction',
      formula: `max of the returns compounded by ${span}`,
      compute: (context) => extreme(returnsBy(context, span), Math.max),
    },
    {
      id: `worst_${span}`,
      title: `Worst ${span}`,
      group: 'return',
      unit: 'fraction',
      formula: `min of the returns compounded by ${span}`,
      compute: (context) => extreme(returnsBy(context, span), Math.min),
    },
    {
      id: `win_${PLURAL[span]}`,
      title: `Share of winning ${PLURAL[span]}`,
      group: 'return',
      unit: 'fraction',
      formula: `${PLURAL[span]} with a return above 0 / ${PLURAL[span]} with a return other than 0`,
      compute: (context) => {
        const moved = select(returnsBy(context, span), (value) => value !== 0);
        const won = select(moved, (value) => value > 0).length;
        return finite(won / moved.length, `no ${span} moved`);
      },
    },
  ];
}

const monthly = (context: PerformanceContext, up: boolean): MetricValue => {
  const months = select(returnsBy(context, 'month'), (value) => (up ? value > 0 : value < 0));
  return finite(mean(months), up ? 'no month gained' : 'no month lost');
};

/** Best, worst and winning days, weeks, months, quarters and years. */
export const calendarMetrics: readonly Metric[] = [
  ...SPANS.flatMap((span) => metricsOf(span)),
  {
    id: 'avg_up_month',
    title: 'Average winning month',
    group: 'return',
    unit: 'fraction',
    formula: 'mean of the monthly returns above 0',
    compute: (context) => monthly(context, true),
  },
  {
    id: 'avg_down_month',
    title: 'Average losing month',
    group: 'return',
    unit: 'fraction',
    formula: 'mean of the monthly returns below 0',
    compute: (context) => monthly(context, false),
  },
];
