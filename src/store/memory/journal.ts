import type { ChainedEntry } from '../../engine/ports.ts';
import type { JournalEntry } from '../../ledger/journal.ts';
import {
  type Digest,
  GENESIS,
  linkEntries,
  verifyChain,
  type StoredEntry,
} from '../../ledger/chain.ts';
import { requireNext } from '../sequence.ts';
import type { JournalStore } from '../ports.ts';

/** In-memory journal whose entries can also be read synchronously. */
export interface MemoryJournal extends JournalStore {
  readonly entries: readonly JournalEntry[];
}

/**
 * Creates a journal in memory, for research runs, tests and the seeded simulation.
 *
 * Hashes are computed only on request, so that a long run does not pay for them. Closing keeps the
 * entries: the value acts as the disk, and can be used again.
 *
 * @param digest a faster SHA-256 where the platform has one
 */
export function createMemoryJournal(digest?: Digest): MemoryJournal {
  const entries: JournalEntry[] = [];
  const linked: StoredEntry[] = [];
  const catchUp = (): readonly StoredEntry[] => {
    const last = linked.at(-1) ?? { seq: 0, hash: GENESIS };
    for (const stored of linkEntries(entries.slice(last.seq), last, digest)) linked.push(stored);
    return linked;
  };
  return {
    entries,
    async append(added) {
      requireNext(added, { seq: entries.length });
      for (const entry of added) entries.push(entry);
    },
    async *read(from): AsyncIterable<ChainedEntry> {
      for (let index = (from ?? 1) - 1; index < entries.length; index += 1) {
        yield { entry: entries[index]!, hash: catchUp()[index]!.hash };
      }
    },
    async head() {
      const last = catchUp().at(-1);
      return last === undefined ? { seq: 0, hash: GENESIS } : { seq: last.seq, hash: last.hash };
    },
    async verify() {
      return verifyChain(catchUp(), digest);
    },
    async close() {},
  };
}
