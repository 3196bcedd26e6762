import type { ChainedEntry } from '../../engine/ports.ts';
import type { JournalEntry } from '../../ledger/journal.ts';
import { GENESIS, linkEntries, verifyChain, type StoredEntry } from '../../ledger/chain.ts';
import { requireNext } from '../sequence.ts';
import type { JournalStore } from '../ports.ts';

/** A journal in memory, whose entries can also be read without waiting. */
export interface MemoryJournal extends JournalStore {
  readonly entries: readonly JournalEntry[];
}

/**
 * Starts a journal in memory, for research runs, tests and the seeded simulation.
 *
 * Hashes are made only when somebody asks, so that a long run does not pay for them. Closing keeps
 * the entries: the value stands for the disk, and may be opened again by being used again.
 */
export function createMemoryJournal(): MemoryJournal {
  const entries: JournalEntry[] = [];
  const linked: StoredEntry[] = [];
  const catchUp = (): readonly StoredEntry[] => {
    const last = linked.at(-1) ?? { seq: 0, hash: GENESIS };
    for (const stored of linkEntries(entries.slice(last.seq), last)) linked.push(stored);
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
      return verifyChain(catchUp());
    },
    async close() {},
  };
}
