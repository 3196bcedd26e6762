import {
  type Decimal,
  decimal,
  price,
  quantity,
  type Quantity,
  ratio,
} from '../../../core/decimal.ts';
import { averagePrice, notional } from '../../../market/instrument.ts';
import type { Ticker } from '../../../market/symbol.ts';
import type { ExchangePosition } from '../../../simulator/exchange.ts';
import { positionSymbolOnWire } from '../../wire/instrument.ts';
import { toWirePosition } from '../../wire/position.ts';
import { isOpenState, quantityOf } from '../account/account-file.ts';
import { type RouteAnswer, errorBody, multiStatus, ok } from './answer.ts';
import type { Desk } from '../desk.ts';
import { midnightBefore, previousDay } from '../market/market-view.ts';
import { orderBody } from './order-body.ts';
import { findAsset, sharesAsked } from './order-request.ts';
import { fileOf } from './orders.ts';
import { type Query, truth } from './query.ts';
import { badParameter, notFound, refuse, RequestRefused } from './refusals.ts';
import type { RouteCall, Route } from './router.ts';
import { valuate, type ValuedPosition } from '../account/valuation.ts';

/** Returns the routes under `/v2/positions`. */
export function positionRoutes(desk: Desk): readonly Route[] {
  const host = 'trading';
  const one = '/v2/positions/{symbol_or_asset_id}';
  return [
    { method: 'GET', path: '/v2/positions', host, run: () => listPositions(desk) },
    { method: 'DELETE', path: '/v2/positions', host, run: (call) => closeAll(desk, call.query) },
    { method: 'GET', path: one, host, run: (call) => ok(positionBody(desk, named(desk, call))) },
    { method: 'DELETE', path: one, host, run: (call) => closeOne(desk, call) },
  ];
}

function listPositions(desk: Desk): RouteAnswer {
  const { positions } = valuate(desk.exchange.account(), desk.market);
  return ok(positions.map((valued) => positionBody(desk, valued)));
}

function named(desk: Desk, call: RouteCall): ValuedPosition {
  const asset = findAsset(desk.market, call.params['symbol_or_asset_id'] ?? '');
  const { positions } = valuate(desk.exchange.account(), desk.market);
  const found = positions.find(({ position }) => position.symbol === asset?.symbol);
  return found ?? refuse(notFound('position does not exist'));
}

/** Returns a position as Alpaca reports it, at today's price. */
function positionBody(desk: Desk, valued: ValuedPosition): Readonly<Record<string, unknown>> {
  const { position, mark, value } = valued;
  const { symbol } = position;
  const asset = desk.market.bySymbol.get(symbol)?.asset;
  const last = previousDay(desk.market, symbol, desk.clock.now());
  const lastday = last === undefined ? mark : price(last.close);
  const profit = value.minus(position.cost);
  const today = tradedToday(desk, symbol)
    ? profit
    : notional(position.instrument, mark.minus(lastday), position.quantity);
  return toWirePosition({
    assetId: asset?.id ?? '',
    symbol,
    exchange: asset?.exchange ?? '',
    assetClass: position.instrument.assetClass,
    averagePrice: averagePrice(position.instrument, position.cost, { units: position.quantity }),
    quantity: position.quantity,
    available: position.available,
    side: position.quantity.sign() < 0 ? 'short' : 'long',
    marketValue: value,
    costBasis: position.cost,
    unrealizedPl: profit,
    unrealizedPlpc: fraction(profit, position.cost.abs()),
    unrealizedIntradayPl: today,
    unrealizedIntradayPlpc: fraction(today, value.minus(today).abs()),
    currentPrice: mark,
    lastdayPrice: lastday,
    changeToday: fraction(mark.minus(lastday), lastday),
    marginable: asset?.marginable ?? false,
  });
}

function fraction<Unit extends string>(part: Decimal<Unit>, whole: Decimal<Unit>): Decimal {
  return whole.isZero() ? decimal(0) : ratio(part, whole, 16);
}

/** Whether any of the position was bought or sold since midnight in New York. */
function tradedToday(desk: Desk, symbol: Ticker): boolean {
  const { activities } = desk.file;
  const midnight = midnightBefore(desk.clock.now());
  for (let index = activities.length - 1; index >= 0; index -= 1) {
    const event = activities[index]!;
    if (event.at < midnight) return false;
    if (event.kind === 'cash' || event.kind === 'split') continue;
    if (event.fill.symbol === symbol) return true;
  }
  return false;
}

function closeOne(desk: Desk, call: RouteCall): RouteAnswer {
  const { position } = named(desk, call);
  const shares = sharesToClose(call.query, position.quantity.abs());
  return ok(close(desk, position.symbol, shares));
}

function sharesToClose(query: Query, held: Quantity): Quantity {
  const qty = query.get('qty');
  const percentage = query.get('percentage');
  if (qty !== undefined && percentage !== undefined) {
    refuse(badParameter('only one of qty or percentage is accepted'));
  }
  if (qty !== undefined) return sharesAsked(quantity(plain('qty', qty)));
  if (percentage === undefined) return held;
  const share = decimal(plain('percentage', percentage));
  if (share.sign() <= 0 || share.greaterThan(decimal(100))) {
    refuse(badParameter('percentage must be > 0 and <= 100'));
  }
  return held.times(share).times(decimal('0.01')).round(9, 'down').trimmed();
}

function plain(name: string, text: string): string {
  return /^\d{1,18}(\.\d{1,18})?$/.test(text)
    ? text
    : refuse(badParameter(`invalid ${name}: ${text.slice(0, 40)}`));
}

/** Sends the market order that closes that many shares, like any other order of the account. */
function close(desk: Desk, symbol: Ticker, shares: Quantity): Readonly<Record<string, unknown>> {
  const held = quantityOf(desk.file, symbol);
  const placed = desk.exchange.place(
    {
      clientId: desk.random.uuid(),
      symbol,
      side: held.sign() < 0 ? 'buy' : 'sell',
      size: { kind: 'quantity', quantity: shares },
      terms: { type: 'market' },
      // A coin's market never closes, so no order of a coin ends with its day.
      timeInForce: desk.market.bySymbol.get(symbol)?.asset.class === 'crypto' ? 'gtc' : 'day',
      extendedHours: false,
    },
    desk.clock.now(),
  );
  desk.collect();
  if (placed.kind === 'refused') refuse(placed.refusal);
  return orderBody(desk, fileOf(desk, placed.order.id), placed.order);
}

function closeAll(desk: Desk, query: Query): RouteAnswer {
  if (truth(query, 'cancel_orders')) {
    for (const { state } of desk.file.list) {
      if (isOpenState(state)) desk.exchange.cancel(state.id, desk.clock.now());
    }
    desk.collect();
  }
  const { positions } = desk.exchange.account();
  return multiStatus(positions.map((position) => closedRow(desk, position)));
}

function closedRow(
  desk: Desk,
  { symbol, instrument, quantity: held }: ExchangePosition,
): { readonly symbol: string; readonly status: number; readonly body: unknown } {
  const named = positionSymbolOnWire(symbol, instrument.assetClass);
  try {
    return { symbol: named, status: 200, body: close(desk, symbol, held.abs()) };
  } catch (error) {
    if (!(error instanceof RequestRefused)) throw error;
    return { symbol: named, status: error.refusal.status, body: errorBody(error.refusal) };
  }
}
