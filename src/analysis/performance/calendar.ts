import { calendarReturns, type CalendarSpan } from './calendar-returns.ts';
import type { PerformanceContext } from './context.ts';
import type { Metric, MetricStep, MetricValue } from './metric.ts';
import { finite, undefinedBecause, metricList } from './metric.ts';
import { mean, select } from './moments.ts';
import { meanSteps, step } from './steps.ts';

type Span = 'day' | CalendarSpan;

const SPANS: readonly Span[] = ['day', 'week', 'month', 'quarter', 'year'];

const PLURAL = {
  day: 'days',
  week: 'weeks',
  month: 'months',
  quarter: 'quarters',
  year: 'years',
} as const satisfies Readonly<Record<Span, string>>;

type SpanMetricId = `best_${Span}` | `worst_${Span}` | `win_${(typeof PLURAL)[Span]}`;

function returnsBy(context: PerformanceContext, span: Span): Float64Array {
  return span === 'day' ? context.returns : context.by(span);
}

function extreme(values: Float64Array, pick: (a: number, b: number) => number): MetricValue {
  if (values.length === 0) return undefinedBecause('there are no returns');
  return values.reduce((kept, value) => pick(kept, value));
}

/** How many there are, and which of them it was, the first of several. */
function extremeSteps(
  context: PerformanceContext,
  span: Span,
  pick: (a: number, b: number) => number,
): readonly MetricStep[] {
  const values = returnsBy(context, span);
  const value = extreme(values, pick);
  const row = typeof value === 'number' ? values.indexOf(value) : -1;
  return [step(PLURAL[span], values.length), step(`the ${span}`, nameOf(context, span, row))];
}

function nameOf({ returns, dates }: PerformanceContext, span: Span, row: number): string {
  if (row < 0) return 'none';
  if (span === 'day') return dates[row]!;
  const name = calendarReturns(returns, dates, span)[row]!.span;
  return span === 'week' ? `that of Monday ${name}` : name;
}

function metricsOf(span: Span): readonly Metric<SpanMetricId>[] {
  return [
    {
      id: `best_${span}`,
      title: `Best ${span}`,
      group: 'return',
      unit: 'fraction',
      isChange: true,
      formula: `max of the returns compounded by ${span}`,
      compute: (context) => extreme(returnsBy(context, span), Math.max),
      steps: (context) => extremeSteps(context, span, Math.max),
    },
    {
      id: `worst_${span}`,
      title: `Worst ${span}`,
      group: 'return',
      unit: 'fraction',
      isChange: true,
      formula: `min of the returns compounded by ${span}`,
      compute: (context) => extreme(returnsBy(context, span), Math.min),
      steps: (context) => extremeSteps(context, span, Math.min),
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
      steps: (context) => {
        const all = returnsBy(context, span);
        return [
          step(`${PLURAL[span]} with a return above 0`, select(all, (value) => value > 0).length),
          step(`${PLURAL[span]} other than 0`, select(all, (value) => value !== 0).length),
        ];
      },
    },
  ];
}

const months = (context: PerformanceContext, up: boolean): Float64Array =>
  select(returnsBy(context, 'month'), (value) => (up ? value > 0 : value < 0));

const monthly = (context: PerformanceContext, up: boolean): MetricValue => {
  return finite(mean(months(context, up)), up ? 'no month gained' : 'no month lost');
};

/** Best, worst and winning days, weeks, months, quarters and years. */
export const calendarMetrics = metricList([
  ...SPANS.flatMap((span) => metricsOf(span)),
  {
    id: 'avg_up_month',
    title: 'Average winning month',
    group: 'return',
    unit: 'fraction',
    isChange: true,
    formula: 'mean of the monthly returns above 0',
    compute: (context) => monthly(context, true),
    steps: (context) => meanSteps('months above 0', months(context, true), 'months above 0'),
  },
  {
    id: 'avg_down_month',
    title: 'Average losing month',
    group: 'return',
    unit: 'fraction',
    isChange: true,
    formula: 'mean of the monthly returns below 0',
    compute: (context) => monthly(context, false),
    steps: (context) => meanSteps('months below 0', months(context, false), 'months below 0'),
  },
]);
