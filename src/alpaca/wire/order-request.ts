import type { Decimal, Money, Price, Quantity } from '../../core/decimal.ts';
import { anything, flag, list, looseObject, text } from '../../core/schema.ts';
import type { OrderRequest } from '../../orders/request.ts';
import { wireOptional, maybeExact } from './fields.ts';
import { readWire } from './json.ts';
import { toWireSize, toWireTerms } from './order-terms.ts';

/** Client request of `POST /v2/orders`, before validation; absent is null. */
export interface NewOrderRequest {
  readonly symbol: string | null;
  readonly quantity: Quantity | null;
  readonly notional: Money | null;
  readonly side: string | null;
  readonly type: string | null;
  readonly timeInForce: string | null;
  readonly limitPrice: Price | null;
  readonly stopPrice: Price | null;
  readonly trailPrice: Price | null;
  readonly trailPercent: Decimal | null;
  readonly extendedHours: boolean;
  readonly clientId: string | null;
  readonly orderClass: string | null;
  /** Parts of bracket, OCO, OTO and multi-leg orders, unchanged. */
  readonly takeProfit: unknown;
  readonly stopLoss: unknown;
  readonly legs: readonly unknown[] | null;
  readonly positionIntent: string | null;
}

/** Client request of `PATCH /v2/orders/{id}`; null leaves a term unchanged. */
export interface OrderPatch {
  readonly quantity: Quantity | null;
  readonly notional: Money | null;
  readonly timeInForce: string | null;
  readonly limitPrice: Price | null;
  readonly stopPrice: Price | null;
  readonly trail: Decimal | null;
  readonly clientId: string | null;
}

/** The body of `POST /v2/orders`; numbers may be strings or JSON numbers. */
const newOrderSchema = looseObject({
  symbol: wireOptional(text()),
  qty: maybeExact<'unit'>(),
  notional: maybeExact<'USD'>(),
  side: wireOptional(text()),
  type: wireOptional(text()),
  time_in_force: wireOptional(text()),
  limit_price: maybeExact<'USD/unit'>(),
  stop_price: maybeExact<'USD/unit'>(),
  trail_price: maybeExact<'USD/unit'>(),
  trail_percent: maybeExact<'ratio'>(),
  extended_hours: wireOptional(flag()),
  client_order_id: wireOptional(text()),
  order_class: wireOptional(text()),
  take_profit: wireOptional(anything()),
  stop_loss: wireOptional(anything()),
  legs: wireOptional(list(anything())),
  position_intent: wireOptional(text()),
});

/** The body of `PATCH /v2/orders/{id}`. */
const orderPatchSchema = looseObject({
  qty: maybeExact<'unit'>(),
  notional: maybeExact<'USD'>(),
  time_in_force: wireOptional(text()),
  limit_price: maybeExact<'USD/unit'>(),
  stop_price: maybeExact<'USD/unit'>(),
  trail: maybeExact<'ratio'>(),
  client_order_id: wireOptional(text()),
});

/** Returns the body of a new order for Alpaca; reason and book are not sent. */
export function toNewOrder(order: OrderRequest): Readonly<Record<string, unknown>> {
  return {
    symbol: order.symbol,
    side: order.side,
    ...toWireTerms(order.terms),
    ...toWireSize(order.size),
    time_in_force: order.timeInForce,
    ...(order.extendedHours ? { extended_hours: true } : {}),
    client_order_id: order.id,
  };
}

/**
 * Reads the body of `POST /v2/orders`; the broker validates its content.
 *
 * @throws QuipuError `alpaca.unreadable` when a field has the wrong form
 */
export function parseNewOrder(value: unknown): NewOrderRequest {
  const wire = readWire(newOrderSchema, value, 'an order request');
  return {
    symbol: word(wire.symbol),
    quantity: wire.qty ?? null,
    notional: wire.notional ?? null,
    side: word(wire.side),
    type: word(wire.type),
    timeInForce: word(wire.time_in_force),
    limitPrice: wire.limit_price ?? null,
    stopPrice: wire.stop_price ?? null,
    trailPrice: wire.trail_price ?? null,
    trailPercent: wire.trail_percent ?? null,
    extendedHours: wire.extended_hours ?? false,
    clientId: word(wire.client_order_id),
    orderClass: word(wire.order_class),
    takeProfit: wire.take_profit ?? null,
    stopLoss: wire.stop_loss ?? null,
    legs: wire.legs ?? null,
    positionIntent: word(wire.position_intent),
  };
}

/** Returns the body of a replacement for Alpaca; the order type cannot change. */
export function toOrderPatch(next: OrderRequest): Readonly<Record<string, unknown>> {
  const { type: _, ...prices } = toWireTerms(next.terms);
  return {
    ...toWireSize(next.size),
    ...prices,
    time_in_force: next.timeInForce,
    client_order_id: next.id,
  };
}

/**
 * Reads the body of `PATCH /v2/orders/{id}`.
 *
 * @throws QuipuError `alpaca.unreadable` when a field has the wrong form
 */
export function parseOrderPatch(value: unknown): OrderPatch {
  const wire = readWire(orderPatchSchema, value, 'an order replacement');
  return {
    quantity: wire.qty ?? null,
    notional: wire.notional ?? null,
    timeInForce: word(wire.time_in_force),
    limitPrice: wire.limit_price ?? null,
    stopPrice: wire.stop_price ?? null,
    trail: wire.trail ?? null,
    clientId: word(wire.client_order_id),
  };
}

function word(value: string | null | undefined): string | null {
  return value === undefined || value === '' ? null : value;
}
