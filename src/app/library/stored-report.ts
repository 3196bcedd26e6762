import { buildReport, type ReportFiles } from '../../analysis/report/build-report.ts';
import type { Documents } from '../../store/ports.ts';
import { type FreshRun, findRunReport } from './stored-runs.ts';
import type { World } from '../../core/world.ts';
import { writeReport } from '../reports/write-report.ts';

/** Report formats that can be requested alone. */
export const REPORT_FORMATS: readonly string[] = ['html', 'json', 'csv', 'md'];

/** Builds every file of a saved run's report. @throws QuipuError `app.run_not_found` */
export async function buildStoredReport(documents: Documents, id: string): Promise<ReportFiles> {
  return buildReport(await findRunReport(documents, id));
}

/** Returns the files of a report in one format, or all of them; metrics are the first table. */
export function partsOf(files: ReportFiles, format: string | undefined): Partial<ReportFiles> {
  const chosen = Object.entries(files).filter(
    ([name]) => format === undefined || name.endsWith(`.${format}`),
  );
  return Object.fromEntries(chosen);
}

/** Writes the report of a new run; returns the paths. */
export async function writeRunReport(
  world: World,
  folder: string,
  { report }: FreshRun,
): Promise<readonly string[]> {
  return writeReport(world, folder, buildReport(report));
}
