import type { Ticker } from '../../../market/symbol.ts';
import { toWireBar, toWireQuote, toWireSnapshot, toWireTrade } from '../../wire/prices.ts';
import { type RouteAnswer, ok } from './answer.ts';
import { currency } from './data-bars.ts';
import { judgeFeed, symbolOf, symbolsAsked } from './data-query.ts';
import type { Desk } from '../desk.ts';
import { type LatestPrices, previousDay } from '../market/market-view.ts';
import type { Query } from './query.ts';
import { notFound, refuse } from './refusals.ts';
import type { Route } from './router.ts';

type Body = Readonly<Record<string, unknown>>;

interface LatestKind {
  readonly many: string;
  readonly one: string;
  readonly body: (latest: LatestPrices) => Body | undefined;
}

const KINDS: readonly LatestKind[] = [
  { many: 'bars', one: 'bar', body: ({ minute }) => minute && toWireBar(minute) },
  { many: 'quotes', one: 'quote', body: ({ quote }) => quote && toWireQuote(quote) },
  { many: 'trades', one: 'trade', body: ({ trade }) => trade && toWireTrade(trade) },
];

/** The latest bar, quote and print, and snapshots of all of them. */
export function latestRoutes(desk: Desk): readonly Route[] {
  const host = 'data';
  const latest = KINDS.flatMap((kind): Route[] => [
    {
      method: 'GET',
      path: `/v2/stocks/${kind.many}/latest`,
      host,
      run: (call) => multi(desk, kind, call.query),
    },
    {
      method: 'GET',
      path: `/v2/stocks/{symbol}/${kind.many}/latest`,
      host,
      run: (call) => single(desk, kind, call.query, symbolOf(call.params['symbol'] ?? '')),
    },
  ]);
  return [
    ...latest,
    {
      method: 'GET',
      path: '/v2/stocks/snapshots',
      host,
      run: (call) => snapshots(desk, call.query),
    },
    {
      method: 'GET',
      path: '/v2/stocks/{symbol}/snapshot',
      host,
      run: (call) => snapshot(desk, call.query, symbolOf(call.params['symbol'] ?? '')),
    },
  ];
}

function multi(desk: Desk, kind: LatestKind, query: Query): RouteAnswer {
  judgeFeed(query);
  const found: Record<string, Body> = {};
  for (const symbol of symbolsAsked(query)) {
    const latest = desk.market.bySymbol.get(symbol);
    const body = latest === undefined ? undefined : kind.body(latest);
    if (body !== undefined) found[symbol] = body;
  }
  return ok({ [kind.many]: found, ...currency(query) });
}

function single(desk: Desk, kind: LatestKind, query: Query, symbol: Ticker): RouteAnswer {
  judgeFeed(query);
  const latest = desk.market.bySymbol.get(symbol);
  const body = latest === undefined ? undefined : kind.body(latest);
  if (body === undefined) refuse(noData(kind.one, symbol));
  return ok({ symbol, [kind.one]: body, ...currency(query) });
}

/** Returns several snapshots as a bare map by symbol. */
function snapshots(desk: Desk, query: Query): RouteAnswer {
  judgeFeed(query);
  const found: Record<string, Body> = {};
  for (const symbol of symbolsAsked(query)) {
    const body = snapshotBody(desk, symbol);
    if (body !== undefined) found[symbol] = body;
  }
  return ok(found);
}

function snapshot(desk: Desk, query: Query, symbol: Ticker): RouteAnswer {
  judgeFeed(query);
  const body = snapshotBody(desk, symbol) ?? refuse(noData('snapshot', symbol));
  return ok({ symbol, ...body, ...currency(query) });
}

function snapshotBody(desk: Desk, symbol: Ticker): Body | undefined {
  const latest = desk.market.bySymbol.get(symbol);
  if (latest === undefined) return undefined;
  return toWireSnapshot({
    symbol,
    trade: latest.trade ?? null,
    quote: latest.quote ?? null,
    minute: latest.minute ?? null,
    day: latest.day ?? null,
    previousDay: previousDay(desk.market, symbol, desk.clock.now()) ?? null,
  });
}

function noData(what: string, symbol: Ticker): ReturnType<typeof notFound> {
  return { ...notFound(`no ${what} found for ${symbol}`), code: 0 };
}
