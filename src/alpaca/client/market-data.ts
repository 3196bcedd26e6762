import { type BarColumns, barColumns } from '../../core/columns.ts';
import { type EpochMs, formatInstant, later } from '../../core/time.ts';
import type { World } from '../../core/world.ts';
import type { BarQuery } from '../../engine/ports.ts';
import { type Bar, type Timeframe, TIMEFRAME_MS } from '../../market/bar.ts';
import type { CorporateAction } from '../../market/corporate-action.ts';
import { newYorkDate, sessionOn } from '../../market/calendar.ts';
import type { Quote, Trade } from '../../market/quote.ts';
import { isTicker, type Ticker } from '../../market/symbol.ts';
import { alpacaError } from '../errors.ts';
import { looseObject } from '../../core/schema.ts';
import { readWire } from '../wire/json.ts';
import {
  type PricePage,
  parseBar,
  parseLatest,
  parsePage,
  parseQuote,
  parseSnapshot,
  parseTrade,
  type Snapshot,
} from '../wire/prices.ts';
import { type ActionQuery, readActions } from './corporate-actions.ts';
import type { Credentials } from './credentials.ts';
import type { AlpacaEnvironment } from './environment.ts';
import { createRest, type Rest } from './rest.ts';

/** Adjustment of historical prices for splits and dividends. */
export type PriceAdjustment = 'raw' | 'split' | 'dividend' | 'all';

/** Historical span for several symbols; both ends included. */
export interface HistoryQuery {
  readonly symbols: readonly Ticker[];
  readonly from: EpochMs;
  readonly to: EpochMs;
}

/** Market data over REST; every list is read to its end. */
export interface MarketData {
  /** Bars by symbol, oldest first; a symbol without data has an empty list. */
  bars(
    query: HistoryQuery & { readonly timeframe: Timeframe; readonly adjustment?: PriceAdjustment },
  ): Promise<ReadonlyMap<Ticker, readonly Bar[]>>;
  quotes(query: HistoryQuery): Promise<ReadonlyMap<Ticker, readonly Quote[]>>;
  trades(query: HistoryQuery): Promise<ReadonlyMap<Ticker, readonly Trade[]>>;
  /** The latest quote of each symbol that has one. */
  latestQuotes(symbols: readonly Ticker[]): Promise<ReadonlyMap<Ticker, Quote>>;
  latestTrades(symbols: readonly Ticker[]): Promise<ReadonlyMap<Ticker, Trade>>;
  snapshots(symbols: readonly Ticker[]): Promise<ReadonlyMap<Ticker, Snapshot>>;
  /**
   * Returns the bars of one symbol as columns, as a bar store reads them.
   *
   * @param newest maximum number of the newest bars; all when absent
   */
  columns(query: BarQuery, adjustment?: PriceAdjustment, newest?: number): Promise<BarColumns>;
  /** Splits and dividends of a symbol by ex-day, oldest first. */
  actions(query: ActionQuery): Promise<readonly CorporateAction[]>;
}

/** Settings of the market-data client. */
export interface MarketDataOptions {
  readonly environment: AlpacaEnvironment;
  readonly credentials: Credentials;
  /** `iex` and `sip` for stocks; by default, what the subscription allows. */
  readonly feed?: string;
  readonly perMinute?: number;
}

const PAGE = 10_000;
/** Symbols per request; more make a URL too long for some servers. */
const SYMBOLS_MAX = 100;
const PER_MINUTE_SIM = 12_000;

type Kind = 'bars' | 'quotes' | 'trades';

/** Creates the client for market data from Alpaca, or from Quipu's paper broker in `sim`. */
export function createMarketData(world: World, options: MarketDataOptions): MarketData {
  const { environment, credentials, feed } = options;
  const perMinute = options.perMinute ?? (environment.mode === 'sim' ? PER_MINUTE_SIM : 180);
  const rest = createRest(world, { origin: environment.dataUrl, credentials, perMinute });

  const history = async <T>(
    kind: Kind,
    query: HistoryQuery,
    read: { readonly row: (symbol: Ticker, value: unknown) => T; readonly more?: object },
  ): Promise<ReadonlyMap<Ticker, readonly T[]>> => {
    const found = new Map<Ticker, T[]>(query.symbols.map((symbol) => [symbol, []]));
    for (const symbols of chunks(query.symbols)) {
      const fixed = {
        symbols: symbols.join(','),
        start: formatInstant(query.from),
        end: formatInstant(query.to),
        limit: String(PAGE),
        ...(feed === undefined ? {} : { feed }),
        ...read.more,
      };
      for await (const page of pages(rest, kind, fixed)) {
        for (const [symbol, rows] of page.rows) {
          if (!isTicker(symbol)) continue;
          found.get(symbol)?.push(...rows.map((value) => read.row(symbol, value)));
        }
      }
    }
    return found;
  };
  const latest = async <T>(
    kind: Kind,
    symbols: readonly Ticker[],
    row: (symbol: Ticker, value: unknown) => T,
  ): Promise<ReadonlyMap<Ticker, T>> => {
    const found = new Map<Ticker, T>();
    for (const some of chunks(symbols)) {
      const query = latestQuery(some, feed);
      const rows = parseLatest(kind, await rest.get(`/v2/stocks/${kind}/latest?${query}`));
      for (const symbol of some) {
        const value = rows.get(symbol);
        if (value !== undefined && value !== null) found.set(symbol, row(symbol, value));
      }
    }
    return found;
  };
  const bars: MarketData['bars'] = ({ timeframe, adjustment = 'raw', ...query }) =>
    history('bars', query, { row: parseBar, more: { timeframe, adjustment } });

  return {
    bars,
    quotes: (query) => history('quotes', query, { row: parseQuote }),
    trades: (query) => history('trades', query, { row: parseTrade }),
    latestQuotes: (symbols) => latest('quotes', symbols, parseQuote),
    latestTrades: (symbols) => latest('trades', symbols, parseTrade),
    snapshots: (symbols) => readSnapshots(rest, symbols, feed),
    actions: (query) => readActions(rest, query),
    async columns(query, adjustment = 'raw', newest) {
      const { symbol, timeframe, from, to } = query;
      if (newest !== undefined) {
        return columnsOf(
          await readNewest(rest, query, { adjustment, feed, count: newest }),
          timeframe,
        );
      }
      const rows = await bars({ symbols: [symbol], timeframe, from, to, adjustment });
      return columnsOf(rows.get(symbol) ?? [], timeframe);
    },
  };
}

