import { anything, list, looseObject, nullable, record, text } from '../../core/schema.ts';
import { type EpochMs, formatInstant, parseInstant } from '../../core/time.ts';
import type { Bar } from '../../market/bar.ts';
import type { Quote, Trade } from '../../market/quote.ts';
import type { Ticker } from '../../market/symbol.ts';
import { wireOptional, wireId } from './fields.ts';
import { alpacaError } from '../errors.ts';
import { excerpt, readWire } from './json.ts';

// Price rows arrive by the thousand, so they are parsed without a schema; rarer data has one.

/** Raw row of a history or raw message of a stream. */
type Row = Readonly<Record<string, unknown>>;

function rowOf(value: unknown, what: string): Row {
  if (typeof value === 'object' && value !== null && !Array.isArray(value)) return value as Row;
  throw alpacaError('alpaca.unreadable', `Expected ${what}, found ${excerpt(said(value))}.`);
}

function said(value: unknown): string {
  return JSON.stringify(value) ?? 'nothing';
}

function numberIn(row: Row, key: string): number {
  const value = row[key];
  if (typeof value === 'number') return value;
  const read = typeof value === 'string' && value.trim() !== '' ? Number(value) : Number.NaN;
  if (Number.isFinite(read)) return read;
  throw alpacaError('alpaca.unreadable', `Expected ${key} to be a number, found ${said(value)}.`);
}

function instantIn(row: Row): EpochMs {
  const value = row['t'];
  if (typeof value === 'string') return parseInstant(value);
  throw alpacaError('alpaca.unreadable', `Expected t to be an instant, found ${said(value)}.`);
}

/** Reads one bar of a symbol. @throws QuipuError `alpaca.unreadable`, `core.invalid_time` */
export function parseBar(symbol: Ticker, value: unknown): Bar {
  const row = rowOf(value, 'a bar');
  const { vw, n } = row;
  return {
    symbol,
    start: instantIn(row),
    open: numberIn(row, 'o'),
    high: numberIn(row, 'h'),
    low: numberIn(row, 'l'),
    close: numberIn(row, 'c'),
    volume: numberIn(row, 'v'),
    ...(typeof vw === 'number' ? { vwap: vw } : {}),
    ...(typeof n === 'number' ? { trades: n } : {}),
  };
}

/** Returns a bar as JSON in Alpaca's format; unknown fields are zero there. */
export function toWireBar(bar: Bar): Readonly<Record<string, unknown>> {
  return {
    t: formatInstant(bar.start),
    o: bar.open,
    h: bar.high,
    l: bar.low,
    c: bar.close,
    v: bar.volume,
    n: bar.trades ?? 0,
    vw: bar.vwap ?? 0,
  };
}

/** Reads one quote of a symbol. @throws QuipuError `alpaca.unreadable`, `core.invalid_time` */
export function parseQuote(symbol: Ticker, value: unknown): Quote {
  const row = rowOf(value, 'a quote');
  return {
    symbol,
    at: instantIn(row),
    bid: numberIn(row, 'bp'),
    bidSize: numberIn(row, 'bs'),
    ask: numberIn(row, 'ap'),
    askSize: numberIn(row, 'as'),
  };
}

/** Returns a quote as JSON in Alpaca's format, with one venue for all (`V` is IEX). */
export function toWireQuote(quote: Quote): Readonly<Record<string, unknown>> {
  return {
    t: formatInstant(quote.at),
    bx: 'V',
    bp: quote.bid,
    bs: quote.bidSize,
    ax: 'V',
    ap: quote.ask,
    as: quote.askSize,
    c: ['R'],
    z: 'C',
  };
}

/** Reads one market print. @throws QuipuError `alpaca.unreadable`, `core.invalid_time` */
export function parseTrade(symbol: Ticker, value: unknown): Trade {
  const row = rowOf(value, 'a trade');
  const { i: id } = row;
  return {
    symbol,
    at: instantIn(row),
    price: numberIn(row, 'p'),
    size: numberIn(row, 's'),
    // An id past 2^53 is text already, see decodeJson.
    id: typeof id === 'number' || typeof id === 'string' ? String(id) : '',
  };
}

/** Returns a market print as JSON in Alpaca's format. */
export function toWireTrade(trade: Trade): Readonly<Record<string, unknown>> {
  return {
    t: formatInstant(trade.at),
    x: 'V',
    p: trade.price,
    s: trade.size,
    c: ['@'],
    i: wireId(trade.id),
    z: 'C',
  };
}

