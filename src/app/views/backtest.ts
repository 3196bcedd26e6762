import { METRICS } from '../../analysis/performance/catalogue.ts';
import type { Convention } from '../../analysis/performance/context.ts';
import { SESSIONS_NEEDED } from '../../analysis/performance/metric.ts';
import { summarize } from '../../analysis/performance/summarize.ts';
import { type StressRun, STRESSES } from '../../analysis/report/stress-run.ts';
import {
  anything,
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
import type { BacktestResult } from '../../engine/backtest.ts';
import { decimalText } from '../fields.ts';
import { metricValues } from './metric-values.ts';

const metricFields: Readonly<Record<string, Schema<number | null>>> = Object.fromEntries(
  METRICS.map(({ id, title, unit, formula }) => [
    id,
    nullable(number({ description: `${title} (${unit}): ${formula}` })),
  ]),
);

const runFields = {
  convention: text({ description: 'Whose definitions the metrics follow.' }),
  strategy: text(),
  params: record(anything()),
  symbols: list(text()),
  benchmark: nullable(text({ description: 'What it is compared with.' })),
  from: text({ description: 'First session with a bar.' }),
  to: text({ description: 'Last session with a bar.' }),
  bars: integer(),
  sessions: integer({ description: 'Sessions with a return.' }),
  sessionsNeeded: integer({ description: 'Fewer make ratios and figures of a year too short.' }),
  tooShort: list(text(), { description: 'Metrics that have a value, of too few sessions.' }),
  initialValue: number({ description: 'Dollars at the start.' }),
  finalValue: number({ description: 'Cash and open positions at the last close.' }),
  cash: decimalText('Exact cash at the end.'),
  orders: integer(),
  fills: integer(),
  denied: record(integer(), { description: 'Orders that the gate stopped, by code.' }),
  undefined: record(text(), { description: 'Metrics without a value, and why.' }),
  openPositions: list(
    object({
      symbol: text(),
      quantity: decimalText('Shares.'),
      cost: decimalText('Dollars.'),
      price: number({ description: 'The last close.' }),
      value: number({ description: 'Dollars.' }),
    }),
    { description: 'What was still held at the end, valued at the last close.' },
  ),
  assumptions: list(text()),
  stress: optional(
    list(
      object({
        stress: oneOf(STRESSES),
        totalReturn: nullable(number({ description: 'Over the whole span, a fraction.' })),
        cagr: nullable(number({ description: 'A year, a fraction.' })),
        sharpe: nullable(number()),
        maxDrawdown: nullable(number({ description: 'A fraction, not negative.' })),
        finalValue: number({ description: 'Dollars.' }),
        trades: integer({ description: 'Round trips.' }),
      }),
      { description: 'The same strategy run again under stress, where that was asked for.' },
    ),
  ),
  findings: list(text(), { description: 'What was noticed about the data.' }),
};

/** A backtest with every metric under its id; a metric without a value is null. */
export const backtestSchema = object({ ...metricFields, ...runFields }) as Schema<BacktestView>;

/** A backtest as every surface shows it: the run, and each metric under its id. */
export type BacktestView = RunView & Readonly<Record<string, unknown>>;

/** A backtest with the id by which it is kept. */
export const keptBacktestSchema = object({
  id: nullable(text({ description: 'By which it is kept; null where it could not be.' })),
  notKept: nullable(text({ description: 'Why it is not kept.' })),
  ...metricFields,
  ...runFields,
}) as Schema<BacktestView & { readonly id: string | null; readonly notKept: string | null }>;

const runSchema = object(runFields);
type RunView = Infer<typeof runSchema>;

/** Copies a result into what surfaces show. */
export function backtestView(
  result: BacktestResult,
  {
    findings,
    convention,
    stress,
  }: {
    findings: readonly string[];
    convention: Convention;
    stress?: readonly StressRun[];
  },
): BacktestView {
  const values =
    convention === 'quipu' ? result.metrics : summarize(result.performance, convention);
  const { metrics, undefined: reasons, tooShort } = metricValues(values, result.dates);
  return {
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
    initialValue: result.initialValue,
    finalValue: result.finalValue,
    cash: result.cash,
    orders: result.orders,
    fills: result.fills,
    denied: result.denied,
    undefined: reasons,
    openPositions: result.openPositions,
    assumptions: result.assumptions,
    ...(stress === undefined ? {} : { stress }),
    findings,
  };
}
