import { shortPercentText } from '../../core/number-text.ts';
import type { BookConfig } from '../../engine/book-runner.ts';
import { appError } from '../kit/errors.ts';

/** Timeframes of the bars in the live feed. */
const LIVE_TIMEFRAMES: ReadonlySet<string> = new Set(['1Min', '1Day']);

/**
 * Rejects books that cannot run: more than the whole capital, or bars that no feed has.
 *
 * @throws QuipuError `app.config_conflict`
 */
export function checkBooks(books: readonly BookConfig[]): void {
  const capital = books.reduce((sum, book) => sum + book.capital, 0);
  if (capital > 1 + 1e-9) {
    throw appError(
      'app.config_conflict',
      `The books receive ${shortPercentText(capital)} of the account; the maximum is 100%.`,
      { next: 'Lower the capital of some books.' },
    );
  }
  const names = books.map(({ id }) => id);
  const twice = names.find((id, index) => names.indexOf(id) !== index);
  if (twice !== undefined) {
    throw appError('app.config_conflict', `Expected one book named ${twice}, found two.`, {
      next: 'Give each book its own name.',
    });
  }
  for (const { id, strategy } of books) {
    if (LIVE_TIMEFRAMES.has(strategy.timeframe)) continue;
    throw appError(
      'app.config_conflict',
      `Book ${id} reads ${strategy.timeframe} bars; running strategies read 1Min or 1Day.`,
      { next: 'Change the timeframe of the strategy, or use it in backtests only.' },
    );
  }
}
