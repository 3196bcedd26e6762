import { messageOf } from '../core/errors.ts';
import { addDays, type IsoDate } from '../core/time.ts';
import type { BarSeries } from '../market/bar.ts';
import { newYorkDate } from '../market/calendar.ts';
import type { Ticker } from '../market/symbol.ts';
import { sessionReturns } from '../market/total-return.ts';
import type { MarketDesk } from './context.ts';

/** Sessions whose volume is a day's. */
const VOLUME_SESSIONS = 20;

/** The past of some symbols, over the sessions that all of them have. */
export interface HoldingsPast {
  readonly dates: readonly IsoDate[];
  /** Returns by symbol, dividends included; of symbols that have a past. */
  readonly returns: Readonly<Record<string, Float64Array>>;
  /** Mean dollars traded a day over the last 20 sessions, by symbol. */
  readonly dailyVolume: Readonly<Record<string, number>>;
  /** Why symbols have none, a sentence each. */
  readonly findings: readonly string[];
}

/** Reads daily bars of symbols up to a day, and aligns their returns. */
export async function holdingsPast(
  market: Pick<MarketDesk, 'bars'>,
  symbols: readonly Ticker[],
  { sessions, to }: { readonly sessions: number; readonly to: IsoDate },
): Promise<HoldingsPast> {
  // Five sessions in seven days, less holidays, and one more for the first return.
  const from = addDays(to, -Math.ceil((sessions + 1) * 1.5 + 10));
  const findings: string[] = [];
  const read = await Promise.all(
    symbols.map(async (symbol): Promise<BarSeries | undefined> => {
      try {
        return await market.bars({ symbol, timeframe: '1Day', from, to, adjustment: 'all' });
      } catch (error) {
        findings.push(`${symbol} is left out of the figures of risk: ${messageOf(error)}`);
        return undefined;
      }
    }),
  );
  const found = read.filter((series) => series !== undefined);
  const dates = commonDates(found).slice(-sessions);
  const returns = found.map((series) => [series.symbol, sessionReturns(series, dates)] as const);
  return {
    dates,
    returns: Object.fromEntries(returns),
    dailyVolume: Object.fromEntries(found.map((series) => [series.symbol, volumeOf(series)])),
    findings: findings.sort(),
  };
}

/** The sessions of which every series has a return. */
function commonDates(series: readonly BarSeries[]): readonly IsoDate[] {
  const counts = new Map<IsoDate, number>();
  for (const { columns } of series) {
    // The first bar has no close before it.
    for (const start of columns.start.subarray(1)) {
      const date = newYorkDate(start as Parameters<typeof newYorkDate>[0]);
      counts.set(date, (counts.get(date) ?? 0) + 1);
    }
  }
  return [...counts].flatMap(([date, count]) => (count === series.length ? [date] : [])).sort();
}

function volumeOf({ columns }: BarSeries): number {
  const first = Math.max(0, columns.length - VOLUME_SESSIONS);
  let dollars = 0;
  for (let row = first; row < columns.length; row += 1) {
    dollars += columns.close[row]! * columns.volume[row]!;
  }
  return dollars / (columns.length - first);
}
