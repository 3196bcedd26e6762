import type { IsoDate } from '../../core/time.ts';
import { daysBetween } from '../../core/time.ts';
import { joinReturns } from '../../market/join-returns.ts';
import type { CalendarSpan } from './calendar-returns.ts';
import { calendarReturns } from './calendar-returns.ts';
import type { PerformanceInput } from './input.ts';
import { checkInput } from './input.ts';
import { startOf } from './start.ts';

/** Tool whose definitions are followed where tools differ; `quipu` is our own. */
export type Convention = 'quipu' | 'quantstats' | 'pyfolio' | 'backtesting' | 'lean';

/** Every convention, our own first. */
export const CONVENTIONS: readonly Convention[] = [
  'quipu',
  'quantstats',
  'pyfolio',
  'backtesting',
  'lean',
];

/** Which state of each tool its convention follows; they change their formulas over time. */
export const FOLLOWED: Readonly<Record<Convention, string>> = {
  quipu: 'our own',
  quantstats: 'QuantStats 0.0.78',
  pyfolio: 'pyfolio 0.9.2 by empyrical 0.5.5',
  backtesting:
    'backtesting.py 0.6.5, with annual growth by 365.25 days a year as corrected after it',
  lean: 'LEAN as of 2024, with values at risk and the Sortino ratio',
};

/** What all metrics share, derived once from the input. */
export interface PerformanceContext {
  readonly input: PerformanceInput;
  readonly convention: Convention;
  readonly periodsPerYear: number;
  /** Annual risk-free rate. */
  readonly riskFree: number;
  /** The same rate per session: (1 + rf)^(1/P) - 1. */
  readonly riskFreePerPeriod: number;
  /** Simple return of each session, flows taken out; sessions without capital left out. */
  readonly returns: Float64Array;
  /** The session of each return. */
  readonly dates: readonly IsoDate[];
  /** The session that lost everything or more; returns after it are not defined. */
  readonly ruined: IsoDate | undefined;
  /** Sessions left out because no capital stood behind them, or all of it had been lost. */
  readonly excluded: number;
  /** Returns less the risk-free rate of a session. */
  readonly excess: Float64Array;
  /** Growth of one dollar: 1, then Π(1 + r); one longer than `returns`. */
  readonly wealth: Float64Array;
  /** Loss from the highest wealth so far, a non-negative fraction, after each return. */
  readonly drawdowns: Float64Array;
  /** Returns in ascending order. */
  readonly sorted: Float64Array;
  /** Returns compounded over each week, month, quarter or year, in time order. */
  by(span: CalendarSpan): Float64Array;
  /** The date at whose close the initial equity stood; undefined without rows. */
  readonly start: IsoDate | undefined;
  /** Calendar days from the start to the last session. */
  readonly days: number;
  /** Sessions that both the portfolio and the benchmark have; undefined without a benchmark. */
  readonly joined: JoinedReturns | undefined;
  /** The session that ends each span of `joined`. */
  readonly joinedDates: readonly IsoDate[];
}

/** Returns of portfolio and benchmark over the same spans, from one common session to the next. */
export interface JoinedReturns {
  readonly portfolio: Float64Array;
  readonly benchmark: Float64Array;
}

/**
 * Derives what the metrics share.
 *
 * r_t = E_t / (E_{t-1} + F_t) - 1, with flows at the start of the session. A session that ends at
 * nothing or below has a return of -1, and none comes after it: what follows, a deposit or a debt
 * that shrinks, would compound from nothing.
 *
 * @throws QuipuError `analysis.invalid_performance_input`
 */
export function performanceContext(
  input: PerformanceInput,
  convention: Convention = 'quipu',
): PerformanceContext {
  checkInput(input);
  const periodsPerYear = input.periodsPerYear ?? 252;
  const riskFree = input.riskFree ?? 0;
  const riskFreePerPeriod = (1 + riskFree) ** (1 / periodsPerYear) - 1;
  const { returns, kept, ruined } = sessionReturns(input);
  const { wealth, drawdowns } = growth(returns);
  const spans = new Map<CalendarSpan, Float64Array>();
  const dates = kept.map((row) => input.dates[row]!);
  // Rows before the first capital are no time that it has worked.
  const start = (kept[0] ?? 0) === 0 ? startOf(input) : input.dates[kept[0]! - 1];
  const last = input.dates.at(-1);
  return {
    input,
    convention,
    periodsPerYear,
    riskFree,
    riskFreePerPeriod,
    returns,
    dates,
    ruined,
    excluded: input.dates.length - kept.length,
    excess: returns.map((value) => value - riskFreePerPeriod),
    wealth,
    drawdowns,
    sorted: returns.toSorted(),
    by(span) {
      const known = spans.get(span);
      if (known !== undefined) return known;
      const found = calendarReturns(returns, dates, span);
      const values = Float64Array.from(found, ({ value }) => value);
      spans.set(span, values);
      return values;
    },
    start,
    days: start === undefined || last === undefined ? 0 : daysBetween(start, last),
    ...join(input, kept, returns),
  };
}

function sessionReturns(input: PerformanceInput): {
  readonly returns: Float64Array;
  readonly kept: readonly number[];
  readonly ruined: IsoDate | undefined;
} {
  const { dates, equity, flows } = input;
  const values: number[] = [];
  const kept: number[] = [];
  let before = input.initialEquity;
  for (let row = 0; row < equity.length; row += 1) {
    const capital = before + (flows?.[row] ?? 0);
    const after = equity[row]!;
    if (capital > 0) {
      values.push(Math.max(-1, after / capital - 1));
      kept.push(row);
      if (after <= 0) return { returns: Float64Array.from(values), kept, ruined: dates[row]! };
    }
    before = after;
  }
  return { returns: Float64Array.from(values), kept, ruined: undefined };
}

function growth(returns: Float64Array): {
  readonly wealth: Float64Array;
  readonly drawdowns: Float64Array;
} {
  const wealth = new Float64Array(returns.length + 1);
  const drawdowns = new Float64Array(returns.length);
  let value = 1;
  let peak = 1;
  wealth[0] = 1;
  for (let index = 0; index < returns.length; index += 1) {
    value *= 1 + returns[index]!;
    peak = Math.max(peak, value);
    wealth[index + 1] = value;
    drawdowns[index] = 1 - value / peak;
  }
  return { wealth, drawdowns };
}

/** Joins the returns of every row with the benchmark's, over the same spans. */
function join(input: PerformanceInput, rows: readonly number[], returns: Float64Array) {
  const { benchmark, benchmarkFrom, dates } = input;
  if (benchmark === undefined) return { joined: undefined, joinedDates: [] };
  const own = new Float64Array(dates.length).fill(Number.NaN);
  for (const [index, row] of rows.entries()) own[row] = returns[index]!;
  const start = startOf(input);
  const priced = dates.flatMap((_, row) => (Number.isNaN(benchmark[row]) ? [] : [row]));
  const other =
    benchmarkFrom === undefined
      ? { start, dates, returns: benchmark }
      : {
          start: benchmarkFrom,
          dates: priced.map((row) => dates[row]!),
          returns: priced.map((row) => benchmark[row]!),
        };
  const joined = joinReturns([{ start, dates, returns: own }, other]);
  const [portfolio, compared] = joined.returns as readonly [Float64Array, Float64Array];
  return { joined: { portfolio, benchmark: compared }, joinedDates: joined.dates };
}
