import type { MarketData } from '../../alpaca/client/market-data.ts';
import { type BarColumns, sliceBars, lowerBound } from '../../core/columns.ts';
import { DAY, type EpochMs, HOUR, later } from '../../core/time.ts';
import type { BookRunner } from '../../engine/book-runner.ts';
import type { Engine } from '../../engine/engine.ts';
import { type Timeframe, TIMEFRAME_MS } from '../../market/bar.ts';
import { isUsable, quoteMidpoint } from '../../market/quote.ts';
import type { Ticker } from '../../market/symbol.ts';

/** Stretch from trading time to calendar time, for nights and weekends, with a margin. */
const CALENDAR_STRETCH = 6;
const SPARE_DAYS = 6;

/** Returns how far back to read so that at least `bars` bars of a timeframe are found. */
function historySpanMs(timeframe: Timeframe, bars: number): number {
  const trading = bars * TIMEFRAME_MS[timeframe];
  return timeframe === '1Day'
    ? trading * 1.6 + 10 * DAY
    : trading * CALENDAR_STRETCH + SPARE_DAYS * DAY;
}

/** Reads the last `bars` bars that ended by an instant, adjusted to today's shares. */
export async function readHistory(
  marketData: MarketData,
  query: {
    readonly symbol: Ticker;
    readonly timeframe: Timeframe;
    readonly bars: number;
    readonly until: EpochMs;
  },
): Promise<BarColumns> {
  const { symbol, timeframe, bars, until } = query;
  const from = later(until, -historySpanMs(timeframe, bars));
  // The answer includes the current bar; the extra millisecond guards against rounding.
  const to = later(until, HOUR);
  const newest = bars + Math.ceil((to - until) / TIMEFRAME_MS[timeframe]) + 1;
  const columns = await marketData.columns({ symbol, timeframe, from, to }, 'split', newest);
  const end = lowerBound(columns.end, until + 1);
  return sliceBars(columns, Math.max(0, end - bars), end);
}

/** Returns the bars that let every indicator of a strategy settle, not only start. */
function barsWanted(runner: BookRunner): number {
  let lookback = 0;
  for (const watcher of runner.watchers.values()) lookback = Math.max(lookback, watcher.lookback);
  return lookback === 0 ? 1 : Math.min(5_000, lookback * 4 + 10);
}

/**
 * Warms up every indicator and prices every holding before the engine starts.
 *
 * A holding without a price would count as zero, which looks like a loss after a restart.
 *
 * @param present.now market time; later bars are left to the stream
 * @param present.symbols every symbol that gets a price
 */
export async function warmUp(
  engine: Engine,
  marketData: MarketData,
  present: { readonly now: EpochMs; readonly symbols: readonly Ticker[] },
): Promise<void> {
  const { now, symbols } = present;
  const work: Promise<void>[] = [];
  for (const runner of engine.runners) {
    const { timeframe } = runner.strategy;
    const bars = barsWanted(runner);
    for (const [symbol, watcher] of runner.watchers) {
      const query = { symbol, timeframe, bars, until: now };
      work.push(readHistory(marketData, query).then((columns) => watcher.warm(columns)));
    }
  }
  work.push(seedPrices(engine, marketData, symbols));
  await Promise.all(work);
}

async function seedPrices(
  engine: Engine,
  marketData: MarketData,
  symbols: readonly Ticker[],
): Promise<void> {
  if (symbols.length === 0) return;
  for (const [symbol, snapshot] of await marketData.snapshots(symbols)) {
    const { quote, trade, minute, day, previousDay } = snapshot;
    const bar = minute ?? day ?? previousDay;
    const price =
      quote !== null && isUsable(quote) ? quoteMidpoint(quote) : (trade?.price ?? bar?.close);
    if (price !== undefined && price > 0) engine.markets.seed(symbol, price);
  }
}
