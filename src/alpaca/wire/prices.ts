import { anything, list, looseObject, nullable, record, text } from '../../core/schema.ts';
import { type EpochMs, formatInstant, parseInstant } from '../../core/time.ts';
import type { Bar } from '../../market/bar.ts';
import type { Quote, Trade } from '../../market/quote.ts';
import type { Ticker } from '../../market/symbol.ts';
import { maybe, wireId } from './fields.ts';
import { alpacaError } from '../errors.ts';
import { excerpt, readWire } from './json.ts';

// Rows of prices come by the thousand, so they are read by hand; everything rarer has a schema.

/** A row of a history or a message of a stream, as it came. */
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

/** A bar as JSON of Alpaca's shape; what the source does not know counts as zero there. */
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

/** A quote as JSON of Alpaca's shape, of a venue that is all of them (`V` is IEX). */
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

/** A market print as JSON of Alpaca's shape. */
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

/** The latest of everything about one symbol; null where there is none yet. */
export interface Snapshot {
  readonly symbol: Ticker;
  readonly trade: Trade | null;
  readonly quote: Quote | null;
  readonly minute: Bar | null;
  readonly day: Bar | null;
  readonly previousDay: Bar | null;
}

const snapshotSchema = looseObject({
  latestTrade: maybe(anything()),
  latestQuote: maybe(anything()),
  minuteBar: maybe(anything()),
  dailyBar: maybe(anything()),
  prevDailyBar: maybe(anything()),
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

/** A snapshot as JSON of Alpaca's shape; parts that do not exist are left out. */
export function toWireSnapshot(snapshot: Snapshot): Readonly<Record<string, unknown>> {
  return {
    ...(snapshot.trade === null ? {} : { latestTrade: toWireTrade(snapshot.trade) }),
    ...(snapshot.quote === null ? {} : { latestQuote: toWireQuote(snapshot.quote) }),
    ...(snapshot.minute === null ? {} : { minuteBar: toWireBar(snapshot.minute) }),
    ...(snapshot.day === null ? {} : { dailyBar: toWireBar(snapshot.day) }),
    ...(snapshot.previousDay === null ? {} : { prevDailyBar: toWireBar(snapshot.previousDay) }),
  };
}

/** One page of a history of several symbols: rows by symbol, and what continues it. */
export interface Page {
  readonly rows: ReadonlyMap<string, readonly unknown[]>;
  readonly next: string | null;
}

const pageSchemas = {
  bars: looseObject({
    bars: maybe(record(nullable(list(anything())))),
    next_page_token: maybe(text()),
  }),
  quotes: looseObject({
    quotes: maybe(record(nullable(list(anything())))),
    next_page_token: maybe(text()),
  }),
  trades: looseObject({
    trades: maybe(record(nullable(list(anything())))),
    next_page_token: maybe(text()),
  }),
};

/**
 * Reads one page of `GET /v2/stocks/{bars,quotes,trades}` for several symbols.
 *
 * A page may be short, or empty, although more exists: only a `next` of null ends it.
 *
 * @throws QuipuError `alpaca.unreadable`
 */
export function parsePage(kind: 'bars' | 'quotes' | 'trades', value: unknown): Page {
  const wire: Readonly<Record<string, unknown>> & { next_page_token?: string | null | undefined } =
    readWire(pageSchemas[kind], value, `a page of ${kind}`);
  const rows = (wire[kind] ?? {}) as Readonly<Record<string, readonly unknown[] | null>>;
  const token = wire.next_page_token;
  return {
    rows: new Map(Object.entries(rows).map(([symbol, list_]) => [symbol, list_ ?? []])),
    next: token === undefined || token === '' ? null : token,
  };
}

/** A page as JSON of Alpaca's shape; a symbol without rows is absent, as Alpaca leaves it out. */
export function toWirePage(
  kind: 'bars' | 'quotes' | 'trades',
  page: Page,
): Readonly<Record<string, unknown>> {
  const rows = [...page.rows].filter(([, list_]) => list_.length > 0);
  return { [kind]: Object.fromEntries(rows), next_page_token: page.next };
}

const latestSchemas = {
  bars: looseObject({ bars: maybe(record(anything())) }),
  quotes: looseObject({ quotes: maybe(record(anything())) }),
  trades: looseObject({ trades: maybe(record(anything())) }),
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