/** Returns the newest bars of one symbol, oldest first; reads only the newest pages. */
async function readNewest(
  rest: Rest,
  { symbol, timeframe, from, to }: BarQuery,
  wanted: {
    readonly adjustment: PriceAdjustment;
    readonly feed: string | undefined;
    readonly count: number;
  },
): Promise<readonly Bar[]> {
  const { adjustment, feed, count } = wanted;
  const fixed = {
    symbols: symbol,
    start: formatInstant(from),
    end: formatInstant(to),
    limit: String(Math.min(PAGE, count)),
    ...(feed === undefined ? {} : { feed }),
    timeframe,
    adjustment,
    sort: 'desc',
  };
  const found: Bar[] = [];
  for await (const page of pages(rest, 'bars', fixed)) {
    found.push(...(page.rows.get(symbol) ?? []).map((value) => parseBar(symbol, value)));
    if (found.length >= count) break;
  }
  return found.slice(0, count).toReversed();
}

async function readSnapshots(
  rest: Rest,
  symbols: readonly Ticker[],
  feed: string | undefined,
): Promise<ReadonlyMap<Ticker, Snapshot>> {
  const found = new Map<Ticker, Snapshot>();
  for (const some of chunks(symbols)) {
    const answer = await rest.get(`/v2/stocks/snapshots?${latestQuery(some, feed)}`);
    const rows: Readonly<Record<string, unknown>> = readWire(looseObject({}), answer, 'snapshots');
    for (const symbol of some) {
      const value = rows[symbol];
      if (value !== undefined && value !== null) found.set(symbol, parseSnapshot(symbol, value));
    }
  }
  return found;
}

async function* pages(
  rest: Rest,
  kind: Kind,
  fixed: Readonly<Record<string, string>>,
): AsyncGenerator<PricePage, void> {
  let token: string | null = null;
  do {
    const params = new URLSearchParams(fixed);
    if (token !== null) params.set('page_token', token);
    const page = parsePage(kind, await rest.get(`/v2/stocks/${kind}?${params.toString()}`));
    yield page;
    // A short or empty page is not necessarily the last: only the token decides.
    if (page.next !== null && page.next === token) {
      throw alpacaError(
        'alpaca.unreadable',
        `Expected a new page of ${kind}, found the same one again.`,
      );
    }
    token = page.next;
  } while (token !== null);
}

function latestQuery(symbols: readonly Ticker[], feed: string | undefined): string {
  const params = new URLSearchParams({ symbols: symbols.join(',') });
  if (feed !== undefined) params.set('feed', feed);
  return params.toString();
}

function* chunks(symbols: readonly Ticker[]): Generator<readonly Ticker[]> {
  for (let from = 0; from < symbols.length; from += SYMBOLS_MAX) {
    yield symbols.slice(from, from + SYMBOLS_MAX);
  }
}

/**
 * Returns the instant a bar becomes known: its end, or for a daily bar the close of its trading
 * day.
 *
 * A daily bar starts at midnight in New York.
 */
export function barEnd(bar: Bar, timeframe: Timeframe): EpochMs {
  if (timeframe !== '1Day') return later(bar.start, TIMEFRAME_MS[timeframe]);
  const session = sessionOn(newYorkDate(bar.start));
  return session?.close ?? later(bar.start, TIMEFRAME_MS[timeframe]);
}

function columnsOf(bars: readonly Bar[], timeframe: Timeframe): BarColumns {
  const columns = barColumns(bars.length);
  for (const [index, bar] of bars.entries()) {
    columns.start[index] = bar.start;
    columns.end[index] = barEnd(bar, timeframe);
    columns.open[index] = bar.open;
    columns.high[index] = bar.high;
    columns.low[index] = bar.low;
    columns.close[index] = bar.close;
    columns.volume[index] = bar.volume;
  }
  return columns;
}
