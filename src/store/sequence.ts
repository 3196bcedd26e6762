import type { JournalEntry } from '../ledger/journal.ts';
import { storeError } from './errors.ts';

/**
 * Validates that entries continue a journal without a gap.
 *
 * @throws QuipuError `store.sequence_hole`
 */
export function requireNext(
  entries: readonly JournalEntry[],
  head: { readonly seq: number },
): void {
  let expected = head.seq + 1;
  for (const { seq } of entries) {
    if (seq !== expected) {
      throw storeError(
        'store.sequence_hole',
        `The journal expected entry ${expected}, found ${seq}; nothing was appended.`,
        {
          facts: { expected, found: seq },
          next: 'Start Quipu again so that it reads its journal.',
        },
      );
    }
    expected += 1;
  }
}
