import * as fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { Decimal } from '../../core/decimal.ts';
import { type EpochMs, epochMs, isoDate } from '../../core/time.ts';
import { newYorkInstant } from '../../market/calendar.ts';
import { ticker } from '../../market/symbol.ts';
import type { BrokerOrderId } from '../../orders/request.ts';
import { parseAccount, toWireAccount } from './account.ts';
import { type Activity, activityId, parseActivities, toWireActivity } from './activity.ts';
import { parseAsset, toWireAsset } from './asset.ts';
import { parseCalendar, parseClock, toWireCalendarDay, toWireClock } from './clock.ts';
import {
  type DataMessage,
  type DataRequest,
  NO_SUBSCRIPTION,
  parseDataFrame,
  parseDataRequest,
  toDataFrame,
  toDataRequest,
} from './data-stream.ts';
import { decodeJson } from './json.ts';
import { type OrderReport, parseOrder, toWireOrder } from './order.ts';
import { parseOrdersQuery, toOrdersQuery } from './orders-query.ts';
import { parsePosition, toWirePosition } from './position.ts';
import { parsePage, parseSnapshot, toWirePage, toWireSnapshot } from './prices.ts';
import {
  parseTradingFrame,
  parseTradingRequest,
  toTradingFrame,
  toTradingRequest,
  type TradingMessage,
} from './trading-stream.ts';

const instants: fc.Arbitrary<EpochMs> = fc
  .integer({ min: 946_684_800_000, max: 1_893_456_000_000 })
  .map(epochMs);
function decimals<U extends string>(
  sign: 'any' | 'positive' = 'positive',
): fc.Arbitrary<Decimal<U>> {
  const min = sign === 'any' ? -(10n ** 15n) : 0n;
  return fc
    .tuple(fc.bigInt({ min, max: 10n ** 15n }), fc.integer({ min: 0, max: 9 }))
    .map(([units, scale]) => new Decimal<U>(units, scale).trimmed());
}
const words = fc.stringMatching(/^[a-z][a-z_]{0,15}$/);
const symbols = fc.constantFrom('SPY', 'BRK.B', 'BTC/USD', 'AAPL250620C00100000').map(ticker);
const ids = fc.uuid().map((id) => id as BrokerOrderId);
const prices = decimals<'USD/unit'>();
const sums = decimals<'USD'>('any');
const floats = fc.double({ min: 0, max: 1e9, noNaN: true }).map((value) => value + 0);
const maybe = <T>(arbitrary: fc.Arbitrary<T>): fc.Arbitrary<T | null> => fc.option(arbitrary);

const orders: fc.Arbitrary<OrderReport> = fc.letrec<{ order: OrderReport }>((tie) => ({
  order: fc.record<OrderReport>({
    id: ids,
    clientId: words,
    createdAt: instants,
    updatedAt: instants,
    submittedAt: instants,
    filledAt: maybe(instants),
    expiredAt: maybe(instants),
    expiresAt: maybe(instants),
    canceledAt: maybe(instants),
    failedAt: maybe(instants),
    replacedAt: maybe(instants),
    replacedBy: maybe(ids),
    replaces: maybe(ids),
    assetId: fc.uuid(),
    symbol: symbols,
    assetClass: words,
    notional: maybe(decimals<'USD'>()),
    quantity: maybe(decimals<'unit'>()),
    filled: decimals<'unit'>(),
    averagePrice: maybe(prices),
    orderClass: fc.constantFrom('', 'simple', 'bracket'),
    type: words,
    side: words,
    timeInForce: words,
    limitPrice: maybe(prices),
    stopPrice: maybe(prices),
    trailPrice: maybe(prices),
    trailPercent: maybe(decimals<'ratio'>()),
    highWaterMark: maybe(prices),
    status: words,
    extendedHours: fc.boolean(),
    legs: fc.oneof({ maxDepth: 1 }, fc.constant(null), fc.array(tie('order'), { maxLength: 2 })),
  }),
})).order;

/** Converts to JSON text and back, as the wire does. */
function sent(value: unknown): unknown {
  return decodeJson(JSON.stringify(value));
}

