import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { QuipuError } from '../../core/errors.ts';
import { storeError } from '../errors.ts';
import { sqliteFailure } from './failure.ts';

/** Guards every write to one file: the first failure shuts it for good. */
export interface Latch {
  /**
   * Runs a write.
   *
   * @throws QuipuError the failure's own code the first time, `store.latched` from then on, and
   *   `store.closed` when the file was closed
   */
  run<T>(write: () => T): T;
}

/**
 * Makes the latch of a file.
 *
 * After a failed flush SQLite accepts the next write as if nothing had happened, while the bytes
 * before may be lost; so nothing may be written after a failure until everything was read again.
 */
export function createLatch(db: DatabaseSync, path: string): Latch {
  const { ino } = statSync(path);
  let first: QuipuError | undefined;
  return {
    run(write) {
      if (first !== undefined) throw latched(path, first);
      if (!db.isOpen) throw closed(path);
      try {
        requireSameFile(path, ino);
        return write();
      } catch (error) {
        first = sqliteFailure(error, path);
        throw first;
      }
    },
  };
}

function closed(path: string): QuipuError {
  return storeError('store.closed', `${path} was closed before this write.`, {
    next: 'Start Quipu again.',
    facts: { path },
  });
}

function requireSameFile(path: string, ino: number): void {
  // A file that was removed or replaced still takes writes, which nobody could ever read again.
  if (statSync(path, { throwIfNoEntry: false })?.ino === ino) return;
  throw storeError('store.moved', `${path} was removed or replaced while it was in use.`, {
    next: 'Put the file back if it was moved, then start Quipu again.',
    facts: { path },
  });
}

function latched(path: string, first: QuipuError): QuipuError {
  return storeError(
    'store.latched',
    `${path} takes no more entries after an earlier failure (${first.code}).`,
    {
      next: first.next ?? 'Start Quipu again.',
      facts: { path, first: first.code },
      cause: first,
    },
  );
}
