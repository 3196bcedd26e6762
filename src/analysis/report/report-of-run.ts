import type { IsoDate } from '../../core/time.ts';
import type { PerformanceInput, RoundTrip } from '../performance/input.ts';
import type { ReportHeader, ReportInput, ReportPosition } from './report-input.ts';

/** What a report needs of a backtest; the result of `runBacktest` is one. */
export interface ReportableRun {
  readonly strategy: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly symbols: readonly string[];
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
  readonly assumptions: readonly string[];
  /** Everything that was recorded for the measures, where the run kept it. */
  readonly performance?: PerformanceInput;
}

/** What a report says beside the run itself. */
export interface RunReportOptions {
  readonly header?: Partial<ReportHeader>;
  /** Benchmark return of each session of the run, NaN where there is none. */
  readonly benchmark?: Float64Array;
  readonly convention?: ReportInput['convention'];
}

const LIMITS = 'limits: ';

/** The limits in force, which a run states as one line of JSON, as words. */
function limitsOf(assumptions: readonly string[]): readonly (readonly [string, string])[] {
  return assumptions
    .filter((sentence) => sentence.startsWith(LIMITS))
    .map((sentence) => {
      const pairs = sentence
        .slice(LIMITS.length)
        .replaceAll(/:\{([^{}]*)\}/g, ' ($1)')
        .replaceAll(/[{}"]/g, '')
        .replaceAll(':', ' ')
        .replaceAll(',', ', ')
        .replaceAll(/([a-z])([A-Z])/g, (_, a: string, b: string) => `${a} ${b.toLowerCase()}`);
      return ['Limits', pairs] as const;
    });
}

/** The report of a backtest. */
export function reportOfRun(run: ReportableRun, options: RunReportOptions = {}): ReportInput {
  const { benchmark, convention, header } = options;
  const recorded: PerformanceInput = run.performance ?? {
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
      assumptions: run.assumptions.filter((sentence) => !sentence.startsWith(LIMITS)),
      ...header,
      facts: [
        ['Bars read', String(run.bars)],
        ['Orders and fills', `${run.orders} orders, ${run.fills} fills`],
        ...limitsOf(run.assumptions),
        ...(header?.facts ?? []),
      ],
    },
    performance: benchmark === undefined ? recorded : { ...recorded, benchmark },
    openPositions: run.openPositions,
    denied: run.denied,
    ...(convention === undefined ? {} : { convention }),
  };
}
