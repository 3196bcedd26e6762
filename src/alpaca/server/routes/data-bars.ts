import { DAY, type EpochMs, epochMs, later } from '../../../core/time.ts';
import { type Bar, type Timeframe, TIMEFRAME_MS } from '../../../market/bar.ts';
import type { Ticker } from '../../../market/symbol.ts';
import { toWireBar } from '../../wire/prices.ts';
import { adjustmentSteps, factorsAt } from '../market/adjust.ts';
import { type RouteAnswer, ok } from './answer.ts';
import {
  type AdjustmentFlags,
  adjustmentAsked,
  historyAsked,
  type HistoryRequest,
  type Row,
  symbolOf,
  symbolsAsked,
  timeframeAsked,
} from './data-query.ts';
import type { Desk } from '../desk.ts';
import { barAt, midnightBefore } from '../market/market-view.ts';
import { cutPage, pageBody, singlePageBody } from './page.ts';
import type { Query } from './query.ts';
import { compareInstants } from './query.ts';
import type { Route } from './router.ts';

/** `/v2/stocks/bars` and `/v2/stocks/{symbol}/bars`. */
export function barRoutes(desk: Desk): readonly Route[] {
  const host = 'data';
  return [
    { method: 'GET', path: '/v2/stocks/bars', host, run: (call) => multi(desk, call.query) },
    {
      method: 'GET',
      path: '/v2/stocks/{symbol}/bars',
      host,
      run: (call) => single(desk, call.query, symbolOf(call.params['symbol'] ?? '')),
    },
  ];
}

function multi(desk: Desk, query: Query): RouteAnswer {
  const symbols = symbolsAsked(query);
  const ask = barsAsked(desk, query);
  const page = cutPage(symbols, ask.history, (symbol) => barRows(desk, symbol, ask));
  return ok({ ...pageBody('bars', page), ...currency(query) });
}

function single(desk: Desk, query: Query, symbol: Ticker): RouteAnswer {
  const ask = barsAsked(desk, query);
  const page = cutPage([symbol], ask.history, (each) => barRows(desk, each, ask));
  return ok({ ...singlePageBody('bars', symbol, page), ...currency(query) });
}

/** Returns the currency field only if the request named a currency. */
export function currency(query: Query): { readonly currency?: string } {
  const asked = query.get('currency');
  return asked === undefined || asked === '' ? {} : { currency: asked };
}

interface BarsAsked {
  readonly timeframe: Timeframe;
  readonly adjustment: AdjustmentFlags;
  readonly history: HistoryRequest;
}

function barsAsked(desk: Desk, query: Query): BarsAsked {
  const timeframe = timeframeAsked(query);
  return { timeframe, adjustment: adjustmentAsked(query), history: historyAsked(desk, query) };
}

function barRows(desk: Desk, symbol: Ticker, ask: BarsAsked): readonly Row[] {
  const { source } = desk.market;
  const { start, end } = ask.history;
  const now = desk.clock.now();
  const width = ask.timeframe === '1Day' ? 2 * DAY : TIMEFRAME_MS[ask.timeframe];
  const to = epochMs(Math.min(later(end.at, width), now));
  const columns = source.history(symbol, ask.timeframe, { from: start.at, to });
  const steps = adjustmentSteps(source, symbol, ask.adjustment, now);
  const rows: Row[] = [];
  for (let index = 0; index < columns.length; index += 1) {
    const at = stampOf(ask.timeframe, epochMs(columns.start[index]!));
    const stamp = { at, nanos: 0 };
    if (compareInstants(stamp, start) < 0 || compareInstants(stamp, end) > 0) continue;
    const bar = { ...barAt(symbol, columns, index), start: at };
    const adjusted = steps.length === 0 ? bar : adjust(bar, factorsAt(steps, columns.end[index]!));
    rows.push({ at, body: toWireBar(adjusted) });
  }
  return rows;
}

function stampOf(timeframe: Timeframe, start: EpochMs): EpochMs {
  return timeframe === '1Day' ? midnightBefore(start) : start;
}

function adjust(bar: Bar, { price, volume }: ReturnType<typeof factorsAt>): Bar {
  const scaled = (value: number): number => Math.round(value * price * 1e4) / 1e4;
  if (price === 1 && volume === 1) return bar;
  return {
    ...bar,
    open: scaled(bar.open),
    high: scaled(bar.high),
    low: scaled(bar.low),
    close: scaled(bar.close),
    volume: Math.round(bar.volume * volume),
    ...(bar.vwap === undefined ? {} : { vwap: scaled(bar.vwap) }),
  };
}
