import { type Money, type Price, type Quantity, ZERO_QUANTITY } from '../../core/decimal.ts';
import type { OrderSize, OrderTerms, TimeInForce } from '../../orders/request.ts';

/** What of an order on the wire says how it is priced. */
export interface PricedOnWire {
  readonly type: string;
  readonly limitPrice: Price | null;
  readonly stopPrice: Price | null;
}

/** The terms of an order whose type and prices agree, or undefined. */
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

/** The terms of an order; the nearest that overstate its risk where the house has no word. */
export function termsOf(order: PricedOnWire): OrderTerms {
  const exact = exactTermsOf(order);
  if (exact !== undefined) return exact;
  return order.stopPrice === null
    ? { type: 'market' }
    : { type: 'stop', stopPrice: order.stopPrice };
}

/** The size of an order; no shares when it names neither shares nor dollars. */
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

/** Whether a word is a time in force that the house knows. */
export function isTimeInForce(word: string): word is TimeInForce {
  return TIMES_IN_FORCE.includes(word);
}

/** A time in force; the longest for a word that we do not know. */
export function timeInForceOf(word: string): TimeInForce {
  return isTimeInForce(word) ? word : 'gtc';
}

/** The type and prices of an order on the wire. */
export function toWireTerms(terms: OrderTerms): Readonly<Record<string, string>> {
  return {
    type: terms.type,
    ...('limitPrice' in terms ? { limit_price: terms.limitPrice.toString() } : {}),
    ...('stopPrice' in terms ? { stop_price: terms.stopPrice.toString() } : {}),
  };
}

/** The size of an order on the wire. */
export function toWireSize(size: OrderSize): Readonly<Record<string, string>> {
  return size.kind === 'quantity'
    ? { qty: size.quantity.toString() }
    : { notional: size.notional.toString() };
}

/** Type and prices as a report carries them. */
export function pricedOf(terms: OrderTerms): PricedOnWire {
  return {
    type: terms.type,
    limitPrice: 'limitPrice' in terms ? terms.limitPrice : null,
    stopPrice: 'stopPrice' in terms ? terms.stopPrice : null,
  };
}
