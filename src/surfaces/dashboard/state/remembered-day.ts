import type { IsoDate } from '../../../core/time.ts';
import { type BookDay, NO_BOOK_DAY } from '../model/book-rows.ts';

const KEY = 'quipu.book_day';

/** Keeps what each book began the session with, so that a reload does not forget it. */
export function rememberDay(account: string, { date, starts }: BookDay): void {
  try {
    localStorage.setItem(KEY, JSON.stringify({ account, date, starts: [...starts] }));
  } catch {
    // A browser that keeps nothing knows the day again after the next open.
  }
}

/** What was kept of this account's session of that date; nothing of any other. */
export function recallDay(account: string, date: IsoDate | undefined): BookDay {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY) ?? 'null') as {
      readonly account: string;
      readonly date: IsoDate;
      readonly starts: readonly (readonly [string, number])[];
    } | null;
    if (kept === null || kept.account !== account || kept.date !== date) return NO_BOOK_DAY;
    return { date: kept.date, starts: new Map(kept.starts) };
  } catch {
    return NO_BOOK_DAY;
  }
}
