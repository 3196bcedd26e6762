import { type Money, type Price, type Quantity, ZERO_QUANTITY } from '../../core/decimal.ts';
import type { OrderSize, OrderTerms, TimeInForce } from '../../orders/request.ts';

/** Pricing fields of an order on the wire. */
export interface PricedOnWire {
  readonly type: string;
  readonly limitPrice: Price | null;
  readonly stopPrice: Price | null;
}

/** Returns the terms of an order whose type and prices agree, or undefined. */
export function exactTermsOf(order: PricedOnWire): OrderTerms | undefined {
  const { type, limitPrice, stopPrice } = order;
  if (type === 'market') return { type };
  if (type === 'limit' && limitPrice !== null) return { type, limitPrice };
  if (type === 'stop' && stopPrice !== null) return { type, stopPrice };
  if (type === 'stop_limit' && limitPrice !== null && stopPrice !== null) {
    return { type, stopPrice, limitPrice };
  }
  return undefined;
}

/** Returns the terms of an order; for an unknown type, the closest that overstate its risk. */
export function termsOf(order: PricedOnWire): OrderTerms {
  const exact = exactTermsOf(order);
  if (exact !== undefined) return exact;
  return order.stopPrice === null
    ? { type: 'market' }
    : { type: 'stop', stopPrice: order.stopPrice };
}

/** Returns the size of an order; no shares when it has neither shares nor dollars. */
export function sizeOf(order: {
  readonly quantity: Quantity | null;
  readonly notional: Money | null;
}): OrderSize {
  if (order.quantity !== null) return { kind: 'quantity', quantity: order.quantity };
  return order.notional === null
    ? { kind: 'quantity', quantity: ZERO_QUANTITY }
    : { kind: 'notional', notional: order.notional };
}

const TIMES_IN_FORCE: readonly string[] = ['day', 'gtc', 'ioc', 'fok', 'opg', 'cls'];

/** Whether a string is a time in force that Quipu knows. */
export function isTimeInForce(word: string): word is TimeInForce {
  return TIMES_IN_FORCE.includes(word);
}

/** Returns a time in force; the longest for an unknown value. */
export function timeInForceOf(word: string): TimeInForce {
  return isTimeInForce(word) ? word : 'gtc';
}

/** Returns the type and prices of an order for the wire. */
export function toWireTerms(terms: OrderTerms): Readonly<Record<string, string>> {
  return {
    type: terms.type,
    ...('limitPrice' in terms ? { limit_price: terms.limitPrice.toString() } : {}),
    ...('stopPrice' in terms ? { stop_price: terms.stopPrice.toString() } : {}),
  };
}

/** Returns the size of an order for the wire. */
export function toWireSize(size: OrderSize): Readonly<Record<string, string>> {
  return size.kind === 'quantity'
    ? { qty: size.quantity.toString() }
    : { notional: size.notional.toString() };
}

/** Returns type and prices as a report carries them. */
export function pricedOf(terms: OrderTerms): PricedOnWire {
  return {
    type: terms.type,
    limitPrice: 'limitPrice' in terms ? terms.limitPrice : null,
    stopPrice: 'stopPrice' in terms ? terms.stopPrice : null,
  };
}
