import type { BarColumns } from '../../core/columns.ts';
import { type EpochMs, epochMs } from '../../core/time.ts';
import type { Asset } from '../../market/asset.ts';
import type { Bar } from '../../market/bar.ts';
import { newYorkDate, newYorkInstant, sessionOn } from '../../market/calendar.ts';
import type { MarketEvent } from '../../market/event.ts';
import { isUsable, midpoint, type Quote, type Trade } from '../../market/quote.ts';
import type { Ticker } from '../../market/symbol.ts';
import type { MarketSource } from '../../simulator/market/source.ts';

/** How many quotes and prints of a symbol are kept for looking back. */
const KEPT = 2_000;

/** The latest of everything about a symbol; undefined where there is none yet. */
export interface LatestPrices {
  readonly asset: Asset;
  quote: Quote | undefined;
  trade: Trade | undefined;
  /** The last full minute. */
  minute: Bar | undefined;
  /** The running day, its start at midnight in New York as Alpaca stamps it. */
  day: Bar | undefined;
  /** The instant of the last price of any kind. */
  pricedAt: EpochMs;
  price: number | undefined;
  readonly quotes: Quote[];
  readonly trades: Trade[];
}

/** What has been seen of the market so far; changed by {@link see} only. */
export interface MarketView {
  readonly source: MarketSource;
  readonly bySymbol: ReadonlyMap<Ticker, LatestPrices>;
  readonly byId: ReadonlyMap<string, Asset>;
}

/** A view of a source as of an instant: the last bars of its past are its latest prices. */
export function createMarketView(source: MarketSource, now: EpochMs): MarketView {
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

/** One bar of columns as a value. */
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

/** Takes in one event of the source. */
export function see(view: MarketView, event: MarketEvent): void {
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
  // Dropped by the half, so that a busy symbol does not pay for every item.
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
  const start = dayStart(bar.start);
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
  latest.day = { ...bar, start: dayStart(bar.start) };
  priced(latest, bar.close, at);
}

/** The stamp of a daily bar: midnight in New York of its day. */
export function dayStart(at: EpochMs): EpochMs {
  return newYorkInstant(newYorkDate(at), 0);
}

/** What a share is worth now: the last trade or bar, else between bid and ask; or unknown. */
export function markOf(view: MarketView, symbol: Ticker): number | undefined {
  const latest = view.bySymbol.get(symbol);
  if (latest === undefined) return undefined;
  if (latest.price !== undefined) return latest.price;
  const { quote } = latest;
  return quote !== undefined && isUsable(quote) ? midpoint(quote) : undefined;
}

/** The last daily bar that closed before the New York day of `now`; undefined without one. */
export function previousDay(view: MarketView, symbol: Ticker, now: EpochMs): Bar | undefined {
  const before = epochMs(dayStart(now) - 1);
  const days = view.source.history(symbol, '1Day', { from: epochMs(0), to: before });
  if (days.length === 0) return undefined;
  const bar = barAt(symbol, days, days.length - 1);
  return { ...bar, start: dayStart(bar.start) };
}
