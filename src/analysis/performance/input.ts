import { isIsoDate } from '../../core/time.ts';
import { QuipuError } from '../../core/errors.ts';
import type { EpochMs, IsoDate } from '../../core/time.ts';
import type { Holdings } from './holdings.ts';

/** One position from its opening to its closing, as estimates in dollars and shares. */
export interface RoundTrip {
  readonly symbol: string;
  readonly side: 'long' | 'short';
  readonly openedAt: EpochMs;
  readonly closedAt: EpochMs;
  /** Shares, contracts or coins closed, above zero. */
  readonly quantity: number;
  /** Dollars of value per unit and dollar of price; 1 where absent, 100 for an option. */
  readonly multiplier?: number;
  readonly entryPrice: number;
  readonly exitPrice: number;
  /** Profit after fees, dollars. */
  readonly pnl: number;
  /** Fees of both sides, dollars, already taken from `pnl`. */
  readonly fees: number;
  /** Bars held, where known. */
  readonly bars?: number;
  /** MAE: maximum loss while open, dollars, non-negative; undefined where it is not known. */
  readonly adverse?: number | undefined;
  /** MFE: maximum profit while open, dollars, non-negative; undefined where it is not known. */
  readonly favorable?: number | undefined;
}

/** What a performance report is made of: a row per session, oldest first, estimates in dollars. */
export interface PerformanceInput {
  /** The session of each row, strictly ascending. */
  readonly dates: readonly IsoDate[];
  /** Equity at the end of each session, flows included. */
  readonly equity: Float64Array;
  /** Equity before the first session and before its flows. */
  readonly initialEquity: number;
  /** Why amounts are no dollars, as a clause: they are growth of one, and no measure tells them. */
  readonly noMoney?: string;
  /**
   * The date at whose close the initial equity stood, before the first row: CAGR counts
   * from here. The session before the first when absent.
   */
  readonly start?: IsoDate;
  /** Net deposits of each session, taken as arriving at its start; all zero when absent. */
  readonly flows?: Float64Array;
  /**
   * The date of each row's flow for money-weighted returns. When absent the row's own, and the
   * start for the first row, whose flow is what the count begins with.
   */
  readonly flowDates?: readonly IsoDate[];
  /** Benchmark return of each session, a fraction; NaN where there is none. */
  readonly benchmark?: Float64Array;
  /**
   * The date at whose close the benchmark's first return begins. With it, a return after sessions
   * without one spans them too; without it, every return is of one session.
   */
  readonly benchmarkFrom?: IsoDate | undefined;
  /** Closed round trips; trade metrics are undefined when absent. */
  readonly roundTrips?: readonly RoundTrip[];
  /** Round trips still open at the end. */
  readonly openTrades?: number;
  /** Gross exposure at each session's end as a fraction of equity, non-negative. */
  readonly grossExposure?: Float64Array;
  /** Net exposure at each session's end as a fraction of equity. */
  readonly netExposure?: Float64Array;
  /** Notional traded in each session, dollars, non-negative. */
  readonly tradedNotional?: Float64Array;
  /** What was held at the end of each session, by symbol. */
  readonly holdings?: Holdings;
  /** Mean total return of the traded symbols, each held from its first close to its last. */
  readonly buyHoldReturn?: number | undefined;
  /** Fees paid over the whole span, dollars. */
  readonly fees?: number;
  /** Slippage paid over the whole span against the arrival price, dollars. */
  readonly slippage?: number;
  /** Dividends and interest received over the whole span, dollars. */
  readonly income?: number;
  /** Sessions per year: 252 for equities, 365 for books that never close. */
  readonly periodsPerYear?: number;
  /** What annual growth counts years by: calendar days, or sessions. Default calendar. */
  readonly growthBy?: 'calendar' | 'sessions';
  /** Risk-free rate, annual fraction; 0 when absent. */
  readonly riskFree?: number;
  /** How many parameter sets were tried before this result, itself included. */
  readonly trials?: number;
  /** Variance of the trials' Sharpe ratios per session. */
  readonly trialsVariance?: number;
}

/**
 * Refuses an input whose columns differ in length or hold no number.
 *
 * @throws QuipuError `analysis.invalid_performance_input`
 */
export function checkInput(input: PerformanceInput): void {
  const rows = input.dates.length;
  const columns: readonly (readonly [string, Float64Array | undefined])[] = [
    ['equity', input.equity],
    ['flows', input.flows],
    ['grossExposure', input.grossExposure],
    ['netExposure', input.netExposure],
    ['tradedNotional', input.tradedNotional],
    ['benchmark', input.benchmark],
  ];
  for (const [name, column] of columns) {
    if (column === undefined) continue;
    if (column.length !== rows) {
      refuse(`Expected ${rows} rows of ${name}, one per date, found ${column.length}.`);
    }
    if (name === 'benchmark') continue;
    const at = column.findIndex((value) => !Number.isFinite(value));
    if (at >= 0) refuse(`Expected a number as ${name} on ${input.dates[at]}, found ${column[at]}.`);
  }
  const unreal = input.dates.find((date): boolean => !isIsoDate(date));
  if (unreal !== undefined) refuse(`Expected days of the calendar, YYYY-MM-DD, found '${unreal}'.`);
  for (let row = 1; row < rows; row += 1) {
    if (input.dates[row - 1]! >= input.dates[row]!) {
      refuse(`Expected ascending dates, found ${input.dates[row]} after ${input.dates[row - 1]}.`);
    }
  }
  const { start, flowDates, dates } = input;
  if (start !== undefined && rows > 0 && start >= dates[0]!) {
    refuse(`Expected a start before the first row, ${dates[0]}, found ${start}.`);
  }
  if (flowDates !== undefined && flowDates.length !== rows) {
    refuse(`Expected ${rows} dates of flows, one per row, found ${flowDates.length}.`);
  }
  const { riskFree = 0, periodsPerYear = 252 } = input;
  if (!(riskFree > -1 && riskFree < Infinity)) {
    refuse(`Expected an annual risk-free rate above -1 as a fraction, found ${riskFree}.`);
  }
  if (!(periodsPerYear > 0 && periodsPerYear < Infinity)) {
    refuse(`Expected a number of periods a year above 0, found ${periodsPerYear}.`);
  }
  if (!Number.isFinite(input.initialEquity)) refuse('Expected a number as initial equity.');
}

function refuse(message: string): never {
  throw new QuipuError('analysis.invalid_performance_input', message);
}
