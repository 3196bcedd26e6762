import { amountOf } from './report-csv.ts';
import { canonicalJson } from '../../core/canonical.ts';
import { type EpochMs, formatInstant } from '../../core/time.ts';
import { choicesOf, isDefined, type MetricValue, SESSIONS_NEEDED } from '../performance/metric.ts';
import { tradeReturn } from '../performance/trade-context.ts';
import { trackingOfModel } from './against-figures.ts';
import type { ReportModel } from './model.ts';
import { omittedPlots } from './omitted.ts';
import { bestTrades } from './stress-run-figures.ts';
import type { StressRun } from './stress-run.ts';
import { trustFacts, trustWarnings } from './trust.ts';

/** The version of the form of `report.json`; it rises when a key is renamed or changes meaning. */
const REPORT_SCHEMA = 'quipu.report/1';

function plain(value: MetricValue | undefined): number | null {
  return value !== undefined && isDefined(value) ? value : null;
}

/** A number as JSON can hold it. */
function finite(value: number | undefined): number | null {
  return value !== undefined && Number.isFinite(value) ? value : null;
}

/**
 * `report.json`: everything of a report as data, keys sorted, in snake case.
 *
 * Fractions and dollars are numbers; a value that is undefined is null, with the reason next to it.
 */
export function reportJson(model: ReportModel): string {
  const { input, dates, context, months, years, drawdowns, trades, rows, benchmarkName } = model;
  const { header, performance: recorded, openPositions = [], denied = {} } = input;
  return `${canonicalJson({
    schema: REPORT_SCHEMA,
    title: header.title,
    kind: header.kind,
    caveats: header.caveats ?? [],
    mode: header.mode ?? null,
    convention: input.convention ?? 'quipu',
    from: dates[0] ?? null,
    to: dates.at(-1) ?? null,
    sessions: dates.length,
    too_short: dates.length < SESSIONS_NEEDED,
    benchmark: recorded.benchmark === undefined ? null : benchmarkName,
    periods_per_year: context.periodsPerYear,
    risk_free: context.riskFree,
    trust: {
      facts: trustFacts(model).map(([label, value]) => ({ label, value })),
      warnings: trustWarnings(model),
      assumptions: header.assumptions ?? [],
    },
    metrics: model.metrics.map(({ metric, formula, value, benchmark, tooShort }) => ({
      id: metric.id,
      title: metric.title,
      group: metric.group,
      unit: metric.unit,
      formula,
      convention: choicesOf(metric, input.convention) ?? null,
      basis: metric.basis ?? null,
      source: metric.source ?? null,
      value: plain(value),
      undefined_because: isDefined(value) ? null : value.undefined,
      benchmark: plain(benchmark),
      too_short: tooShort,
    })),
    series: seriesOf(model),
    months: months.map(({ span, value }) => ({ month: span, return: value })),
    years: years.map(({ span, value }) => ({ year: span, return: value })),
    drawdowns: drawdowns.map(({ from, valley, recovered, depth, days }) => ({
      from,
      valley,
      recovered,
      depth,
      days,
    })),
    trades: trades.map((trade) => ({
      symbol: trade.symbol,
      side: trade.side,
      opened_at: formatInstant(trade.openedAt),
      closed_at: formatInstant(trade.closedAt),
      quantity: amountOf(trade.quantity),
      entry_price: amountOf(trade.entryPrice),
      exit_price: amountOf(trade.exitPrice),
      pnl: amountOf(trade.pnl),
      fees: amountOf(trade.fees),
      return: finite(tradeReturn(trade)),
    })),
    open_positions: openPositions,
    holdings: holdingsOf(model),
    price_charts: chartsOf(model),
    stress: input.stress?.map(stressJson) ?? null,
    against: againstJson(model),
    best_five_trades: bestTrades(trades) ?? null,
    denied,
    plots_omitted: omittedPlots(model).map(([plot, reason]) => ({ plot, reason })),
    excluded_sessions: recorded.dates.length - rows.length,
  })}\n`;
}

/** Each holding as stretches of sessions without a gap, dollars; null where they were not kept. */
function holdingsOf({ input }: ReportModel): unknown {
  const { holdings, performance: recorded } = input;
  if (holdings === undefined) return null;
  const columns = holdings.columns.map(({ symbol, spans }) => ({
    symbol,
    spans: spans.map(({ from, values }) => ({ from: recorded.dates[from] ?? null, values })),
  }));
  return { basis: holdings.basis, columns };
}

/** The account and a backtest over the sessions in common; null where none was named. */
function againstJson(model: ReportModel): unknown {
  const { against } = model.input;
  const tracking = trackingOfModel(model);
  if (against === undefined || tracking === undefined) return null;
  const { dates, own, other, difference, trackingError } = tracking;
  return {
    run: against.run,
    title: against.title,
    sessions_in_common: dates.length,
    tracking_error: finite(trackingError),
    cumulative_difference: finite(difference.at(-1)),
    series: { date: dates, live_growth: [...own], backtest_growth: [...other] },
  };
}

/** A run under stress in snake case. */
function stressJson(run: StressRun): unknown {
  const { totalReturn, maxDrawdown, finalValue, ...rest } = run;
  const renamed = { total_return: totalReturn, max_drawdown: maxDrawdown, final_value: finalValue };
  return { ...rest, ...renamed };
}

/** Prices and executions of the charted symbols; null where they were not kept. */
function chartsOf({ input: { charts, performance: recorded } }: ReportModel): unknown {
  if (charts === undefined) return null;
  return {
    others: charts.others,
    shown: charts.shown.map(({ symbol, ends, close, span, fills }) => ({
      symbol,
      ...(ends === undefined
        ? { date: recorded.dates }
        : { end: ends.map((at) => formatInstant(at as EpochMs)) }),
      close,
      ...span,
      executions: fills.map(({ at, factor, ...fill }) => ({
        ...fill,
        at: formatInstant(at as EpochMs),
        split_factor: factor,
      })),
    })),
  };
}

/** The columns of the sessions, one array each. */
function seriesOf({
  context,
  dates,
  rows,
  input,
}: ReportModel): Readonly<Record<string, readonly unknown[]>> {
  const { equity, benchmark, grossExposure, netExposure, tradedNotional, flows, noMoney } =
    input.performance;
  const columns: [string, Float64Array][] = [];
  for (const [name, column] of [
    ['flow', flows],
    ['benchmark_return', benchmark],
    ['gross_exposure', grossExposure],
    ['net_exposure', netExposure],
    ['traded_notional', tradedNotional],
  ] as const) {
    if (column !== undefined) columns.push([name, column]);
  }
  return {
    date: dates,
    [noMoney === undefined ? 'equity' : 'growth']: rows.map((row) => finite(equity[row])),
    return: Array.from(context.returns, finite),
    drawdown: Array.from(context.drawdowns, finite),
    ...Object.fromEntries(
      columns.map(([name, column]) => [name, rows.map((row) => finite(column[row]))]),
    ),
  };
}