function survives<T>(name: string, arbitrary: fc.Arbitrary<T>, trip: (value: T) => unknown): void {
  test(`${name} round-trips over the wire`, () => {
    fc.assert(
      fc.property(arbitrary, (value) => {
        expect(trip(value)).toEqual(value);
      }),
      { numRuns: 100 },
    );
  });
}

describe('values sent over REST', () => {
  survives('an order', orders, (order) => parseOrder(sent(toWireOrder(order))));

  survives(
    'an account',
    fc.record({
      id: fc.uuid(),
      number: words,
      status: words,
      currency: words,
      cash: sums,
      equity: sums,
      buyingPower: sums,
      portfolioValue: maybe(sums),
      lastEquity: maybe(sums),
      longMarketValue: maybe(sums),
      shortMarketValue: maybe(sums),
      positionMarketValue: maybe(sums),
      initialMargin: maybe(sums),
      maintenanceMargin: maybe(sums),
      lastMaintenanceMargin: maybe(sums),
      regtBuyingPower: maybe(sums),
      nonMarginableBuyingPower: maybe(sums),
      accruedFees: maybe(sums),
      multiplier: fc.constantFrom('1', '2', '4'),
      tradingBlocked: fc.boolean(),
      transfersBlocked: fc.boolean(),
      accountBlocked: fc.boolean(),
      tradeSuspendedByUser: fc.boolean(),
      shortingEnabled: fc.boolean(),
      createdAt: maybe(instants),
    }),
    (account) => parseAccount(sent(toWireAccount(account))),
  );

  const holdings = fc.record({
    assetId: fc.uuid(),
    symbol: symbols.map(String),
    exchange: words,
    assetClass: words,
    averagePrice: prices,
    quantity: decimals<'unit'>('any'),
    available: maybe(decimals<'unit'>('any')),
    marketValue: maybe(sums),
    costBasis: maybe(sums),
    unrealizedPl: maybe(sums),
    unrealizedPlpc: maybe(decimals<'ratio'>('any')),
    unrealizedIntradayPl: maybe(sums),
    unrealizedIntradayPlpc: maybe(decimals<'ratio'>('any')),
    currentPrice: maybe(prices),
    lastdayPrice: maybe(prices),
    changeToday: maybe(decimals<'ratio'>('any')),
    marginable: fc.boolean(),
  });
  survives(
    'a position',
    holdings.map((row) => ({ ...row, side: row.quantity.sign() < 0 ? 'short' : 'long' })),
    (position) => parsePosition(sent(toWirePosition(position))),
  );

  survives(
    'an asset',
    fc.record({
      id: fc.uuid(),
      symbol: symbols,
      name: fc.string(),
      class: fc.constantFrom('us_equity' as const, 'us_option' as const, 'crypto' as const),
      exchange: words,
      status: fc.constantFrom('active' as const, 'inactive' as const),
      tradable: fc.boolean(),
      marginable: fc.boolean(),
      shortable: fc.boolean(),
      fractionable: fc.boolean(),
      sector: fc.constantFrom('', 'technology'),
    }),
    (asset) => parseAsset(sent(toWireAsset(asset))),
  );

  survives(
    'the clock',
    fc.record({ at: instants, isOpen: fc.boolean(), nextOpen: instants, nextClose: instants }),
    (clock) => parseClock(sent(toWireClock(clock))),
  );

  test('a calendar day is in New York time', () => {
    const date = isoDate('2026-11-27');
    const day = {
      date,
      open: newYorkInstant(date, 570 * 60_000),
      close: newYorkInstant(date, 780 * 60_000),
      sessionOpen: newYorkInstant(date, 240 * 60_000),
      sessionClose: newYorkInstant(date, 1020 * 60_000),
      settlement: isoDate('2026-11-30'),
    };
    expect(toWireCalendarDay(day)).toEqual({
      date: '2026-11-27',
      open: '09:30',
      close: '13:00',
      session_open: '0400',
      session_close: '1700',
      settlement_date: '2026-11-30',
    });
    expect(parseCalendar(sent([toWireCalendarDay(day)]))).toEqual([day]);
  });

  const fillRows: fc.Arbitrary<Activity> = fc.record({
    kind: fc.constant('fill' as const),
    id: fc.tuple(instants, fc.uuid()).map(([at, id]) => activityId(at, id)),
    at: instants,
    order: ids,
    symbol: symbols.map(String),
    side: fc.constantFrom('buy', 'sell', 'sell_short'),
    quantity: decimals<'unit'>(),
    price: prices,
    cumulative: decimals<'unit'>(),
    leaves: decimals<'unit'>(),
    orderStatus: words,
  });
  const otherRows = fc.record({
    kind: fc.constant('non_trade' as const),
    id: fc.uuid(),
    activity: fc.constantFrom('DIV', 'FEE', 'CSD', 'SPLIT', 'NEVER_HEARD_OF'),
    subType: words,
    date: fc.constantFrom('2024-02-29', '2026-01-02').map(isoDate),
    at: instants,
    amount: sums,
    symbol: maybe(symbols.map(String)),
    quantity: maybe(decimals<'unit'>('any')),
    perShare: maybe(prices),
    note: fc.string(),
    order: maybe(ids),
    status: words,
  });
  const dated: fc.Arbitrary<Activity> = fc
    .record({ row: otherRows, dateOnly: fc.boolean() })
    .map(({ row, dateOnly }) =>
      dateOnly ? { ...row, dateOnly, at: newYorkInstant(row.date, 0) } : { ...row, dateOnly },
    );
  survives('activities', fc.array(fc.oneof(fillRows, dated)), (rows) =>
    parseActivities(sent(rows.map(toWireActivity))),
  );

  survives(
    'a query for orders',
    fc.record({
      status: fc.constantFrom('open' as const, 'closed' as const, 'all' as const),
      limit: fc.integer({ min: 1, max: 500 }),
      after: maybe(instants),
      until: maybe(instants),
      direction: fc.constantFrom('asc' as const, 'desc' as const),
      nested: fc.boolean(),
      symbols: fc.array(symbols.map(String), { maxLength: 3 }),
      side: fc.constantFrom(null, 'buy' as const, 'sell' as const),
    }),
    (query) => parseOrdersQuery(toOrdersQuery(query)),
  );
});

