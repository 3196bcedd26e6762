import { downsideDeviation } from '../performance/downside.ts';
import { covarianceFrom, deviationFrom, mean } from '../performance/moments.ts';
import type { ReportModel } from './model.ts';

/** Sessions in half a year: the window of the rolling measures. */
export function rollingWindow({ context }: ReportModel): number {
  return Math.max(2, Math.round(context.periodsPerYear / 2));
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

/**
 * The rolling measures of a report, value for value those of the functions that the catalog uses:
 * `sharpeRatio`, `sortinoRatio`, `volatility`, `betaOf` and `correlation` of each window.
 *
 * What these have in common is taken once: thousands of windows are much of a report's time.
 */
export function rollingMeasures(model: ReportModel): RollingMeasures {
  const { context } = model;
  const { returns, periodsPerYear, riskFreePerPeriod: riskFree } = context;
  const { length } = returns;
  const window = rollingWindow(model);
  const scale = Math.sqrt(periodsPerYear);
  const column = (): Float64Array => new Float64Array(length).fill(Number.NaN);
  const found = { sharpe: column(), sortino: column(), volatility: column() };
  for (let to = window; to <= length; to += 1) {
    const own = returns.subarray(to - window, to);
    const center = mean(own);
    const deviation = deviationFrom(own, center);
    const at = to - 1;
    found.sharpe[at] = over((center - riskFree) * scale, deviation);
    found.sortino[at] = over((center - riskFree) * scale, downsideDeviation(own, riskFree));
    found.volatility[at] = deviation * scale;
  }
  const compared = model.benchmark === undefined ? NO_BENCHMARK : comparedOf(model, window);
  return { ...found, ...compared };
}

/** Beta and correlation of the last spans in common, at the session that ends each span. */
function comparedOf(
  { context }: ReportModel,
  window: number,
): Pick<RollingMeasures, 'beta' | 'correlation'> {
  const { joined, joinedDates, dates } = context;
  if (joined === undefined) return NO_BENCHMARK;
  const rows = new Map(dates.map((date, row) => [date, row]));
  const column = (): Float64Array => new Float64Array(dates.length).fill(Number.NaN);
  const compared = { beta: column(), correlation: column() };
  for (let to = window; to <= joinedDates.length; to += 1) {
    const row = rows.get(joinedDates[to - 1]!);
    if (row === undefined) continue;
    const own = joined.portfolio.subarray(to - window, to);
    const other = joined.benchmark.subarray(to - window, to);
    const [center, middle] = [mean(own), mean(other)];
    const spread = deviationFrom(other, middle);
    const together = covarianceFrom(own, other, [center, middle]);
    compared.beta[row] = over(together, spread ** 2);
    compared.correlation[row] = over(together, deviationFrom(own, center) * spread);
  }
  return compared;
}

const NO_BENCHMARK = { beta: undefined, correlation: undefined };

/** A quotient; NaN where what is divided by is nothing. */
function over(value: number, by: number): number {
  const quotient = value / by;
  return Number.isFinite(quotient) ? quotient : Number.NaN;
}
