import { isDefined } from '../../analysis/performance/metric.ts';
import { summarize } from '../../analysis/performance/summarize.ts';
import { measuredOf } from '../../analysis/report/report-input.ts';
import type { Documents } from '../../store/ports.ts';
import type { StoredRun } from './stored-run.ts';
import { findRun, findRunReport } from './stored-runs.ts';

/** The deflated Sharpe ratio of a saved run; null with the reason where it is undefined. */
export interface TrialRatio {
  readonly dsr: number | null;
  readonly because: string | null;
}

/**
 * Returns the deflated Sharpe ratio of a saved run among the saved parameter sets of its strategy,
 * as its report has it: every surface answers with this one.
 *
 * @throws QuipuError `app.run_not_found`
 */
export async function trialRatio(documents: Documents, id: string): Promise<TrialRatio> {
  const report = await findRunReport(documents, id);
  const { dsr } = summarize(measuredOf(report), report.convention ?? 'quipu', ['dsr']);
  if (dsr === undefined) return { dsr: null, because: null };
  return isDefined(dsr) ? { dsr, because: null } : { dsr: null, because: dsr.undefined };
}

/** Puts the ratio into an answer of `backtests.run`, in snake_case or not. */
export function withTrialRatio<T extends Readonly<Record<string, unknown>>>(
  answer: T,
  { dsr, because }: TrialRatio,
): T {
  const { dsr: _, ...reasons } = (answer['undefined'] ?? {}) as Readonly<Record<string, string>>;
  const why = because === null ? reasons : { ...reasons, dsr: because };
  return { ...answer, dsr, undefined: why };
}

/** Returns a saved run with the ratio as of now. @throws QuipuError `app.run_not_found` */
export async function findRunWithTrials(documents: Documents, id: string): Promise<StoredRun> {
  const run = await findRun(documents, id);
  return { ...run, data: withTrialRatio(run.data, await trialRatio(documents, run.id)) };
}
