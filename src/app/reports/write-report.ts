import type { ReportFiles } from '../../analysis/report/build-report.ts';
import type { World } from '../../core/world.ts';

/** Readable by everyone: reports are for sharing. */
const READABLE = 0o644;

/**
 * Writes report files into a folder, creating it if needed; each file completely or not at all.
 *
 * @returns the written paths, in the order of `files`
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
