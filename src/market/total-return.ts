import type { EpochMs, IsoDate } from '../core/time.ts';
import type { BarSeries } from './bar.ts';
import { newYorkDate } from './calendar.ts';
import type { CorporateAction } from './corporate-action.ts';

/**
 * What holding the shares of a series returned in each of these sessions: close to close, dividends
 * and splits included, a fraction.
 *
 * NaN for a session without a bar and for the first that the series has. After a session that is
 * missing, the return spans both: it is that of the shares since their last close.
 */
export function sessionReturns(series: BarSeries, dates: readonly IsoDate[]): Float64Array {
  const found = new Map<IsoDate, number>();
  const closes = closesOf(series);
  let action = 0;
  for (const [row, { date, close, end }] of closes.entries()) {
    const worth = { shares: 1, cash: 0 };
    for (; (series.actions[action]?.at ?? Number.POSITIVE_INFINITY) < end; action += 1) {
      apply(worth, series.actions[action]!);
    }
    const before = closes[row - 1]?.close;
    if (before !== undefined) found.set(date, (worth.shares * close + worth.cash) / before - 1);
  }
  return Float64Array.from(dates, (date) => found.get(date) ?? Number.NaN);
}

interface SessionClose {
  readonly date: IsoDate;
  readonly close: number;
  /** When it was known. */
  readonly end: EpochMs;
}

/** The last close of each session. */
function closesOf({ columns }: BarSeries): readonly SessionClose[] {
  const found: SessionClose[] = [];
  for (let row = 0; row < columns.length; row += 1) {
    const date = newYorkDate(columns.start[row]! as EpochMs);
    const one = { date, close: columns.close[row]!, end: columns.end[row]! as EpochMs };
    if (found.at(-1)?.date === date) found[found.length - 1] = one;
    else found.push(one);
  }
  return found;
}

/** One share of the session before, turned into shares and dollars of today. */
function apply(worth: { shares: number; cash: number }, action: CorporateAction): void {
  if (action.kind === 'dividend') worth.cash += worth.shares * action.perShare.toNumber();
  else worth.shares *= action.to.toNumber() / action.from.toNumber();
}
