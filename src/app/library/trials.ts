import type { Convention } from '../../analysis/performance/context.ts';
import { stdev } from '../../analysis/performance/moments.ts';
import type { PerformanceInput } from '../../analysis/performance/input.ts';
import type { ReportInput } from '../../analysis/report/report-input.ts';
import { canonicalJson } from '../../core/canonical.ts';
import type { StoredRun } from './stored-run.ts';

/** Conventions whose Sharpe ratio is the daily one times √P. */
const BY_SESSIONS: readonly Convention[] = ['quipu', 'quantstats', 'pyfolio'];

/**
 * Returns the report of a saved run with its trials: the saved parameter sets of its strategy for
 * the same symbols and days, under the same rates.
 *
 * @param runs the saved runs, newest first, `run` among them
 */
export function withTrials(
  report: ReportInput,
  run: StoredRun,
  runs: readonly StoredRun[],
): ReportInput {
  const { header, performance } = report;
  if (performance.trials !== undefined) return report;
  const tried = new Map<string, StoredRun>();
  for (const other of [run, ...runs]) {
    const params = canonicalJson(other.data['params'] ?? {});
    if (!tried.has(params) && subjectOf(other) === subjectOf(run)) tried.set(params, other);
  }
  // A single run does not prove that nothing else was tried; its report stays as it is.
  if (tried.size === 1) return report;
  const assumption =
    `${tried.size} parameter sets of this strategy are saved for the same symbols and days, ` +
    'including this one: the deflated Sharpe ratio assumes that these are all that were tried';
  const variance = varianceOf([...tried.values()], performance.periodsPerYear ?? 252);
  return {
    ...report,
    header: { ...header, assumptions: [...(header.assumptions ?? []), assumption] },
    performance: { ...performance, trials: tried.size, ...variance },
  };
}

/** Returns what must be equal for runs to be trials of one thing, as a string. */
function subjectOf({ data }: StoredRun): string {
  const symbols = Array.isArray(data['symbols']) ? [...(data['symbols'] as string[])].sort() : [];
  const { strategy, from, to, convention, rates = null } = data;
  return canonicalJson([strategy, symbols, from, to, convention, rates]);
}

/** Returns the variance of the daily Sharpe ratios, where at least two are known. */
function varianceOf(
  tried: readonly StoredRun[],
  periodsPerYear: number,
): Pick<PerformanceInput, 'trialsVariance'> {
  const ratios = tried.flatMap(({ data: { sharpe, convention } }) =>
    typeof sharpe === 'number' && BY_SESSIONS.includes(convention as Convention)
      ? [sharpe / Math.sqrt(periodsPerYear)]
      : [],
  );
  return ratios.length < 2 ? {} : { trialsVariance: stdev(Float64Array.from(ratios)) ** 2 };
}
