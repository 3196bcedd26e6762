import type { BookConfig } from '../engine/book-runner.ts';
import type { Strategy } from '../strategy/define.ts';
import { rebalancer } from '../strategy/builtin/rebalancer.ts';
import { trendFollower } from '../strategy/builtin/trend-follower.ts';
import { appError } from './errors.ts';

/** Strategies that come with the house, by name. */
export const BUILT_IN: ReadonlyMap<string, Strategy> = new Map(
  [trendFollower, rebalancer].map((strategy) => [strategy.name, strategy]),
);

/** Timeframes whose bars the live feed tells. */
const LIVE_TIMEFRAMES: ReadonlySet<string> = new Set(['1Min', '1Day']);

/**
 * Refuses books that could not run: more than all of the capital, or bars that no feed tells.
 *
 * @throws QuipuError `app.config_conflict`
 */
export function checkBooks(books: readonly BookConfig[]): void {
  const capital = books.reduce((sum, book) => sum + book.capital, 0);
  if (capital > 1 + 1e-9) {
    throw appError(
      'app.config_conflict',
      `The books receive ${(capital * 100).toFixed(0)} % of the account; 100 % is all there is.`,
      { next: 'Lower the capital of some of them.' },
    );
  }
  const names = books.map(({ id }) => id);
  const twice = names.find((id, index) => names.indexOf(id) !== index);
  if (twice !== undefined) {
    throw appError('app.config_conflict', `Expected one book named ${twice}, found two.`, {
      next: 'Give each book a name of its own.',
    });
  }
  for (const { id, strategy } of books) {
    if (LIVE_TIMEFRAMES.has(strategy.timeframe)) continue;
    throw appError(
      'app.config_conflict',
      `Book ${id} reads ${strategy.timeframe} bars; running strategies read 1Min or 1Day.`,
      { next: 'Change the timeframe of the strategy, or only backtest it.' },
    );
  }
}
