import { METRICS } from '../../analysis/performance/catalog.ts';
import type { Convention } from '../../analysis/performance/context.ts';
import { type Metric, SESSIONS_NEEDED, signOf } from '../../analysis/performance/metric.ts';
import { summarize } from '../../analysis/performance/summarize.ts';
import { type CaveatCode, unreliable } from '../../analysis/report/caveat.ts';
import { type StressRun, STRESSES } from '../../analysis/report/stress-run.ts';
import {
  anything,
  flag,
  type Infer,
  integer,
  list,
  nullable,
  number,
  object,
  oneOf,
  optional,
  record,
  type Schema,
  text,
} from '../../core/schema.ts';
import type { BacktestResult } from '../../research/result.ts';
import {
  centsText,
  decimalText,
  dollarsText,
  maybeDecimal,
  priceText,
} from '../operation/fields.ts';
import { caveatsSchema } from './caveat.ts';
import { metricValues } from './metric-values.ts';

const metricFields: Readonly<Record<string, Schema<number | string | null>>> = Object.fromEntries(
  METRICS.map((metric) => {
    const description = meaningOf(metric);
    const isMoney = metric.unit === 'money';
    return [metric.id, isMoney ? maybeDecimal(description) : nullable(number({ description }))];
  }),
);

function meaningOf(metric: Metric): string {
  const { title, unit, formula } = metric;
  const sign = signOf(metric);
  return `${title} (${unit}${sign === '' ? '' : `, ${sign}`}): ${formula}`;
}

const runFields = {
  isReliable: flag({
    description: 'False if a caveat is serious and not allowed: do not act on the figures.',
  }),
  caveats: caveatsSchema,
  convention: text({ description: 'Whose metric definitions are used.' }),
  strategy: text(),
  params: record(anything()),
  symbols: list(text()),
  benchmark: nullable(text({ description: 'Symbol of the benchmark.' })),
  from: text({ description: 'First trading day with a bar.' }),
  to: text({ description: 'Last trading day with a bar.' }),
  bars: integer(),
  sessions: integer({ description: 'Number of trading days with a return.' }),
  sessionsNeeded: integer({
    description: 'Minimum number of trading days for ratios and annual figures.',
  }),
  tooShort: list(text(), { description: 'Metrics whose value rests on too few trading days.' }),
  initialValue: decimalText('Starting value in dollars.'),
  finalValue: decimalText('Cash and open positions at the last close, in dollars.'),
  cash: decimalText('Exact cash at the end.'),
  orders: integer(),
  fills: integer(),
  denied: record(integer(), { description: 'Orders denied by the risk gate, by code.' }),
  refused: list(
    object({
      code: nullable(integer({ description: "The broker's code, as at Alpaca." })),
      count: integer(),
      message: text({ description: 'Its message for the first.' }),
    }),
    { description: 'Orders refused by the simulated broker, by code.' },
  ),
  undefined: record(text(), { description: 'Metrics without a value, and the reason.' }),
  openPositions: list(
    object({
      symbol: text(),
      quantity: decimalText('Shares.'),
      cost: decimalText('Dollars.'),
      price: maybeDecimal('The last close.'),
      value: maybeDecimal('Dollars.'),
    }),
    { description: 'Positions at the end, valued at the last close.' },
  ),
  rates: object(
    {
      riskFree: number({ description: 'Annual risk-free rate, a fraction.' }),
      periodsPerYear: number({ description: 'Trading days per year, for annualized ratios.' }),
      growthBy: oneOf(['calendar', 'sessions'], { description: 'How years are counted.' }),
    },
    { description: 'Rates used by the metrics.' },
  ),
  assumptions: list(text()),
  stress: optional(
    list(
      object({
        stress: oneOf(STRESSES),
        totalReturn: nullable(number({ description: 'Over the whole range, a fraction.' })),
        cagr: nullable(number({ description: 'Annual growth, a fraction.' })),
        sharpe: nullable(number()),
        maxDrawdown: nullable(
          number({
            description: 'A fraction, zero or positive, shown with a minus sign as a loss.',
          }),
        ),
        finalValue: decimalText('Dollars.'),
        trades: integer({ description: 'Round trips.' }),
      }),
      { description: 'Stress runs of the same strategy, if requested.' },
    ),
  ),
  findings: list(text(), { description: 'Findings about the data.' }),
};

/** A backtest with every metric by id; null for a metric without a value. */
export const backtestSchema = object({ ...metricFields, ...runFields }) as Schema<BacktestView>;

/** A backtest on every surface: the run, and each metric by id. */
export type BacktestView = RunView & Readonly<Record<string, unknown>>;

/** A backtest with the id under which it is saved. */
export const keptBacktestSchema = object({
  id: nullable(text({ description: 'Id under which it is saved; null if it could not be saved.' })),
  notKept: nullable(text({ description: 'Why it is not saved.' })),
  ...metricFields,
  ...runFields,
}) as Schema<BacktestView & { readonly id: string | null; readonly notKept: string | null }>;

const runSchema = object(runFields);
type RunView = Infer<typeof runSchema>;

/** Copies a result into the view that surfaces show. */
export function backtestView(
  result: BacktestResult,
  {
    findings,
    convention,
    stress,
    allow = [],
  }: {
    findings: readonly string[];
    convention: Convention;
    /** Codes of serious caveats that the user accepts. */
    allow?: readonly CaveatCode[] | undefined;
    stress?: readonly StressRun[];
  },
): BacktestView {
  const values =
    convention === 'quipu' ? result.metrics : summarize(result.performance, convention);
  const { metrics, undefined: reasons, tooShort } = metricValues(values, result.dates);
  const { caveats } = result;
  return {
    isReliable: unreliable(caveats, allow).length === 0,
    caveats,
    ...metrics,
    convention,
    strategy: result.strategy,
    params: result.params,
    symbols: result.symbols,
    benchmark: result.benchmark,
    from: result.from,
    to: result.to,
    bars: result.bars,
    sessions: result.dates.length,
    sessionsNeeded: SESSIONS_NEEDED,
    tooShort,
    initialValue: centsText(result.initialValue),
    finalValue: centsText(result.finalValue),
    cash: result.cash,
    orders: result.orders,
    fills: result.fills,
    denied: result.denied,
    refused: result.refused,
    undefined: reasons,
    openPositions: result.openPositions.map((position) => ({
      ...position,
      price: priceText(position.price),
      value: dollarsText(position.value),
    })),
    rates: result.rates,
    assumptions: result.assumptions,
    ...(stress === undefined
      ? {}
      : { stress: stress.map((run) => ({ ...run, finalValue: centsText(run.finalValue) })) }),
    findings,
  };
}
