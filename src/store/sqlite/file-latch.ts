import { statSync } from 'node:fs';
import type { DatabaseSync } from 'node:sqlite';
import type { QuipuError } from '../../core/errors.ts';
import { storeError } from '../errors.ts';
import { createLatch, type Latch } from '../latch.ts';
import { sqliteFailure } from './failure.ts';

/**
 * Creates the latch of a SQLite file.
 *
 * @returns a latch that also throws `store.closed` after closing, and `store.moved` when the file
 *   was removed or replaced
 */
export function createFileLatch(db: DatabaseSync, path: string): Latch {
  const { ino } = statSync(path);
  const latch = createLatch({
    name: path,
    check: () => requireSameFile(path, ino),
    failure: (error) => sqliteFailure(error, path),
  });
  return {
    async run(write) {
      if (!db.isOpen) throw closed(path);
      return latch.run(write);
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
  // A file that was removed or replaced still accepts writes, which could never be read again.
  if (statSync(path, { throwIfNoEntry: false })?.ino === ino) return;
  throw storeError('store.moved', `${path} was removed or replaced while it was in use.`, {
    next: 'Put the file back if it was moved, then start Quipu again.',
    facts: { path },
  });
}
