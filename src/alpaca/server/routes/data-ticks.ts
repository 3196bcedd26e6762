import type { EpochMs } from '../../../core/time.ts';
import type { Quote, Trade } from '../../../market/quote.ts';
import type { Ticker } from '../../../market/symbol.ts';
import { toWireQuote, toWireTrade } from '../../wire/prices.ts';
import { type RouteAnswer, ok } from './answer.ts';
import { currency } from './data-bars.ts';
import {
  historyAsked,
  type HistoryRequest,
  type Row,
  symbolOf,
  symbolsAsked,
} from './data-query.ts';
import type { Desk } from '../desk.ts';
import { cutPage, pageBody, singlePageBody } from './page.ts';
import { compareInstants, type Query } from './query.ts';
import type { Route } from './router.ts';

type Kind = 'quotes' | 'trades';

/** Returns the routes of quote and print histories, as far back as they are stored. */
export function tickRoutes(desk: Desk): readonly Route[] {
  const host = 'data';
  return (['quotes', 'trades'] as const).flatMap((kind): Route[] => [
    {
      method: 'GET',
      path: `/v2/stocks/${kind}`,
      host,
      run: (call) => multi(desk, kind, call.query),
    },
    {
      method: 'GET',
      path: `/v2/stocks/{symbol}/${kind}`,
      host,
      run: (call) => single(desk, kind, call.query, symbolOf(call.params['symbol'] ?? '')),
    },
  ]);
}

function multi(desk: Desk, kind: Kind, query: Query): RouteAnswer {
  const symbols = symbolsAsked(query);
  const asked = historyAsked(desk, query);
  const page = cutPage(symbols, asked, (symbol) => rowsOf(desk, kind, symbol, asked));
  return ok({ ...pageBody(kind, page), ...currency(query) });
}

function single(desk: Desk, kind: Kind, query: Query, symbol: Ticker): RouteAnswer {
  const asked = historyAsked(desk, query);
  const page = cutPage([symbol], asked, (each) => rowsOf(desk, kind, each, asked));
  return ok({ ...singlePageBody(kind, symbol, page), ...currency(query) });
}

function rowsOf(desk: Desk, kind: Kind, symbol: Ticker, asked: HistoryRequest): readonly Row[] {
  const latest = desk.market.bySymbol.get(symbol);
  if (latest === undefined) return [];
  return kind === 'quotes'
    ? within<Quote>(latest.quotes, asked, toWireQuote)
    : within<Trade>(latest.trades, asked, toWireTrade);
}

function within<T extends { readonly at: EpochMs }>(
  items: readonly T[],
  { start, end }: HistoryRequest,
  body: (item: T) => Readonly<Record<string, unknown>>,
): readonly Row[] {
  const rows: Row[] = [];
  for (const item of items) {
    const stamp = { at: item.at, nanos: 0 };
    if (compareInstants(stamp, start) < 0 || compareInstants(stamp, end) > 0) continue;
    rows.push({ at: item.at, body: body(item) });
  }
  return rows;
}
