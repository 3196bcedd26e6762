import type { ReportFiles } from '../analysis/report/build-report.ts';
import type { World } from '../core/world.ts';

/** Reports are made to be shown to others. */
const READABLE = 0o644;

/**
 * Writes files of a report into a folder, made where there is none; each file whole or not at all.
 *
 * @returns the paths written, in the order of `files`
 */
export async function writeReport(
  world: World,
  folder: string,
  files: Partial<ReportFiles>,
): Promise<readonly string[]> {
  await world.files.makeFolder(folder);
  const paths: string[] = [];
  for (const [name, content] of Object.entries(files)) {
    const path = `${folder.replace(/\/+$/, '')}/${name}`;
    await world.files.write(path, content, READABLE);
    paths.push(path);
  }
  return paths;
}
