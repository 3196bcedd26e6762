import { anything, integer, list, looseObject, nullable, record, text } from '../../core/schema.ts';
import { formatInstant, type EpochMs } from '../../core/time.ts';
import type { Bar } from '../../market/bar.ts';
import type { Quote, Trade } from '../../market/quote.ts';
import type { Ticker } from '../../market/symbol.ts';
import { estimateField, idField, instantField, maybe, wireId } from './fields.ts';
import { readWire } from './json.ts';

/** The fields of a bar, in REST rows and stream messages alike. */
export const barFields = {
  t: instantField(),
  o: estimateField(),
  h: estimateField(),
  l: estimateField(),
  c: estimateField(),
  v: estimateField(),
  n: maybe(integer()),
  vw: maybe(estimateField()),
};

/** The fields of a quote; sizes are in shares. */
export const quoteFields = {
  t: instantField(),
  bp: estimateField(),
  bs: estimateField(),
  ap: estimateField(),
  as: estimateField(),
};

/** The fields of a market print. */
export const tradeFields = {
  t: instantField(),
  p: estimateField(),
  s: estimateField(),
  i: maybe(idField()),
};

const barSchema = looseObject(barFields);
const quoteSchema = looseObject(quoteFields);
const tradeSchema = looseObject(tradeFields);

interface BarOnWire {
  readonly t: EpochMs;
  readonly o: number;
  readonly h: number;
  readonly l: number;
  readonly c: number;
  readonly v: number;
  readonly n?: number | null | undefined;
  readonly vw?: number | null | undefined;
}

/** A bar of the house from the fields of one on the wire. */
export function barOf(symbol: Ticker, wire: BarOnWire): Bar {
  return {
    symbol,
    start: wire.t,
    open: wire.o,
    high: wire.h,
    low: wire.l,
    close: wire.c,
    volume: wire.v,
    ...(typeof wire.vw === 'number' ? { vwap: wire.vw } : {}),
    ...(typeof wire.n === 'number' ? { trades: wire.n } : {}),
  };
}

/** Reads one bar of a symbol. @throws QuipuError `alpaca.unreadable` */
export function parseBar(symbol: Ticker, value: unknown): Bar {
  return barOf(symbol, readWire(barSchema, value, `a bar of ${symbol}`));
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

interface QuoteOnWire {
  readonly t: EpochMs;
  readonly bp: number;
  readonly bs: number;
  readonly ap: number;
  readonly as: number;
}

/** A quote of the house from the fields of one on the wire. */
export function quoteOf(symbol: Ticker, wire: QuoteOnWire): Quote {
  return { symbol, at: wire.t, bid: wire.bp, bidSize: wire.bs, ask: wire.ap, askSize: wire.as };
}

/** Reads one quote of a symbol. @throws QuipuError `alpaca.unreadable` */
export function parseQuote(symbol: Ticker, value: unknown): Quote {
  return quoteOf(symbol, readWire(quoteSchema, value, `a quote of ${symbol}`));
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

interface TradeOnWire {
  readonly t: EpochMs;
  readonly p: number;
  readonly s: number;
  readonly i?: string | null | undefined;
}

/** A market print of the house from the fields of one on the wire. */
export function tradeOf(symbol: Ticker, wire: TradeOnWire): Trade {
  return { symbol, at: wire.t, price: wire.p, size: wire.s, id: wire.i ?? '' };
}

/** Reads one market print of a symbol. @throws QuipuError `alpaca.unreadable` */
export function parseTrade(symbol: Ticker, value: unknown): Trade {
  return tradeOf(symbol, readWire(tradeSchema, value, `a trade of ${symbol}`));
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
