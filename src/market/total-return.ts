import type { EpochMs, IsoDate } from '../core/time.ts';
import type { BarSeries } from './bar.ts';
import { newYorkDate } from './calendar.ts';
import type { CorporateAction } from './corporate-action.ts';
import type { Course } from './join-returns.ts';

/** Total returns of a series in given sessions. */
export interface SessionReturns {
  /**
   * A fraction for each session, since the last one before with a bar; NaN for a session without a
   * bar and for the series' first bar.
   */
  readonly returns: Float64Array;
  /** The day at whose close the first return begins; undefined without a return. */
  readonly from: IsoDate | undefined;
}

/**
 * Returns the total return of a series in each session: close to close, with dividends and splits,
 * a fraction.
 *
 * After a missing session, the return spans both: it is measured from the last close. Days between
 * the given sessions are compounded into the next one.
 */
export function sessionReturns(series: BarSeries, dates: readonly IsoDate[]): SessionReturns {
  const { start, dates: days, returns } = seriesCourse(series);
  const found = new Float64Array(dates.length).fill(Number.NaN);
  let day = 0;
  // What came before the first given session is no part of its return.
  while (day < days.length && days[day]! < dates[0]!) day += 1;
  const base = day === 0 ? start : days[day - 1];
  let from: IsoDate | undefined;
  let growth = 0;
  let count = 0;
  for (const [row, date] of dates.entries()) {
    for (; day < days.length && days[day]! <= date; day += 1) {
      growth = count === 0 ? returns[day]! : (1 + growth) * (1 + returns[day]!) - 1;
      count += 1;
    }
    if (days[day - 1] !== date || count === 0) continue;
    found[row] = growth;
    from ??= base;
    count = 0;
  }
  return { returns: found, from };
}

/** Returns the total returns of a series from its first close on, one for each later session. */
export function seriesCourse(series: BarSeries): Course {
  const closes = closesOf(series);
  const returns = new Float64Array(Math.max(0, closes.length - 1));
  let action = 0;
  for (const [row, { close, end }] of closes.entries()) {
    const worth = { shares: 1, cash: 0 };
    for (; (series.actions[action]?.at ?? Number.POSITIVE_INFINITY) < end; action += 1) {
      apply(worth, series.actions[action]!);
    }
    const before = closes[row - 1]?.close;
    if (before !== undefined) returns[row - 1] = (worth.shares * close + worth.cash) / before - 1;
  }
  return { start: closes[0]?.date, dates: closes.slice(1).map(({ date }) => date), returns };
}

interface SessionClose {
  readonly date: IsoDate;
  readonly close: number;
  /** When it was known. */
  readonly end: EpochMs;
}

/** Returns the last close of each session. */
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

/** Converts one share of the previous session to today's shares and dollars. */
function apply(worth: { shares: number; cash: number }, action: CorporateAction): void {
  if (action.kind === 'dividend') worth.cash += worth.shares * action.perShare.toNumber();
  else if (action.kind === 'split') worth.shares *= action.to.toNumber() / action.from.toNumber();
}
