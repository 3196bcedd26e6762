import { moneyText } from '../../core/number-text.ts';
import type { IsoDate } from '../../core/time.ts';
import { QuipuError } from '../../core/errors.ts';
import { type CalendarReturn, calendarReturns } from '../performance/calendar-returns.ts';
import { METRICS } from '../performance/catalog.ts';
import { type PerformanceContext, performanceContext } from '../performance/context.ts';
import { type Drawdown, drawdownsOf } from '../performance/drawdown.ts';
import type { PerformanceInput, RoundTrip } from '../performance/input.ts';
import {
  computeMetric,
  formFor,
  isTooShort,
  type Metric,
  type MetricValue,
  undefinedBecause,
} from '../performance/metric.ts';
import { measuredOf, type ReportInput } from './report-input.ts';

/** Instants from here on are no dates any more. */
const LATEST = 8.64e15;

/** What a row of a report is of. */
export type Period = 'trading day' | 'week' | 'month' | 'quarter' | 'year';

const PERIODS: Readonly<Record<number, Period>> = {
  52: 'week',
  12: 'month',
  4: 'quarter',
  1: 'year',
};

/** What all parts of a report read, derived once. */
export interface ReportModel {
  readonly input: ReportInput;
  readonly context: PerformanceContext;
  readonly metrics: readonly ReportMetric[];
  /** What each row is of: a session, or the period of a file. */
  readonly period: Period;
  /** The session of each return. */
  readonly dates: readonly IsoDate[];
  /** Days since 1970 of the start and of each session: the x of `wealth`. */
  readonly days: Float64Array;
  /** Growth of one dollar, 1 at the close before the first session. */
  readonly wealth: Float64Array;
  /** Benchmark return of each session, 0 where it has none; undefined without a benchmark. */
  readonly benchmark: Float64Array | undefined;
  readonly benchmarkName: string;
  readonly drawdowns: readonly Drawdown[];
  readonly months: readonly CalendarReturn[];
  readonly years: readonly CalendarReturn[];
  readonly trades: readonly RoundTrip[];
  /** Row of the input of each return: sessions without capital have none. */
  readonly rows: readonly number[];
}

/** A metric with its value, and the benchmark's where that makes sense. */
export interface ReportMetric {
  readonly metric: Metric;
  /** The definition in one line, as the report's convention has it. */
  readonly formula: string;
  readonly value: MetricValue;
  readonly benchmark: MetricValue | undefined;
  /** Of too few sessions to be believed. */
  readonly tooShort: boolean;
}

/**
 * Derives what a report shows from its input.
 *
 * @throws QuipuError `analysis.invalid_performance_input`, `analysis.invalid_round_trip`
 */
export function reportModel(input: ReportInput): ReportModel {
  const { convention = 'quipu', header } = input;
  const recorded = measuredOf(input);
  checkTrades(recorded.roundTrips ?? []);
  const context = performanceContext(recorded, convention);
  const { dates } = context;
  const kept = new Set(dates);
  const rows = recorded.dates.flatMap((date, row) => (kept.has(date) ? [row] : []));
  const given = recorded.benchmark;
  const benchmark =
    given === undefined
      ? undefined
      : Float64Array.from(rows, (row) => (Number.isNaN(given[row]) ? 0 : given[row]!));
  return {
    input: withRuin(input, context),
    context,
    metrics: metricsOf(context),
    period: (header.kind === 'returns' && PERIODS[context.periodsPerYear]) || 'trading day',
    dates,
    days: dayNumbers(context),
    wealth: context.wealth,
    benchmark,
    benchmarkName: header.benchmark ?? 'benchmark',
    drawdowns: drawdownsOf(context),
    months: calendarReturns(context.returns, dates, 'month'),
    years: calendarReturns(context.returns, dates, 'year'),
    trades: recorded.roundTrips ?? [],
    rows,
  };
}