/** Latest market data of one symbol; null where there is none yet. */
export interface Snapshot {
  readonly symbol: Ticker;
  readonly trade: Trade | null;
  readonly quote: Quote | null;
  readonly minute: Bar | null;
  readonly day: Bar | null;
  readonly previousDay: Bar | null;
}

const snapshotSchema = looseObject({
  latestTrade: wireOptional(anything()),
  latestQuote: wireOptional(anything()),
  minuteBar: wireOptional(anything()),
  dailyBar: wireOptional(anything()),
  prevDailyBar: wireOptional(anything()),
});

/** Reads the snapshot of one symbol. @throws QuipuError `alpaca.unreadable` */
export function parseSnapshot(symbol: Ticker, value: unknown): Snapshot {
  const wire = readWire(snapshotSchema, value, `a snapshot of ${symbol}`);
  const read = <T>(parse: (symbol: Ticker, value: unknown) => T, part: unknown): T | null =>
    part === null || part === undefined ? null : parse(symbol, part);
  return {
    symbol,
    trade: read(parseTrade, wire.latestTrade),
    quote: read(parseQuote, wire.latestQuote),
    minute: read(parseBar, wire.minuteBar),
    day: read(parseBar, wire.dailyBar),
    previousDay: read(parseBar, wire.prevDailyBar),
  };
}

/** Returns a snapshot as JSON in Alpaca's format; missing parts are omitted. */
export function toWireSnapshot(snapshot: Snapshot): Readonly<Record<string, unknown>> {
  return {
    ...(snapshot.trade === null ? {} : { latestTrade: toWireTrade(snapshot.trade) }),
    ...(snapshot.quote === null ? {} : { latestQuote: toWireQuote(snapshot.quote) }),
    ...(snapshot.minute === null ? {} : { minuteBar: toWireBar(snapshot.minute) }),
    ...(snapshot.day === null ? {} : { dailyBar: toWireBar(snapshot.day) }),
    ...(snapshot.previousDay === null ? {} : { prevDailyBar: toWireBar(snapshot.previousDay) }),
  };
}

/** Page of a history of several symbols: rows by symbol, and the next page's token. */
export interface PricePage {
  readonly rows: ReadonlyMap<string, readonly unknown[]>;
  readonly next: string | null;
}

const pageSchemas = {
  bars: looseObject({
    bars: wireOptional(record(nullable(list(anything())))),
    next_page_token: wireOptional(text()),
  }),
  quotes: looseObject({
    quotes: wireOptional(record(nullable(list(anything())))),
    next_page_token: wireOptional(text()),
  }),
  trades: looseObject({
    trades: wireOptional(record(nullable(list(anything())))),
    next_page_token: wireOptional(text()),
  }),
};

/**
 * Reads one page of `GET /v2/stocks/{bars,quotes,trades}` for several symbols.
 *
 * A page can be short or empty although more exist: only a `next` of null ends the history.
 *
 * @throws QuipuError `alpaca.unreadable`
 */
export function parsePage(kind: 'bars' | 'quotes' | 'trades', value: unknown): PricePage {
  const wire: Readonly<Record<string, unknown>> & { next_page_token?: string | null | undefined } =
    readWire(pageSchemas[kind], value, `a page of ${kind}`);
  const rows = (wire[kind] ?? {}) as Readonly<Record<string, readonly unknown[] | null>>;
  const token = wire.next_page_token;
  return {
    rows: new Map(Object.entries(rows).map(([symbol, list_]) => [symbol, list_ ?? []])),
    next: token === undefined || token === '' ? null : token,
  };
}

/** Returns a page as JSON in Alpaca's format; symbols without rows are absent, as at Alpaca. */
export function toWirePage(
  kind: 'bars' | 'quotes' | 'trades',
  page: PricePage,
): Readonly<Record<string, unknown>> {
  const rows = [...page.rows].filter(([, list_]) => list_.length > 0);
  return { [kind]: Object.fromEntries(rows), next_page_token: page.next };
}

const latestSchemas = {
  bars: looseObject({ bars: wireOptional(record(anything())) }),
  quotes: looseObject({ quotes: wireOptional(record(anything())) }),
  trades: looseObject({ trades: wireOptional(record(anything())) }),
};

/** Reads `GET /v2/stocks/{bars,quotes,trades}/latest`: one row by symbol. */
export function parseLatest(
  kind: 'bars' | 'quotes' | 'trades',
  value: unknown,
): ReadonlyMap<string, unknown> {
  const wire: Readonly<Record<string, unknown>> = readWire(
    latestSchemas[kind],
    value,
    `the latest ${kind}`,
  );
  return new Map(Object.entries((wire[kind] ?? {}) as Readonly<Record<string, unknown>>));
}
