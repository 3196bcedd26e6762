import { storeError } from './errors.ts';

/**
 * Reads a page cursor: the age below which to continue; infinite on the first page.
 *
 * @throws QuipuError `store.invalid_cursor`
 */
export function ageBefore(cursor: string | undefined): number {
  if (cursor === undefined) return Number.MAX_SAFE_INTEGER;
  if (/^\d{1,15}$/.test(cursor)) return Number(cursor);
  throw storeError('store.invalid_cursor', `Expected the cursor of a page, found "${cursor}".`, {
    next: 'Start again without a cursor, or pass one on unchanged.',
  });
}
