import { lowerBound } from '../core/columns.ts';
import { price } from '../core/decimal.ts';
import { epochMs, type IsoDate } from '../core/time.ts';
import type { BarSeries } from '../market/bar.ts';
import { CALENDAR_YEARS, newYorkDate, type Session, sessionsBetween } from '../market/calendar.ts';

/** Sessions without a bar, before the end of a run, from which a symbol's last bar is its end. */
const ENDED_MIN = 5;

/** A symbol whose bars end before those of the run do. */
export interface EndedSymbol {
  readonly symbol: string;
  /** The day of its last bar. */
  readonly last: IsoDate;
  /** Sessions of the run after it. */
  readonly sessions: number;
  /** Dollars a share, at which its positions are closed. */
  readonly price: number;
  readonly valued: 'last_price' | 'delisting_value';
  /** The session in which they are closed: the one after its last bar. */
  readonly closes: Session;
}

/**
 * Returns the symbols that end within a run: the last bar is more than five sessions before the
 * run's, or a delisting value is given and it is before the run's at all.
 *
 * @param span first and last instant of the run
 */
export function endedSymbols(
  series: readonly BarSeries[],
  span: { readonly from: number; readonly to: number },
  delisting: Readonly<Record<string, number>> = {},
): readonly EndedSymbol[] {
  const lastRow = ({ columns: { end } }: BarSeries): number =>
    lowerBound(end, span.from) < lowerBound(end, span.to + 1)
      ? lowerBound(end, span.to + 1) - 1
      : -1;
  const runEnd = series.reduce((latest, one) => {
    const row = lastRow(one);
    return row < 0 ? latest : Math.max(latest, one.columns.end[row]!);
  }, Number.NEGATIVE_INFINITY);
  return series.flatMap((one): readonly EndedSymbol[] => {
    const row = lastRow(one);
    if (row < 0) return [];
    const { symbol, columns } = one;
    const last = newYorkDate(epochMs(columns.end[row]!));
    const after = sessionsAfter(last, newYorkDate(epochMs(runEnd)));
    const given = Object.hasOwn(delisting, symbol) ? delisting[symbol] : undefined;
    const [closes] = after;
    if (closes === undefined || (given === undefined && after.length <= ENDED_MIN)) return [];
    const valued = given === undefined ? 'last_price' : 'delisting_value';
    const worth = given ?? columns.close[row]!;
    return [{ symbol, last, sessions: after.length, price: worth, valued, closes }];
  });
}

/** Adds the end of each ended symbol to its actions. */
export function withEnds(
  series: readonly BarSeries[],
  ended: readonly EndedSymbol[],
): readonly BarSeries[] {
  return series.map((one) => {
    const end = ended.find(({ symbol }) => symbol === one.symbol);
    if (end === undefined) return one;
    const { closes } = end;
    const on = { symbol: one.symbol, exDate: closes.date, at: closes.open };
    const action = { ...on, kind: 'ended' as const, price: price(end.price) };
    // No split or dividend is applied to shares that are gone.
    return { ...one, actions: [...one.actions.filter(({ at }) => at < closes.open), action] };
  });
}

function sessionsAfter(first: IsoDate, last: IsoDate): readonly Session[] {
  const isKnown = [first, last].every((date) => {
    const year = Number(date.slice(0, 4));
    return year >= CALENDAR_YEARS.first && year <= CALENDAR_YEARS.last;
  });
  if (first >= last || !isKnown) return [];
  return sessionsBetween(first, last).filter(({ date }) => date > first);
}