const bars = fc.record(
  {
    symbol: symbols,
    start: instants,
    open: floats,
    high: floats,
    low: floats,
    close: floats,
    volume: floats,
    vwap: floats,
    trades: fc.nat(),
  },
  { noNullPrototype: true },
);
const quotes = fc.record({
  symbol: symbols,
  at: instants,
  bid: floats,
  bidSize: floats,
  ask: floats,
  askSize: floats,
});
const trades = fc.record({
  symbol: symbols,
  at: instants,
  price: floats,
  size: floats,
  id: fc.bigInt({ min: 0n, max: 2n ** 64n }).map(String),
});

describe('prices', () => {
  survives(
    'a snapshot',
    fc.record({ trade: maybe(trades), quote: maybe(quotes), minute: maybe(bars) }).map((parts) => {
      const symbol = ticker('SPY');
      const own = <T extends object>(part: T | null): (T & { symbol: typeof symbol }) | null =>
        part === null ? null : { ...part, symbol };
      const [trade, quote, minute] = [own(parts.trade), own(parts.quote), own(parts.minute)];
      return { symbol, trade, quote, minute, day: null, previousDay: null };
    }),
    (snapshot) => parseSnapshot(snapshot.symbol, sent(toWireSnapshot(snapshot))),
  );

  test('a page without data has no rows, and null rows count as none', () => {
    expect(parsePage('bars', { bars: {}, next_page_token: null })).toEqual({
      rows: new Map(),
      next: null,
    });
    expect(parsePage('bars', { bars: null, next_page_token: null }).rows.size).toBe(0);
    expect(parsePage('bars', { bars: { SPY: null } }).rows.get('SPY')).toEqual([]);
    const page = { rows: new Map([['SPY', [1]]]), next: 'x' };
    expect(parsePage('bars', toWirePage('bars', page))).toEqual(page);
  });

  test('a trade id past 2^53 survives to the last digit', () => {
    const text =
      '[{"T":"t","S":"BTC/USD","i":9007199254740993123,"p":1,"s":2,"t":"2026-01-02T00:00:00Z"}]';
    const [message] = parseDataFrame(text);
    expect(message).toMatchObject({ kind: 'trade', trade: { id: '9007199254740993123' } });
  });
});

