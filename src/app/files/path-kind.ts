import { isQuipuError } from '../../core/errors.ts';
import type { WorldFiles } from '../../core/world.ts';

/** Returns what is at a path: a file, a folder, or nothing. */
export async function pathKind(
  world: { readonly files: Pick<WorldFiles, 'read' | 'list'> },
  path: string,
): Promise<'file' | 'folder' | 'none'> {
  if ((await world.files.list(path)).length > 0) return 'folder';
  try {
    return (await world.files.read(path)) === undefined ? 'none' : 'file';
  } catch (error) {
    // A folder cannot be read as a file.
    if (isQuipuError(error)) return 'folder';
    throw error;
  }
}
