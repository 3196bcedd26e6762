import { countText } from '../../../core/number-text.ts';

/** Formats a number of journal entries. */
export function entriesText(count: unknown): string {
  return countText(Number(count), 'entry', 'entries');
}
