import type { IsoDate } from '../../core/time.ts';
import { addDays, daysBetween } from '../../core/time.ts';
import { monthEnd, monthsBefore } from './calendar-months.ts';
import { annualGrowth, cagr, cagrMetric } from './cagr.ts';
import type { PerformanceContext } from './context.ts';
import type { Metric, MetricStep, MetricValue } from './metric.ts';
import { finite, undefinedBecause, metricList } from './metric.ts';
import { step, stepsTo } from './steps.ts';

/** Growth of the returns dated after `since`. */
function growthAfter({ returns, dates }: PerformanceContext, since: string): number {
  let growth = 1;
  for (const [row, date] of dates.entries()) if (date > since) growth *= 1 + returns[row]!;
  return growth - 1;
}

/**
 * The date that the last months count from: returns after it are theirs.
 *
 * The same day so many months earlier; for a row a month or fewer the end of that month, so that
 * three months are three rows wherever in its month a row stands.
 */
function sinceOf({ periodsPerYear }: PerformanceContext, last: IsoDate, months: number): IsoDate {
  const since = monthsBefore(last, months);
  return periodsPerYear <= 12 ? monthEnd(since) : since;
}

function trailing(context: PerformanceContext, months: number): MetricValue {
  const last = lastOf(context);
  if (last === undefined) return undefinedBecause('there are no returns');
  const since = sinceOf(context, last, months);
  if (context.start! > since) return undefinedBecause('the history is shorter');
  return grownSince(context, since);
}

/** The last session: that of the last return, or later where everything has been lost by then. */
function lastOf({ dates, ruined, input }: PerformanceContext): IsoDate | undefined {
  return ruined === undefined ? dates.at(-1) : input.dates.at(-1);
}

function grownSince(context: PerformanceContext, since: string): MetricValue {
  const { ruined } = context;
  if (ruined !== undefined && ruined <= since) {
    return undefinedBecause(`everything was lost before, on ${ruined}`);
  }
  return finite(growthAfter(context, since), 'the growth is not finite');
}

/** From which day on the returns count, to which one, and how many they are. */
function sinceSteps(
  context: PerformanceContext,
  since: (last: IsoDate) => string,
): readonly MetricStep[] {
  const last = lastOf(context);
  if (last === undefined) return [step('returns', 0)];
  const from = since(last);
  return [
    step('returns after', from),
    step('last session', last),
    step('how many they are', context.dates.filter((date) => date > from).length),
  ];
}

function annualizedSteps(context: PerformanceContext, years: number): readonly MetricStep[] {
  const steps = sinceSteps(context, (last) => sinceOf(context, last, 12 * years));
  const total = trailing(context, 12 * years);
  const days = daysSince(context, years);
  return [...steps, step('growth', total), step('D', days), step('365.25 / D', 365.25 / days)];
}

function annualized(context: PerformanceContext, years: number): MetricValue {
  const total = trailing(context, 12 * years);
  if (typeof total !== 'number') return total;
  return cagr(total, daysSince(context, years));
}

/** Calendar days from the close that the last years count from to the last session. */
function daysSince(context: PerformanceContext, years: number): number {
  const last = lastOf(context);
  if (last === undefined) return 0;
  const since = sinceOf(context, last, 12 * years);
  // The growth is from the last close up to that date: a holiday's is the session before.
  const from = context.input.dates.findLast((date) => date <= since) ?? context.start!;
  return daysBetween(from, last);
}

function toDate(context: PerformanceContext, characters: 4 | 7): MetricValue {
  const last = lastOf(context);
  if (last === undefined) return undefinedBecause('there are no returns');
  // Text order: everything of this year or month comes after its bare prefix.
  return grownSince(context, last.slice(0, characters));
}

/** The last day before a date's month or year. */
function endBefore(last: IsoDate, characters: 4 | 7): IsoDate {
  return addDays(`${last.slice(0, characters)}${'-01-01'.slice(characters - 4)}` as IsoDate, -1);
}

function spanMetric<const Id extends string>(id: Id, title: string, months: number): Metric<Id> {
  return {
    id,
    title,
    group: 'return',
    unit: 'fraction',
    isChange: true,
    formula: `Π(1 + r) - 1 over the last ${months} months of the calendar`,
    compute: (context) => trailing(context, months),
    steps: (context) => sinceSteps(context, (last) => sinceOf(context, last, months)),
  };
}

function annualMetric<const Y extends number>(years: Y): Metric<`${Y}y_ann`> {
  return {
    id: `${years}y_ann`,
    title: `Last ${years} years, annualized`,
    group: 'return',
    unit: 'fraction',
    isChange: true,
    formula:
      `(1 + growth of the last ${years} years)^(365.25 / D) - 1, ` +
      'D calendar days from the close that it counts from',
    compute: (context) => annualized(context, years),
    steps: (context) => annualizedSteps(context, years),
  };
}

/** Month to date, year to date, and the last months and years. */
export const trailingMetrics = metricList([
  {
    id: 'mtd',
    title: 'Month to date',
    group: 'return',
    unit: 'fraction',
    isChange: true,
    formula: 'Π(1 + r) - 1 in the month of the last session',
    compute: (context) => toDate(context, 7),
    steps: (context) => sinceSteps(context, (last) => endBefore(last, 7)),
  },
  spanMetric('3m', 'Last 3 months', 3),
  spanMetric('6m', 'Last 6 months', 6),
  {
    id: 'ytd',
    title: 'Year to date',
    group: 'return',
    unit: 'fraction',
    isChange: true,
    formula: 'Π(1 + r) - 1 in the year of the last session',
    compute: (context) => toDate(context, 4),
    steps: (context) => sinceSteps(context, (last) => endBefore(last, 4)),
  },
  spanMetric('1y', 'Last year', 12),
  annualMetric(3),
  annualMetric(5),
  annualMetric(10),
  {
    id: 'all_ann',
    title: 'Whole history, annualized',
    group: 'return',
    unit: 'fraction',
    isChange: true,
    needsSessions: 'or days',
    formula: 'cagr',
    compute: annualGrowth,
    steps: (context) => stepsTo(cagrMetric, context),
  },
]);
