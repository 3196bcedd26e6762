import type { BarColumns } from '../../../core/columns.ts';
import { type EpochMs, epochMs } from '../../../core/time.ts';
import type { Asset } from '../../../market/asset.ts';
import type { Bar } from '../../../market/bar.ts';
import { newYorkDate, newYorkInstant, sessionOn } from '../../../market/calendar.ts';
import type { MarketEvent } from '../../../market/event.ts';
import { isUsable, quoteMidpoint, type Quote, type Trade } from '../../../market/quote.ts';
import type { Ticker } from '../../../market/symbol.ts';
import type { MarketSource } from '../../../simulator/source/source.ts';

/** Number of past quotes and prints stored for each symbol. */
const KEPT = 2_000;

/** Latest market data of a symbol; undefined where there is none yet. */
export interface LatestPrices {
  readonly asset: Asset;
  quote: Quote | undefined;
  trade: Trade | undefined;
  /** Bar of the last full minute. */
  minute: Bar | undefined;
  /** Bar of the current day, stamped at midnight in New York as Alpaca does. */
  day: Bar | undefined;
  /** The instant of the last price of any kind. */
  pricedAt: EpochMs;
  price: number | undefined;
  readonly quotes: Quote[];
  readonly trades: Trade[];
}

/** Market data seen so far; changed by {@link see} only. */
export interface ServedMarket {
  readonly source: MarketSource;
  readonly bySymbol: ReadonlyMap<Ticker, LatestPrices>;
  readonly byId: ReadonlyMap<string, Asset>;
}

/** Creates a view of a source at an instant: its last past bars are the latest prices. */
export function createMarketView(source: MarketSource, now: EpochMs): ServedMarket {
  const bySymbol = new Map<Ticker, LatestPrices>();
  const byId = new Map<string, Asset>();
  for (const asset of source.assets) {
    byId.set(asset.id, asset);
    bySymbol.set(asset.symbol, primed(source, asset, now));
  }
  return { source, bySymbol, byId };
}

function primed(source: MarketSource, asset: Asset, now: EpochMs): LatestPrices {
  const { symbol } = asset;
  const latest: LatestPrices = {
    asset,
    quote: undefined,
    trade: undefined,
    minute: undefined,
    day: undefined,
    pricedAt: epochMs(0),
    price: undefined,
    quotes: [],
    trades: [],
  };
  const days = source.history(symbol, '1Day', { from: epochMs(0), to: now });
  if (days.length > 0) priced(latest, days.close[days.length - 1]!, days.end[days.length - 1]!);
  const session = sessionOn(newYorkDate(now));
  const from = session === undefined || session.open > now ? now : session.open;
  const minutes = source.history(symbol, '1Min', { from, to: now });
  for (let index = 0; index < minutes.length; index += 1) {
    seeMinute(latest, barAt(symbol, minutes, index), epochMs(minutes.end[index]!));
  }
  return latest;
}

/** Returns one bar of the columns as a value. */
export function barAt(symbol: Ticker, columns: BarColumns, index: number): Bar {
  return {
    symbol,
    start: epochMs(columns.start[index]!),
    open: columns.open[index]!,
    high: columns.high[index]!,
    low: columns.low[index]!,
    close: columns.close[index]!,
    volume: columns.volume[index]!,
  };
}

/** Applies one event of the source. */
export function see(view: ServedMarket, event: MarketEvent): void {
  switch (event.kind) {
    case 'quote': {
      const latest = view.bySymbol.get(event.quote.symbol);
      if (latest === undefined) return;
      latest.quote = event.quote;
      keep(latest.quotes, event.quote);
      return;
    }
    case 'trade': {
      const latest = view.bySymbol.get(event.trade.symbol);
      if (latest === undefined) return;
      latest.trade = event.trade;
      priced(latest, event.trade.price, event.at);
      keep(latest.trades, event.trade);
      return;
    }
    case 'bar': {
      const latest = view.bySymbol.get(event.bar.symbol);
      if (latest === undefined) return;
      if (event.timeframe === '1Min') seeMinute(latest, event.bar, event.at);
      else if (event.timeframe === '1Day') seeDay(latest, event.bar, event.at);
      return;
    }
    case 'session':
    case 'action':
    case 'gap':
      return;
  }
}

function keep<T>(kept: T[], item: T): void {
  kept.push(item);
  // Drops half of them together, so that a busy symbol does not pay for every item.
  if (kept.length >= 2 * KEPT) kept.splice(0, kept.length - KEPT);
}

function priced(latest: LatestPrices, price: number, at: number): void {
  if (at < latest.pricedAt) return;
  latest.price = price;
  latest.pricedAt = epochMs(at);
}

function seeMinute(latest: LatestPrices, bar: Bar, at: EpochMs): void {
  latest.minute = bar;
  priced(latest, bar.close, at);
  const start = midnightBefore(bar.start);
  const { day } = latest;
  latest.day = day === undefined || day.start !== start ? { ...bar, start } : joined(day, bar);
}

function joined(day: Bar, bar: Bar): Bar {
  const volume = day.volume + bar.volume;
  const { vwap, ...rest } = day;
  const weighed =
    vwap === undefined || bar.vwap === undefined || volume === 0
      ? {}
      : { vwap: (vwap * day.volume + bar.vwap * bar.volume) / volume };
  return {
    ...rest,
    ...weighed,
    high: Math.max(day.high, bar.high),
    low: Math.min(day.low, bar.low),
    close: bar.close,
    volume,
    ...(day.trades === undefined || bar.trades === undefined
      ? {}
      : { trades: day.trades + bar.trades }),
  };
}

function seeDay(latest: LatestPrices, bar: Bar, at: EpochMs): void {
  latest.day = { ...bar, start: midnightBefore(bar.start) };
  priced(latest, bar.close, at);
}

/** Returns the timestamp of a daily bar: midnight in New York of its day. */
export function midnightBefore(at: EpochMs): EpochMs {
  return newYorkInstant(newYorkDate(at), 0);
}

/**
 * Returns the current price: the last trade or bar, else the midpoint of bid and ask; or unknown.
 */
export function markOf(view: ServedMarket, symbol: Ticker): number | undefined {
  const latest = view.bySymbol.get(symbol);
  if (latest === undefined) return undefined;
  if (latest.price !== undefined) return latest.price;
  const { quote } = latest;
  return quote !== undefined && isUsable(quote) ? quoteMidpoint(quote) : undefined;
}

/**
 * Returns the last daily bar that closed before the New York day of `now`; undefined without one.
 */
export function previousDay(view: ServedMarket, symbol: Ticker, now: EpochMs): Bar | undefined {
  const before = epochMs(midnightBefore(now) - 1);
  const days = view.source.history(symbol, '1Day', { from: epochMs(0), to: before });
  if (days.length === 0) return undefined;
  const bar = barAt(symbol, days, days.length - 1);
  return { ...bar, start: midnightBefore(bar.start) };
}
