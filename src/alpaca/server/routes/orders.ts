import type { BrokerOrderId, OrderTerms } from '../../../orders/request.ts';
import type { OrderChange } from '../../../simulator/exchange.ts';
import { type OrderPatch, parseOrderPatch } from '../../wire/order-request.ts';
import { isOpenState, type OrderFile } from '../account/account-file.ts';
import { type RouteAnswer, multiStatus, NO_CONTENT, ok } from './answer.ts';
import type { Desk } from '../desk.ts';
import { listOrders } from './order-list.ts';
import { orderBody } from './order-body.ts';
import {
  judgeAmounts,
  parsed,
  readNewOrder,
  sharesAsked,
  timeInForceAsked,
} from './order-request.ts';
import { badParameter, forbidden, notFound, refuse, unprocessable } from './refusals.ts';
import type { RouteCall, Route } from './router.ts';

/** Returns the routes under `/v2/orders`. */
export function orderRoutes(desk: Desk): readonly Route[] {
  const host = 'trading';
  const path = '/v2/orders';
  const one = '/v2/orders/{order_id}';
  return [
    { method: 'POST', path, host, run: (call) => placeNew(desk, call) },
    { method: 'GET', path, host, run: (call) => listOrders(desk, call.query) },
    { method: 'DELETE', path, host, run: () => cancelAll(desk) },
    { method: 'GET', path: one, host, run: (call) => getOne(desk, call) },
    { method: 'PATCH', path: one, host, run: (call) => replaceOne(desk, call) },
    { method: 'DELETE', path: one, host, run: (call) => cancelOne(desk, call) },
    {
      method: 'GET',
      path: '/v2/orders:by_client_order_id',
      host,
      run: (call) => getByClientId(desk, call),
    },
  ];
}

function placeNew(desk: Desk, call: RouteCall): RouteAnswer {
  const order = readNewOrder(desk, call.json());
  if (desk.file.configuration.suspendTrade) {
    refuse(forbidden('new orders are rejected by user request'));
  }
  const placed = desk.exchange.place(order, desk.clock.now());
  desk.collect();
  if (placed.kind === 'refused') refuse(placed.refusal);
  return ok(orderBody(desk, fileOf(desk, placed.order.id), placed.order));
}

function getOne(desk: Desk, call: RouteCall): RouteAnswer {
  return ok(orderBody(desk, orderNamed(desk, call)));
}

function getByClientId(desk: Desk, call: RouteCall): RouteAnswer {
  const clientId = call.query.get('client_order_id') ?? '';
  if (clientId === '') refuse(badParameter('client_order_id is missing'));
  const state = desk.exchange.orderByClientId(clientId);
  if (state === undefined) refuse(notFound(`order not found for ${clientId}`));
  return ok(orderBody(desk, fileOf(desk, state.id)));
}

function cancelOne(desk: Desk, call: RouteCall): RouteAnswer {
  const order = orderNamed(desk, call);
  const refusal = desk.exchange.cancel(order.state.id, desk.clock.now());
  desk.collect();
  if (refusal !== undefined) refuse(refusal);
  return NO_CONTENT;
}

function cancelAll(desk: Desk): RouteAnswer {
  const open = desk.file.list.filter((order) => isOpenState(order.state));
  const rows = open.map((order) => {
    const refusal = desk.exchange.cancel(order.state.id, desk.clock.now());
    return { id: order.state.id, status: refusal === undefined ? 200 : refusal.status };
  });
  desk.collect();
  return multiStatus(rows);
}

function replaceOne(desk: Desk, call: RouteCall): RouteAnswer {
  const order = orderNamed(desk, call);
  const body = call.json();
  judgeAmounts(body, ['qty', 'notional', 'limit_price', 'stop_price', 'trail']);
  const change = changeAsked(
    desk,
    order,
    parsed(() => parseOrderPatch(body)),
  );
  const placed = desk.exchange.replace(order.state.id, change, desk.clock.now());
  desk.collect();
  if (placed.kind === 'refused') refuse(placed.refusal);
  return ok(orderBody(desk, fileOf(desk, placed.order.id), placed.order));
}

function changeAsked(desk: Desk, order: OrderFile, patch: OrderPatch): OrderChange {
  const { state } = order;
  if (patch.notional !== null || state.size.kind === 'notional') {
    refuse(unprocessable('notional orders cannot be replaced'));
  }
  if (patch.trail !== null) refuse(badParameter('trail is for trailing_stop orders only'));
  return {
    clientId: patch.clientId ?? desk.random.uuid(),
    ...sizeChange(order, patch),
    ...termsChange(state.terms, patch),
    ...(patch.timeInForce === null ? {} : { timeInForce: timeInForceAsked(patch.timeInForce) }),
  };
}

function sizeChange(order: OrderFile, patch: OrderPatch): Pick<OrderChange, 'size'> {
  if (patch.quantity === null) return {};
  const quantity = sharesAsked(patch.quantity);
  const { size } = order.state;
  const fractional = size.kind === 'quantity' && size.quantity.trimmed().scale > 0;
  if (quantity.scale > 0 && !fractional) refuse(badParameter('qty must be integer'));
  if (fractional && !quantity.equals(size.quantity)) {
    refuse(unprocessable('qty of fractional orders cannot be changed'));
  }
  return fractional ? {} : { size: { kind: 'quantity', quantity } };
}

function termsChange(terms: OrderTerms, patch: OrderPatch): Pick<OrderChange, 'terms'> {
  const { limitPrice, stopPrice } = patch;
  if (limitPrice === null && stopPrice === null) return {};
  if (limitPrice !== null && limitPrice.sign() <= 0) {
    refuse(badParameter('limit price must be > 0'));
  }
  if (stopPrice !== null && stopPrice.sign() <= 0) refuse(badParameter('stop price must be > 0'));
  if (limitPrice !== null && !('limitPrice' in terms)) {
    refuse(badParameter(`${terms.type} orders require no limit price`));
  }
  if (stopPrice !== null && !('stopPrice' in terms)) {
    refuse(badParameter(`${terms.type} orders require no stop price`));
  }
  return { terms: withPrices(terms, patch) };
}

function withPrices(terms: OrderTerms, { limitPrice, stopPrice }: OrderPatch): OrderTerms {
  switch (terms.type) {
    case 'market':
      return terms;
    case 'limit':
      return { type: 'limit', limitPrice: limitPrice ?? terms.limitPrice };
    case 'stop':
      return { type: 'stop', stopPrice: stopPrice ?? terms.stopPrice };
    case 'stop_limit':
      return {
        type: 'stop_limit',
        stopPrice: stopPrice ?? terms.stopPrice,
        limitPrice: limitPrice ?? terms.limitPrice,
      };
  }
}

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/i;

function orderNamed(desk: Desk, call: RouteCall): OrderFile {
  const id = call.params['order_id'] ?? '';
  if (!UUID.test(id)) refuse(badParameter('order_id is missing'));
  const order = desk.file.orders.get(id.toLowerCase() as BrokerOrderId);
  return order ?? refuse(notFound(`order not found for ${id}`));
}

/** Returns the file of an order that the exchange has just returned. */
export function fileOf(desk: Desk, id: BrokerOrderId): OrderFile {
  return desk.file.orders.get(id) ?? refuse(notFound(`order not found for ${id}`));
}
