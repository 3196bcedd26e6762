import { type BarColumns, barColumns } from '../core/columns.ts';
import { type EpochMs, epochMs } from '../core/time.ts';
import { type Bar, type Timeframe, TIMEFRAME_MS } from './bar.ts';
import { newYorkDate, newYorkInstant, sessionAt } from './calendar.ts';
import type { Trade } from './quote.ts';
import type { Ticker } from './symbol.ts';

/** Time span of a bar, `[start, end)`. */
export interface BarSpan {
  readonly start: EpochMs;
  readonly end: EpochMs;
}

/**
 * Returns the span of the bar that contains an instant.
 *
 * Up to an hour, bars follow the clock (an hour from nine to ten), extended hours included. A day
 * is the regular hours of its session: it starts at midnight in New York and ends at the close, and
 * instants outside regular hours are in no daily bar.
 */
export function barSpan(at: EpochMs, timeframe: Timeframe): BarSpan | undefined {
  if (timeframe !== '1Day') {
    // New York is whole hours from UTC, so both clocks have the same bar boundaries.
    const length = TIMEFRAME_MS[timeframe];
    const start = epochMs(Math.floor(at / length) * length);
    return { start, end: epochMs(start + length) };
  }
  const session = sessionAt(at);
  if (session === undefined || at >= session.close) return undefined;
  return { start: newYorkInstant(newYorkDate(at), 0), end: session.close };
}

/**
 * Aggregates smaller bars to larger ones, for columns.
 *
 * A small bar belongs to the large one that contains its start; a large bar without small ones does
 * not exist. Equal to {@link createBarAggregator} over the same bars.
 */
export function aggregateBars(bars: BarColumns, timeframe: Timeframe): BarColumns {
  const out = barColumns(bars.length);
  let rows = 0;
  let span: BarSpan | undefined;
  for (let row = 0; row < bars.length; row += 1) {
    const start = epochMs(bars.start[row]!);
    if (span === undefined || start >= span.end) {
      span = barSpan(start, timeframe);
      if (span === undefined) continue;
      out.start[rows] = span.start;
      out.end[rows] = span.end;
      out.open[rows] = bars.open[row]!;
      out.high[rows] = bars.high[row]!;
      out.low[rows] = bars.low[row]!;
      rows += 1;
    }
    const last = rows - 1;
    out.high[last] = Math.max(out.high[last]!, bars.high[row]!);
    out.low[last] = Math.min(out.low[last]!, bars.low[row]!);
    out.close[last] = bars.close[row]!;
    out.volume[last]! += bars.volume[row]!;
  }
  return trimmed(out, rows);
}

/** Market prints as columns of equal length, oldest first. */
export interface TradeColumns {
  readonly length: number;
  /** Epoch milliseconds. */
  readonly at: Float64Array;
  readonly price: Float64Array;
  readonly size: Float64Array;
}

/**
 * Aggregates market prints to bars, for columns; equal to {@link createTradeAggregator} over the
 * same.
 */
export function aggregateTrades(trades: TradeColumns, timeframe: Timeframe): BarColumns {
  const out = barColumns(trades.length);
  let rows = 0;
  let span: BarSpan | undefined;
  for (let row = 0; row < trades.length; row += 1) {
    const at = epochMs(trades.at[row]!);
    const price = trades.price[row]!;
    if (span === undefined || at >= span.end) {
      span = barSpan(at, timeframe);
      if (span === undefined) continue;
      out.start[rows] = span.start;
      out.end[rows] = span.end;
      out.open[rows] = price;
      out.high[rows] = price;
      out.low[rows] = price;
      rows += 1;
    }
    const last = rows - 1;
    out.high[last] = Math.max(out.high[last]!, price);
    out.low[last] = Math.min(out.low[last]!, price);
    out.close[last] = price;
    out.volume[last]! += trades.size[row]!;
  }
  return trimmed(out, rows);
}

function trimmed(bars: BarColumns, length: number): BarColumns {
  return {
    length,
    start: bars.start.slice(0, length),
    end: bars.end.slice(0, length),
    open: bars.open.slice(0, length),
    high: bars.high.slice(0, length),
    low: bars.low.slice(0, length),
    close: bars.close.slice(0, length),
    volume: bars.volume.slice(0, length),
  };
}

/** Bar with the instant at which it becomes known. */
export interface FinishedBar {
  readonly end: EpochMs;
  readonly bar: Bar;
}

/** Aggregator of a stream of `T` to bars, for one symbol. */
export interface Aggregator<T> {
  /** Applies the next record, and returns the bar that it completes, if any. */
  push(record: T): FinishedBar | undefined;
  /** Returns the bar that has ended by `now` without a later record; each bar is returned once. */
  flush(now: EpochMs): FinishedBar | undefined;
}

interface Growing {
  readonly span: BarSpan;
  readonly open: number;
  high: number;
  low: number;
  close: number;
  volume: number;
  /** Price times volume; NaN once a part has no VWAP. */
  value: number;
  trades: number;
}

/** Contribution of a bar or a trade to its larger bar. */
interface Part {
  readonly at: EpochMs;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly volume: number;
  readonly value: number;
  readonly trades: number;
}

/** Creates an aggregator of smaller bars; see {@link aggregateBars}. */
export function createBarAggregator(symbol: Ticker, timeframe: Timeframe): Aggregator<Bar> {
  const grow = grower(symbol, timeframe);
  return {
    push: (bar) =>
      grow.add({
        ...bar,
        at: bar.start,
        value: bar.vwap === undefined ? Number.NaN : bar.vwap * bar.volume,
        trades: bar.trades ?? Number.NaN,
      }),
    flush: grow.flush,
  };
}

/** Creates an aggregator of market prints, with VWAP and number of trades. */
export function createTradeAggregator(symbol: Ticker, timeframe: Timeframe): Aggregator<Trade> {
  const grow = grower(symbol, timeframe);
  return {
    push: ({ at, price, size }) =>
      grow.add({
        at,
        open: price,
        high: price,
        low: price,
        close: price,
        volume: size,
        value: price * size,
        trades: 1,
      }),
    flush: grow.flush,
  };
}

interface Grower {
  add(part: Part): FinishedBar | undefined;
  flush(now: EpochMs): FinishedBar | undefined;
}

function grower(symbol: Ticker, timeframe: Timeframe): Grower {
  let growing: Growing | undefined;
  const flush = (now: EpochMs): FinishedBar | undefined => {
    if (growing === undefined || now < growing.span.end) return undefined;
    const done = finished(symbol, growing);
    growing = undefined;
    return done;
  };
  return {
    flush,
    add(part) {
      const done = flush(part.at);
      if (growing === undefined) {
        const span = barSpan(part.at, timeframe);
        if (span !== undefined) growing = { ...part, span };
        return done;
      }
      growing.high = Math.max(growing.high, part.high);
      growing.low = Math.min(growing.low, part.low);
      growing.close = part.close;
      growing.volume += part.volume;
      growing.value += part.value;
      growing.trades += part.trades;
      return done;
    },
  };
}

function finished(symbol: Ticker, growing: Growing): FinishedBar {
  const { span, open, high, low, close, volume, value, trades } = growing;
  const vwap = value / volume;
  return {
    end: span.end,
    bar: {
      symbol,
      start: span.start,
      open,
      high,
      low,
      close,
      volume,
      ...(Number.isNaN(vwap) ? {} : { vwap }),
      ...(Number.isNaN(trades) ? {} : { trades }),
    },
  };
}
