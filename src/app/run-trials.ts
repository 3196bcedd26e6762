import type { Convention } from '../analysis/performance/context.ts';
import { stdev } from '../analysis/performance/moments.ts';
import type { PerformanceInput } from '../analysis/performance/input.ts';
import type { ReportInput } from '../analysis/report/report-input.ts';
import { canonicalJson } from '../core/canonical.ts';
import type { StoredRun } from './stored-runs.ts';

/** Conventions whose Sharpe ratio is that of a session times √P. */
const BY_SESSIONS: readonly Convention[] = ['quipu', 'quantstats', 'pyfolio'];

/** The sentence of a run's assumptions that says by which rates it was measured. */
const MEASURED = 'returns per session, ';

/**
 * The report of a kept run with the trials that it is one of: the parameter sets of its strategy
 * that are kept for the same symbols and days, measured by the same rates.
 *
 * @param runs the kept runs, the newest first, `run` among them
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
  // Alone it is no sign that nothing else was tried, and its report stays that of the run.
  if (tried.size === 1) return report;
  const told =
    `${tried.size} parameter sets of this strategy are kept for the same symbols and days, this ` +
    'one among them: the deflated Sharpe ratio takes them for all that were tried';
  const variance = varianceOf([...tried.values()], performance.periodsPerYear ?? 252);
  return {
    ...report,
    header: { ...header, assumptions: [...(header.assumptions ?? []), told] },
    performance: { ...performance, trials: tried.size, ...variance },
  };
}

/** What has to be the same for runs to be trials of one thing, as text. */
function subjectOf({ data }: StoredRun): string {
  const assumptions = Array.isArray(data['assumptions']) ? (data['assumptions'] as unknown[]) : [];
  const measured = assumptions.filter((one) => String(one).startsWith(MEASURED));
  const symbols = Array.isArray(data['symbols']) ? [...(data['symbols'] as string[])].sort() : [];
  const { strategy, from, to, convention } = data;
  return canonicalJson([strategy, symbols, from, to, convention, measured]);
}

/** The variance of the Sharpe ratios of a session, where at least two are known. */
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
