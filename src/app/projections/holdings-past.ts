import { messageOf } from '../../core/errors.ts';
import { addDays, type IsoDate } from '../../core/time.ts';
import type { BarSeries } from '../../market/bar.ts';
import { joinReturns } from '../../market/join-returns.ts';
import type { Ticker } from '../../market/symbol.ts';
import { seriesCourse } from '../../market/total-return.ts';
import type { MarketReference } from './market-reference.ts';

/** Number of trading days in the mean daily volume. */
const VOLUME_SESSIONS = 20;

/** Past returns of some symbols, over the trading days that all of them have. */
export interface HoldingsPast {
  readonly dates: readonly IsoDate[];
  /** Returns by symbol, dividends included; only symbols with a past. */
  readonly returns: Readonly<Record<string, Float64Array>>;
  /** Mean dollar volume per day over the last 20 trading days, by symbol. */
  readonly dailyVolume: Readonly<Record<string, number>>;
  /** Why some symbols have none, one sentence each. */
  readonly findings: readonly string[];
}

/** Reads daily bars of symbols up to a day and aligns their returns. */
export async function holdingsPast(
  market: Pick<MarketReference, 'bars'>,
  symbols: readonly Ticker[],
  { sessions, to }: { readonly sessions: number; readonly to: IsoDate },
): Promise<HoldingsPast> {
  // Five trading days in seven, minus holidays, and one more for the first return.
  const from = addDays(to, -Math.ceil((sessions + 1) * 1.5 + 10));
  const findings: string[] = [];
  const read = await Promise.all(
    symbols.map(async (symbol): Promise<BarSeries | undefined> => {
      try {
        return await market.bars({ symbol, timeframe: '1Day', from, to, adjustment: 'all' });
      } catch (error) {
        findings.push(`${symbol} is left out of the risk figures: ${messageOf(error)}`);
        return undefined;
      }
    }),
  );
  const found = read.filter((series) => series !== undefined);
  const joined = joinReturns(found.map(seriesCourse));
  const dates = joined.dates.slice(-sessions);
  const returns = found.map(
    ({ symbol }, place) => [symbol, joined.returns[place]!.slice(-sessions)] as const,
  );
  return {
    dates,
    returns: Object.fromEntries(returns),
    dailyVolume: Object.fromEntries(found.map((series) => [series.symbol, volumeOf(series)])),
    findings: findings.sort(),
  };
}

function volumeOf({ columns }: BarSeries): number {
  const first = Math.max(0, columns.length - VOLUME_SESSIONS);
  let dollars = 0;
  for (let row = first; row < columns.length; row += 1) {
    dollars += columns.close[row]! * columns.volume[row]!;
  }
  return dollars / (columns.length - first);
}
