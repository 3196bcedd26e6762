import { isQuipuError, QuipuError } from '../../core/errors.ts';
import type { Documents } from '../../store/ports.ts';
import type { World } from '../../core/world.ts';
import { pathKind } from '../files/path-kind.ts';
import { appError } from '../kit/errors.ts';
import { otherRuns, readingRuns, runsFolder } from './stored-runs.ts';

/**
 * Runs work on the backtests of the named data folder, else of `./.quipu`.
 *
 * If a run is not found and no folder was named, the error names other folders that have runs.
 *
 * @throws QuipuError `app.no_data` for a named folder that does not exist, or the error of the work
 */
export async function withRuns<T>(
  world: World,
  dataDir: string | undefined,
  work: (documents: Documents) => Promise<T>,
): Promise<T> {
  if (dataDir !== undefined && (await pathKind(world, dataDir)) !== 'folder') {
    throw appError('app.no_data', `There is no data folder ${dataDir}.`, {
      next: 'Check the path after --data-dir.',
    });
  }
  try {
    return await readingRuns(world, runsFolder(world, dataDir), work);
  } catch (error) {
    if (!isQuipuError(error) || error.code !== 'app.run_not_found') throw error;
    const elsewhere = await runsElsewhere(world, dataDir, '');
    if (elsewhere === '') throw error;
    const like = error.next?.startsWith('Did you mean') === true ? `${error.next} ` : '';
    throw new QuipuError(error.code, error.message, { next: `${like}${elsewhere}` });
  }
}

/** Returns a sentence with the folders of other runs and how to name them; empty if none. */
export async function runsElsewhere(
  world: World,
  dataDir: string | undefined,
  command: string,
): Promise<string> {
  if (dataDir !== undefined) return '';
  const others = await otherRuns(world, runsFolder(world, dataDir));
  const { cwd } = world.process;
  return others
    .map(({ folder, count }) => {
      const near = folder.startsWith(`${cwd}/`) ? `.${folder.slice(cwd.length)}` : folder;
      const held = count === 1 ? '1 backtest is' : `${count} backtests are`;
      const words = command === '' ? `add --data-dir ${near}` : `${command} --data-dir ${near}`;
      return `${held} in ${near}: ${words}`;
    })
    .join('; ');
}