/** The input with a finding where everything was lost, before all others. */
function withRuin(input: ReportInput, { ruined }: PerformanceContext): ReportInput {
  if (ruined === undefined) return input;
  const { header, performance: recorded } = input;
  const owed = -recorded.equity[recorded.dates.indexOf(ruined)]!;
  const more = owed > 0 ? `, and ${moneyText(owed)} more were owed` : '';
  const finding =
    `Everything was lost on ${ruined}${more}: total return and drawdown are 100% of the ` +
    'capital, and there are no returns after it. Amounts in dollars are what they were.';
  return { ...input, header: { ...header, findings: [finding, ...(header.findings ?? [])] } };
}

/** Refuses round trips with times or amounts that are no numbers: no plot could show them. */
function checkTrades(trades: readonly RoundTrip[]): void {
  for (const [row, trade] of trades.entries()) {
    const { openedAt, closedAt, quantity, entryPrice, exitPrice, pnl, fees } = trade;
    const amounts = [quantity, entryPrice, exitPrice, pnl, fees];
    const sound =
      amounts.every(Number.isFinite) && Math.abs(openedAt) < LATEST && Math.abs(closedAt) < LATEST;
    if (sound) continue;
    throw new QuipuError(
      'analysis.invalid_round_trip',
      `Expected finite times, prices and amounts of round trip ${row + 1}, found ` +
        `${[openedAt, closedAt, ...amounts].join(', ')}.`,
    );
  }
}

function metricsOf(context: PerformanceContext): readonly ReportMetric[] {
  const other = benchmarkContext(context);
  return METRICS.map((metric) => {
    const compared = metric.group === 'return' || metric.group === 'risk_adjusted';
    const shown = (compared || metric.group === 'risk') && metric.unit !== 'money';
    return {
      metric,
      formula: formFor(metric, context).formula,
      value: computeMetric(metric, context),
      benchmark: other !== undefined && shown ? computeMetric(metric, other) : undefined,
      tooShort: isTooShort(metric, context.returns.length, context.days),
    };
  });
}

/** The benchmark as if it were a portfolio, over the sessions that both have. */
function benchmarkContext(context: PerformanceContext): PerformanceContext | undefined {
  const { input, convention } = context;
  const { benchmark, periodsPerYear, riskFree } = input;
  if (benchmark === undefined) return undefined;
  const rows = input.dates.flatMap((_, row) => (Number.isNaN(benchmark[row]) ? [] : [row]));
  const first = rows[0] ?? 0;
  const start = first === 0 ? context.start : input.dates[first - 1];
  const equity = new Float64Array(rows.length);
  let value = 1;
  for (const [place, row] of rows.entries()) equity[place] = value *= 1 + benchmark[row]!;
  const alone: PerformanceInput = {
    dates: rows.map((row) => input.dates[row]!),
    ...(start === undefined ? {} : { start }),
    equity,
    initialEquity: 1,
    ...(periodsPerYear === undefined ? {} : { periodsPerYear }),
    ...(riskFree === undefined ? {} : { riskFree }),
  };
  return performanceContext(alone, convention);
}

function dayNumbers({ start, dates }: PerformanceContext): Float64Array {
  if (start === undefined || dates.length === 0) return new Float64Array(0);
  return Float64Array.from([start, ...dates], daysSinceEpoch);
}

/** Days from 1970-01-01 to a date. */
export function daysSinceEpoch(date: IsoDate): number {
  return Date.parse(`${date}T00:00:00Z`) / 86_400_000;
}

/** The value of one metric of the catalog. */
export function valueOf(model: ReportModel, id: string): MetricValue {
  const found = model.metrics.find(({ metric }) => metric.id === id);
  return found?.value ?? undefinedBecause('there is no such metric');
}

/** Growth of one dollar under returns, one longer than they are. */
export function growthOf(returns: Float64Array): Float64Array {
  const wealth = new Float64Array(returns.length + 1);
  let value = (wealth[0] = 1);
  for (let row = 0; row < returns.length; row += 1) wealth[row + 1] = value *= 1 + returns[row]!;
  return wealth;
}
