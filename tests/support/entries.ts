import { money } from '../../src/core/decimal.ts';
import { epochMs } from '../../src/core/time.ts';
import type { JournalEntry, Sequence } from '../../src/ledger/journal.ts';
import { MANUAL_BOOK } from '../../src/orders/request.ts';

/** Returns an entry with this sequence number and unique content. */
export function entryAt(seq: number): JournalEntry {
  return {
    seq: seq as Sequence,
    at: epochMs(1_700_000_000_000 + seq),
    cause: seq > 1 ? ((seq - 1) as Sequence) : null,
    body: {
      kind: 'cash_moved',
      flow: {
        kind: 'deposit',
        amount: money(`${seq}.25`),
        book: MANUAL_BOOK,
        id: `deposit-${seq}`,
        note: 'größer als "nichts"',
      },
    },
  };
}

/** Returns the entries `from` to `to`, both included. */
export function entriesFrom(from: number, to: number): readonly JournalEntry[] {
  return Array.from({ length: to - from + 1 }, (_, index) => entryAt(from + index));
}

/** Collects all items of an asynchronous iterable. */
export async function collect<T>(source: AsyncIterable<T>): Promise<readonly T[]> {
  const all: T[] = [];
  for await (const item of source) all.push(item);
  return all;
}
