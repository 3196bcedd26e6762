import { isQuipuError, QuipuError } from '../core/errors.ts';
import type { Documents } from '../store/ports.ts';
import type { World } from '../core/world.ts';
import { otherRuns, readingRuns, runsFolder } from './stored-runs.ts';

/**
 * Works with the runs of the data folder that is named, else of `./.quipu`.
 *
 * A run that is not found where no folder was named may lie in another: the error says which.
 *
 * @throws QuipuError as the work does
 */
export async function withRuns<T>(
  world: World,
  dataDir: string | undefined,
  work: (documents: Documents) => Promise<T>,
): Promise<T> {
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

/** Where other runs lie and the words that reach them, as a sentence; empty when none do. */
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
