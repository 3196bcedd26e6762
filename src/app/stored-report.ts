import { buildReport, type ReportFiles } from '../analysis/report/build-report.ts';
import type { Documents } from '../store/ports.ts';
import { type FreshRun, findRunReport } from './stored-runs.ts';
import type { World } from '../core/world.ts';
import { writeReport } from './report-folder.ts';

/** The forms of a report that can be asked for alone. */
export const REPORT_FORMATS: readonly string[] = ['html', 'json', 'csv', 'md'];

/** Makes every file of the report of a stored run. @throws QuipuError `app.run_not_found` */
export async function buildStoredReport(documents: Documents, id: string): Promise<ReportFiles> {
  return buildReport(await findRunReport(documents, id));
}

/** The files of a report in one form, or all of them; metrics come first of the tables. */
export function partsOf(files: ReportFiles, format: string | undefined): Partial<ReportFiles> {
  const chosen = Object.entries(files).filter(
    ([name]) => format === undefined || name.endsWith(`.${format}`),
  );
  return Object.fromEntries(chosen);
}

/** Writes the report of a run that has just come out; returns the paths. */
export async function writeRunReport(
  world: World,
  folder: string,
  { report }: FreshRun,
): Promise<readonly string[]> {
  return writeReport(world, folder, buildReport(report));
}