describe('the streams', () => {
  const dataMessages: fc.Arbitrary<DataMessage> = fc.oneof(
    fc.record({ kind: fc.constant('success' as const), message: words }),
    fc.record({ kind: fc.constant('error' as const), code: fc.nat(), message: words }),
    fc.record({
      kind: fc.constant('subscription' as const),
      subscription: fc.record({
        trades: fc.array(words),
        quotes: fc.array(words),
        bars: fc.array(words),
        updatedBars: fc.array(words),
        dailyBars: fc.array(words),
        statuses: fc.array(words),
        lulds: fc.array(words),
      }),
    }),
    fc.record({ kind: fc.constant('trade' as const), trade: trades }),
    fc.record({ kind: fc.constant('quote' as const), quote: quotes }),
    fc.record({
      kind: fc.constant('bar' as const),
      cadence: fc.constantFrom('minute' as const, 'updated' as const, 'daily' as const),
      bar: bars,
    }),
    fc.record({
      kind: fc.constant('status' as const),
      symbol: symbols,
      at: instants,
      status: words,
      reason: words,
    }),
    fc.record({
      kind: fc.constant('luld' as const),
      symbol: symbols,
      at: instants,
      up: floats,
      down: floats,
    }),
  );
  survives('a frame of data', fc.array(dataMessages), (messages) =>
    parseDataFrame(toDataFrame(messages)),
  );
  survives('a frame of data in bytes', fc.array(dataMessages), (messages) =>
    parseDataFrame(new TextEncoder().encode(toDataFrame(messages))),
  );

  const dataRequests: fc.Arbitrary<DataRequest> = fc.oneof(
    fc.record({ kind: fc.constant('auth' as const), key: words, secret: words }),
    fc.record({
      kind: fc.constantFrom('subscribe' as const, 'unsubscribe' as const),
      subscription: fc
        .record({ bars: fc.array(words), quotes: fc.array(words) })
        .map((wanted) => ({ ...NO_SUBSCRIPTION, ...wanted })),
    }),
  );
  survives('a request for data', dataRequests, (message) =>
    parseDataRequest(toDataRequest(message)),
  );

  const tradingMessages: fc.Arbitrary<TradingMessage> = fc.oneof(
    fc.record({
      kind: fc.constant('authorization' as const),
      status: fc.constantFrom('authorized', 'unauthorized'),
      action: fc.constantFrom('authenticate', 'listen'),
    }),
    fc.record({ kind: fc.constant('listening' as const), streams: fc.array(words) }),
    fc.record({ kind: fc.constant('error' as const), message: words }),
    fc.record({
      kind: fc.constant('trade_update' as const),
      event: words,
      at: instants,
      order: orders,
      executionId: maybe(fc.uuid()),
      quantity: maybe(decimals<'unit'>()),
      price: maybe(prices),
      positionQuantity: maybe(decimals<'unit'>('any')),
      reason: words,
    }),
  );
  survives('a trading message', tradingMessages, (message) =>
    parseTradingFrame(toTradingFrame(message)),
  );

  test('a request to the trading stream is read in its older and its newer form', () => {
    const message = { kind: 'authenticate', keyId: 'K', secret: 'S' } as const;
    expect(parseTradingRequest(toTradingRequest(message))).toEqual(message);
    expect(parseTradingRequest('{"action":"auth","key":"K","secret":"S"}')).toEqual(message);
    const listen = { kind: 'listen', streams: ['trade_updates'] } as const;
    expect(parseTradingRequest(toTradingRequest(listen))).toEqual(listen);
  });

  test('reading any input never throws', () => {
    const anyText = fc.oneof(
      fc.string(),
      fc.json(),
      fc.json().map((value) => `{"stream":"trade_updates","data":${value}}`),
      fc.json().map((value) => `[{"T":"q","S":"SPY","t":${value}}]`),
      fc.constant('{"stream":"trade_updates","data":null}'),
    );
    fc.assert(
      fc.property(anyText, (text) => {
        for (const parse of [parseTradingFrame, parseTradingRequest, parseDataRequest]) {
          expect(parse(text).kind).toBeTypeOf('string');
        }
        expect(parseDataFrame(text)).toBeInstanceOf(Array);
      }),
      { numRuns: 500 },
    );
  });
});
