import { numberText } from '../../core/number-text.ts';
import type { IsoDate } from '../../core/time.ts';
import type { Holdings } from '../performance/holdings.ts';
import type { PerformanceInput, RoundTrip } from '../performance/input.ts';
import type { Caveat } from './caveat.ts';
import type { PriceCharts } from './price-chart.ts';
import { provenanceFacts, type RunProvenance } from './provenance.ts';
import type { StressRun } from './stress-run.ts';
import type { ReportHeader, ReportInput, ReportPosition } from './report-input.ts';

/** What a report needs of a backtest; the result of `runBacktest` is one. */
export interface ReportableRun {
  readonly strategy: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly symbols: readonly string[];
  /** What it was compared with. */
  readonly benchmark?: string | null;
  readonly bars: number;
  readonly initialValue: number;
  readonly dates: readonly IsoDate[];
  readonly equity: Float64Array;
  readonly roundTrips: readonly RoundTrip[];
  readonly openPositions: readonly ReportPosition[];
  /** Decimal text. */
  readonly fees: string;
  /** Decimal text. */
  readonly income: string;
  readonly orders: number;
  readonly fills: number;
  readonly denied: Readonly<Record<string, number>>;
  /** Orders that the broker refused, by its code. */
  readonly refused?: ReportInput['refused'];
  /** What to know before reading any figure. */
  readonly caveats?: readonly Caveat[];
  readonly assumptions: readonly string[];
  /** Everything that was recorded for the measures, where the run kept it. */
  readonly performance?: PerformanceInput;
  readonly holdings?: Holdings;
  readonly charts?: PriceCharts;
  readonly provenance?: RunProvenance;
}

/** Parts of a report in addition to the run. */
export interface RunReportOptions {
  readonly header?: Partial<ReportHeader>;
  /** Benchmark return of each session of the run, NaN where there is none. */
  readonly benchmark?: Float64Array;
  readonly convention?: ReportInput['convention'];
  /** The same run under stress, as `stressRuns` gives it. */
  readonly stress?: readonly StressRun[];
}

/** Input of the metrics without what the report stores separately, so that it is stored once. */
function withoutHoldings(input: PerformanceInput | undefined): PerformanceInput | undefined {
  if (input === undefined) return undefined;
  const { holdings: _, ...recorded } = input;
  return recorded;
}

/** The report of a backtest. */
export function reportOfRun(run: ReportableRun, options: RunReportOptions = {}): ReportInput {
  const { benchmark, convention, header, stress } = options;
  const { charts, provenance } = run;
  const recorded: PerformanceInput = withoutHoldings(run.performance) ?? {
    dates: run.dates,
    equity: run.equity,
    initialEquity: run.initialValue,
    roundTrips: run.roundTrips,
    openTrades: run.openPositions.length,
    fees: Number(run.fees),
    income: Number(run.income),
  };
  return {
    header: {
      title: run.strategy,
      kind: 'backtest',
      symbols: run.symbols,
      params: run.params,
      assumptions: run.assumptions,
      ...(typeof run.benchmark === 'string' ? { benchmark: run.benchmark } : {}),
      ...header,
      ...(run.caveats === undefined ? {} : { caveats: run.caveats }),
      facts: [
        ['Orders and fills', `${run.orders} orders, ${run.fills} fills`],
        ...(provenance === undefined
          ? [['Bars read', numberText(run.bars, 0)] as const]
          : provenanceFacts(provenance)),
        ...(header?.facts ?? []),
      ],
    },
    performance: benchmark === undefined ? recorded : { ...recorded, benchmark },
    openPositions: run.openPositions,
    denied: run.denied,
    ...(run.refused === undefined ? {} : { refused: run.refused }),
    ...(charts === undefined ? {} : { charts }),
    ...(stress === undefined ? {} : { stress }),
    ...(run.holdings === undefined ? {} : { holdings: run.holdings }),
    ...(convention === undefined ? {} : { convention }),
  };
}
