import { newYorkDate } from '../../market/calendar.ts';
import { formatInstant } from '../../core/time.ts';
import { isDefined } from '../performance/metric.ts';
import { tradeReturn } from '../performance/trade-context.ts';
import { csvField } from './escape.ts';
import type { ReportModel } from './model.ts';

function csv(header: string, rows: Iterable<string>): string {
  return `${[header, ...rows].join('\n')}\n`;
}

/** A number as its shortest exact text; empty where there is none. */
function cell(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? '' : String(value);
}

/** `metrics.csv`: every metric with unit, value and definition; undefined ones with the reason. */
export function metricsCsv({ metrics, input }: ReportModel): string {
  const convention = input.convention ?? 'quipu';
  return csv(
    'id,group,title,unit,value,undefined_because,benchmark,convention,formula,too_short',
    metrics.map(({ metric, formula, value, benchmark, tooShort }) =>
      [
        metric.id,
        metric.group,
        csvField(metric.title),
        metric.unit,
        isDefined(value) ? cell(value) : '',
        isDefined(value) ? '' : csvField(value.undefined),
        benchmark !== undefined && isDefined(benchmark) ? cell(benchmark) : '',
        convention,
        csvField(formula),
        String(tooShort),
      ].join(','),
    ),
  );
}

/**
 * `equity.csv`: a row per session that has a return, fractions and dollars.
 *
 * Columns that the input does not have are left out.
 */
export function equityCsv({ context, dates, rows, input }: ReportModel): string {
  const { performance: recorded } = input;
  const columns: readonly (readonly [string, (index: number) => number | undefined])[] = [
    ...(recorded.noMoney === undefined
      ? [['equity', (index: number) => recorded.equity[rows[index]!]] as const]
      : []),
    ['return', (index) => context.returns[index]],
    ['growth', (index) => context.wealth[index + 1]],
    ['drawdown', (index) => context.drawdowns[index]],
    ...(
      [
        ['flow', recorded.flows],
        ['benchmark_return', recorded.benchmark],
        ['gross_exposure', recorded.grossExposure],
        ['net_exposure', recorded.netExposure],
        ['traded_notional', recorded.tradedNotional],
      ] as const
    ).flatMap(([name, column]) =>
      column === undefined ? [] : [[name, (index: number) => column[rows[index]!]] as const],
    ),
  ];
  return csv(
    `date,${columns.map(([name]) => name).join(',')}`,
    dates.map((date, index) => `${date},${columns.map(([, at]) => cell(at(index))).join(',')}`),
  );
}

/** `trades.csv`: a row per round trip in the order of closing, dollars and shares. */
export function tradesCsv({ trades }: ReportModel): string {
  return csv(
    'symbol,side,opened_at,closed_at,opened_on,closed_on,quantity,entry_price,exit_price,' +
      'pnl,fees,return,bars,adverse,favorable',
    trades.map((trade) =>
      [
        csvField(trade.symbol),
        trade.side,
        formatInstant(trade.openedAt),
        formatInstant(trade.closedAt),
        newYorkDate(trade.openedAt),
        newYorkDate(trade.closedAt),
        cell(trade.quantity),
        cell(trade.entryPrice),
        cell(trade.exitPrice),
        cell(trade.pnl),
        cell(trade.fees),
        cell(tradeReturn(trade)),
        cell(trade.bars),
        cell(trade.adverse),
        cell(trade.favorable),
      ].join(','),
    ),
  );
}
