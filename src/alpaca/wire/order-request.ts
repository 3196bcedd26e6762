import type { Decimal, Money, Price, Quantity } from '../../core/decimal.ts';
import { anything, flag, list, looseObject, text } from '../../core/schema.ts';
import type { OrderRequest } from '../../orders/request.ts';
import { maybe, maybeExact } from './fields.ts';
import { readWire } from './json.ts';
import { toWireSize, toWireTerms } from './order-terms.ts';

/** What a client asks for in `POST /v2/orders`, before anything is judged; absent is null. */
export interface NewOrder {
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
  /** The parts of bracket, OCO, OTO and multi-leg orders, as they came. */
  readonly takeProfit: unknown;
  readonly stopLoss: unknown;
  readonly legs: readonly unknown[] | null;
  readonly positionIntent: string | null;
}

/** What a client asks for in `PATCH /v2/orders/{id}`; null leaves a term as it is. */
export interface OrderPatch {
  readonly quantity: Quantity | null;
  readonly notional: Money | null;
  readonly timeInForce: string | null;
  readonly limitPrice: Price | null;
  readonly stopPrice: Price | null;
  readonly trail: Decimal | null;
  readonly clientId: string | null;
}

/** The body of `POST /v2/orders`; numbers may be text or JSON numbers. */
const newOrderSchema = looseObject({
  symbol: maybe(text()),
  qty: maybeExact<'unit'>(),
  notional: maybeExact<'USD'>(),
  side: maybe(text()),
  type: maybe(text()),
  time_in_force: maybe(text()),
  limit_price: maybeExact<'USD/unit'>(),
  stop_price: maybeExact<'USD/unit'>(),
  trail_price: maybeExact<'USD/unit'>(),
  trail_percent: maybeExact<'ratio'>(),
  extended_hours: maybe(flag()),
  client_order_id: maybe(text()),
  order_class: maybe(text()),
  take_profit: maybe(anything()),
  stop_loss: maybe(anything()),
  legs: maybe(list(anything())),
  position_intent: maybe(text()),
});

/** The body of `PATCH /v2/orders/{id}`. */
const orderPatchSchema = looseObject({
  qty: maybeExact<'unit'>(),
  notional: maybeExact<'USD'>(),
  time_in_force: maybe(text()),
  limit_price: maybeExact<'USD/unit'>(),
  stop_price: maybeExact<'USD/unit'>(),
  trail: maybeExact<'ratio'>(),
  client_order_id: maybe(text()),
});

/** The body that asks Alpaca for an order; the reason and the book stay at home. */
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
 * Reads the body of `POST /v2/orders`; whether it makes sense is the broker's to say.
 *
 * @throws QuipuError `alpaca.unreadable` when a field has the wrong form
 */
export function parseNewOrder(value: unknown): NewOrder {
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

/** The body that asks Alpaca to replace an order; its type cannot change. */
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
