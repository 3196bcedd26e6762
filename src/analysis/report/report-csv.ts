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

/** Significant digits of dollars, prices and shares: beyond them is only rounding of doubles. */
const DIGITS = 12;

/** Dollars, a price or shares without the noise of floating point; empty where there is none. */
function amountCell(value: number | undefined): string {
  return value === undefined || !Number.isFinite(value) ? '' : cell(amountOf(value));
}

/** Rounds an amount to the digits that it has, 0.30000000000000004 to 0.3. */
export function amountOf(value: number): number {
  return Number.isFinite(value) ? Number(value.toPrecision(DIGITS)) : value;
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
 * `equity.csv`: a row per session that has a return, fractions and dollars, to the last digit, so
 * that every metric can be computed again from it.
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
        amountCell(trade.quantity),
        amountCell(trade.entryPrice),
        amountCell(trade.exitPrice),
        amountCell(trade.pnl),
        amountCell(trade.fees),
        cell(tradeReturn(trade)),
        cell(trade.bars),
        amountCell(trade.adverse),
        amountCell(trade.favorable),
      ].join(','),
    ),
  );
}
