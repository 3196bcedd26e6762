import type { ReportHeader, ReportInput } from '../../analysis/report/report-input.ts';
import type { RunReportOptions } from '../../analysis/report/report-of-run.ts';
import { type Caveat, unreliable } from '../../analysis/report/caveat.ts';
import type { QuipuError } from '../../core/errors.ts';
import { addDays, type IsoDate } from '../../core/time.ts';
import type { Timeframe } from '../../market/bar.ts';
import { newYorkDate } from '../../market/calendar.ts';
import { type Ticker, ticker } from '../../market/symbol.ts';
import type { BacktestOptions } from '../../research/options.ts';
import type { BacktestResult } from '../../research/result.ts';
import { runBacktest } from '../../research/run.ts';
import { stressRuns } from '../../research/stress.ts';
import type { Strategy } from '../../strategy/define.ts';
import type { ReadBars } from '../files/bar-folder.ts';
import { type PlacedFinding, rowText } from '../files/refuse-rows.ts';
import { appError } from '../kit/errors.ts';
import { toWire } from '../operation/wire.ts';
import { DAYS_BEFORE } from '../reports/with-benchmark.ts';
import { backtestSchema, type BacktestView, backtestView } from '../views/backtest.ts';
import { type BacktestInput, backtestOptions } from './backtest-fields.ts';
import { type FreshRun, reportOfFresh } from './stored-runs.ts';

/** Raw bars of a symbol with its splits and dividends, wherever prices come from. */
export type PriceLoader = (wanted: {
  readonly symbol: Ticker;
  readonly timeframe: Timeframe;
  /** First and last day needed, both included; all where absent. */
  readonly from: IsoDate | undefined;
  readonly to: IsoDate | undefined;
}) => Promise<ReadBars>;

/** A backtest that has just run, in every form that a surface needs. */
export interface FreshBacktest extends FreshRun {
  readonly view: BacktestView;
  /** Serious caveats that were not allowed. */
  readonly unreliable: readonly Caveat[];
}

/**
 * Loads prices, runs a strategy and describes the result: the one backtest behind every surface.
 *
 * @param header of the report
 * @throws QuipuError what the loader throws, `core.invalid_input`, `research.*`
 */
export async function freshBacktest(
  own: Strategy,
  input: BacktestInput,
  {
    load,
    header = {},
    simulatedSeed,
  }: {
    readonly load: PriceLoader;
    readonly header?: Partial<ReportHeader>;
    readonly simulatedSeed?: number | undefined;
  },
): Promise<FreshBacktest> {
  const strategy = clockedBy(own, input);
  const { convention, allow } = input;
  const traded = await tradedBars(strategy, input, load);
  const symbols = traded.map(({ series }) => series.symbol);
  const compared = await benchmarkOf(input, strategy.timeframe, load);
  // Findings about the bars of a traded symbol are already reported.
  const read =
    compared === undefined || symbols.includes(compared.series.symbol)
      ? traded
      : [...traded, compared];
  const findings = read.flatMap(({ findings: found }) =>
    found.filter(isInside(input)).map(rowText),
  );
  const { result, stress } = runWhole(
    strategy,
    {
      ...backtestOptions(input),
      ...(simulatedSeed === undefined ? {} : { simulatedSeed }),
      bars: traded.map(({ series }) => series),
      ...(compared === undefined ? {} : { benchmark: compared.series }),
    },
    input,
  );
  const view = backtestView(result, { findings, convention, allow, ...stress });
  const report: ReportInput = reportOfFresh(result, {
    header: { findings, ...header },
    convention,
    ...stress,
  });
  return {
    view,
    data: toWire(backtestSchema.json, view) as Readonly<Record<string, unknown>>,
    report,
    unreliable: unreliable(result.caveats, allow),
  };
}

/** Loads the bars of the symbols that the input names, or else of the strategy's own. */
export async function tradedBars(
  { symbols: own, timeframe }: Strategy,
  { symbols, from, to }: Pick<BacktestInput, 'symbols' | 'from' | 'to'>,
  load: PriceLoader,
): Promise<readonly ReadBars[]> {
  const named = symbols?.map((symbol) => ticker(symbol.toUpperCase()));
  const wanted = named === undefined ? own : [...new Set(named)];
  return Promise.all(wanted.map((symbol) => load({ symbol, timeframe, from, to })));
}

/** The strategy on the bars that the input asks for. */
export function clockedBy(strategy: Strategy, { timeframe }: BacktestInput): Strategy {
  return timeframe === undefined ? strategy : { ...strategy, timeframe };
}

/** Returns why a result must not be relied on. @returns a QuipuError `app.unreliable_result` */
export function unreliableResult(caveats: readonly Caveat[]): QuipuError {
  const codes = [...new Set(caveats.map(({ code }) => code))];
  const texts = caveats.map(({ text }) => text).join(' ');
  return appError('app.unreliable_result', `Do not rely on this result. ${texts}`, {
    next: `Correct the cause, or accept it: --allow ${codes.join(',')}`,
    facts: { caveats: codes.join(',') },
  });
}

/** Runs a strategy, and the stress runs if requested. */
function runWhole(
  strategy: Strategy,
  options: BacktestOptions,
  { stress }: Pick<BacktestInput, 'stress'>,
): { readonly result: BacktestResult; readonly stress: Pick<RunReportOptions, 'stress'> } {
  const result = runBacktest(strategy, options);
  return {
    result,
    stress: stress === true ? { stress: stressRuns(strategy, options, result) } : {},
  };
}

/** The benchmark's bars, from a few days before the run, for the return of its first session. */
async function benchmarkOf(
  { benchmark, from, to }: BacktestInput,
  timeframe: Timeframe,
  load: PriceLoader,
): Promise<ReadBars | undefined> {
  if (benchmark === undefined) return undefined;
  const before = from === undefined ? undefined : addDays(from, -DAYS_BEFORE);
  return load({ symbol: ticker(benchmark.toUpperCase()), timeframe, from: before, to });
}

/** Whether a finding concerns the days of the run; one without a day does. */
function isInside({ from, to }: Pick<BacktestInput, 'from' | 'to'>) {
  return ({ at }: PlacedFinding): boolean => {
    const day = at === undefined ? undefined : newYorkDate(at);
    if (day === undefined) return true;
    return (from === undefined || day >= from) && (to === undefined || day <= to);
  };
}
