import { messageOf } from './errors.ts';

/** The file system as far as creating folders needs it. */
export interface FolderSystem {
  /** Creates one folder whose parent exists; throws the system's error. */
  make(path: string): void;
  /** Whether a path is an existing folder. */
  isFolder(path: string): boolean;
  /** Returns the folder that contains a path; the path itself for a root. */
  parentOf(path: string): string;
}

/**
 * Creates a folder and its missing parents, one level at a time.
 *
 * Node's recursive form never returns where the parent exists and the file system refuses new
 * folders with "no such file", as /proc does.
 *
 * @param path absolute
 * @returns the first folder that was created; undefined where all of them existed
 * @throws the system's error: `ENOENT` where no folder can be created, `ENOTDIR` or `EEXIST` where
 *   a file is in the way
 */
export function makeFolders(system: FolderSystem, path: string): string | undefined {
  const parent = system.parentOf(path);
  try {
    system.make(path);
    return path;
  } catch (error) {
    if (system.isFolder(path)) return undefined;
    if (codeOf(error) !== 'ENOENT' || parent === path || system.isFolder(parent)) throw error;
  }
  const first = makeFolders(system, parent);
  system.make(path);
  return first ?? path;
}

/** Formats why a folder cannot be created, as a clause. */
export function noFolderReason(cause: unknown): string {
  switch (codeOf(cause)) {
    case 'ENOTDIR':
    case 'EEXIST':
      return 'a file of this name, or of a folder above it, is in the way';
    case 'ENOENT':
      return 'its file system accepts no new folders';
    default:
      return messageOf(cause);
  }
}

function codeOf(error: unknown): unknown {
  return (error as { readonly code?: unknown } | null | undefined)?.code;
}
