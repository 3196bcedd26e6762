import { betaOf } from '../performance/benchmark.ts';
import { isDefined, type MetricValue } from '../performance/metric.ts';
import { correlation } from '../performance/moments.ts';
import { sharpeRatio } from '../performance/sharpe.ts';
import { sortinoRatio } from '../performance/sortino.ts';
import { volatility } from '../performance/volatility.ts';
import type { ReportModel } from './model.ts';

/** Sessions in half a year: the window of the rolling measures. */
export function rollingWindow({ context }: ReportModel): number {
  return Math.max(2, Math.round(context.periodsPerYear / 2));
}

function rolling(
  length: number,
  window: number,
  measure: (from: number, to: number) => MetricValue,
): Float64Array {
  const values = new Float64Array(length).fill(Number.NaN);
  for (let to = window; to <= length; to += 1) {
    const value = measure(to - window, to);
    if (isDefined(value)) values[to - 1] = value;
  }
  return values;
}

/** Measures of the last half year at each session; NaN before, and where one is undefined. */
export interface RollingMeasures {
  readonly sharpe: Float64Array;
  readonly sortino: Float64Array;
  readonly volatility: Float64Array;
  /** Undefined without a benchmark. */
  readonly beta: Float64Array | undefined;
  readonly correlation: Float64Array | undefined;
}

/** The rolling measures of a report, each by the function that the catalog uses. */
export function rollingMeasures(model: ReportModel): RollingMeasures {
  const { context, benchmark } = model;
  const { returns, periodsPerYear, riskFreePerPeriod: riskFree } = context;
  const window = rollingWindow(model);
  const over = (measure: (part: Float64Array) => MetricValue): Float64Array =>
    rolling(returns.length, window, (from, to) => measure(returns.subarray(from, to)));
  const both = (measure: (a: Float64Array, b: Float64Array) => MetricValue) =>
    benchmark === undefined
      ? undefined
      : rolling(returns.length, window, (from, to) =>
          measure(returns.subarray(from, to), benchmark.subarray(from, to)),
        );
  return {
    sharpe: over((part) => sharpeRatio(part, { riskFree, periodsPerYear })),
    sortino: over((part) => sortinoRatio(part, { riskFree, periodsPerYear })),
    volatility: over((part) => volatility(part, periodsPerYear)),
    beta: both((a, b) => betaOf({ portfolio: a, benchmark: b })),
    correlation: both((a, b) => correlation(a, b)),
  };
}
