import type { Documents, JournalStore } from '../store/ports.ts';
import { openSqliteDocuments } from '../store/sqlite/documents.ts';
import { openSqliteJournal } from '../store/sqlite/journal.ts';
import { acquireLease } from '../store/sqlite/lease.ts';
import type { World } from '../core/world.ts';

/** Everything of ours that survives, and the right to be the only one on it. */
export interface Stores {
  readonly journal: JournalStore;
  readonly documents: Documents;
  close(): Promise<void>;
}

/**
 * Opens the stores of a data folder; nobody else may have it open.
 *
 * @throws QuipuError `store.lease_held` naming the holder, and as the store's openings do
 */
export function openStores(world: World, dataDir: string): Stores {
  const lease = acquireLease(dataDir, world);
  try {
    const journal = openSqliteJournal(dataDir, lease);
    const documents = openSqliteDocuments(dataDir);
    return {
      journal,
      documents,
      async close() {
        await journal.close();
        await documents.close();
        lease.release();
      },
    };
  } catch (error) {
    lease.release();
    throw error;
  }
}
