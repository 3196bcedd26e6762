import type { Documents, JournalStore } from '../../store/ports.ts';
import { openSqliteDocuments } from '../../store/sqlite/documents.ts';
import { openSqliteJournal } from '../../store/sqlite/journal.ts';
import { acquireLease } from '../../store/sqlite/lease.ts';
import type { World } from '../../core/world.ts';

/** All persistent stores, and the lease for exclusive use. */
export interface Stores {
  readonly journal: JournalStore;
  readonly documents: Documents;
  close(): Promise<void>;
}

/**
 * Opens the stores of a data folder for exclusive use.
 *
 * @throws QuipuError `store.lease_held` naming the holder, and the errors of opening the stores
 */
export async function openStores(world: World, dataDir: string): Promise<Stores> {
  const lease = await acquireLease(dataDir, world);
  try {
    const journal = await openSqliteJournal(dataDir, lease);
    const documents = await openSqliteDocuments(dataDir);
    return {
      journal,
      documents,
      async close() {
        await journal.close();
        await documents.close();
        await lease.release();
      },
    };
  } catch (error) {
    await lease.release();
    throw error;
  }
}
