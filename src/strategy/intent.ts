import { type Quantity, quantity } from '../core/decimal.ts';
import { type Ticker, ticker } from '../market/symbol.ts';
import type { ClientOrderId, OrderTerms, Side, TimeInForce } from '../orders/request.ts';

/** An order as a strategy or a person words it, before it has an identity. */
export interface OrderDraft {
  readonly symbol: Ticker;
  readonly side: Side;
  readonly quantity: Quantity;
  readonly terms: OrderTerms;
  readonly timeInForce: TimeInForce;
  readonly extendedHours: boolean;
}

/** What a strategy wants; the engine sizes it, the gate reviews it. `reason` is journaled. */
export type SingleIntent =
  /** A fraction of the book's equity in this symbol, pending orders included. */
  | {
      readonly kind: 'target';
      readonly symbol: Ticker;
      readonly weight: number;
      readonly reason: string;
    }
  /** A number of shares in this symbol, pending orders included. */
  | {
      readonly kind: 'target_quantity';
      readonly symbol: Ticker;
      readonly quantity: Quantity;
      readonly reason: string;
    }
  | { readonly kind: 'order'; readonly order: OrderDraft; readonly reason: string }
  | { readonly kind: 'cancel'; readonly order: ClientOrderId; readonly reason: string };

/** What a strategy returns: single intents, and groups of them that pass or fail together. */
export type Intent =
  | SingleIntent
  | {
      readonly kind: 'together';
      readonly legs: readonly Leg[];
      readonly reason: string;
    };

/** An intent that can be a leg of a group: all but a cancel. */
export type Leg = Exclude<SingleIntent, { kind: 'cancel' }>;

/**
 * Wants all of these or none, such as both sides of a pair.
 *
 * They are reviewed as one: if the gate denies one leg, none is sent. If the broker refuses a leg
 * later, the legs that are not filled are canceled; what is filled stays.
 */
export function together(legs: readonly Leg[]): Intent {
  return { kind: 'together', legs, reason: legs.map(({ reason }) => reason).join('; ') };
}

/** Wants `weight` of the book's equity in a symbol: 1 is all of it, 0 is none. */
export function target(symbol: string, weight: number, reason: string): Leg {
  return { kind: 'target', symbol: ticker(symbol), weight, reason };
}

/** Wants exactly this many shares of a symbol. */
export function targetShares(symbol: string, shares: number | string, reason: string): Leg {
  return { kind: 'target_quantity', symbol: ticker(symbol), quantity: quantity(shares), reason };
}

/** Wants nothing of a symbol. */
export function close(symbol: string, reason: string): Leg {
  return { kind: 'target', symbol: ticker(symbol), weight: 0, reason };
}

/** What an explicit order is made of; terms default to market, the day. */
export interface OrderSpec {
  readonly symbol: string;
  readonly side: Side;
  readonly quantity: number | string;
  readonly terms?: OrderTerms;
  readonly timeInForce?: TimeInForce;
  readonly extendedHours?: boolean;
}

/** Wants exactly this order. */
export function order(words: OrderSpec, reason: string): Leg {
  return { kind: 'order', order: draft(words), reason };
}

/** Cancels one of the strategy's own orders. */
export function cancel(id: ClientOrderId, reason: string): Intent {
  return { kind: 'cancel', order: id, reason };
}

/** An order in words turned into a draft with exact quantities. */
export function draft(words: OrderSpec): OrderDraft {
  return {
    symbol: ticker(words.symbol),
    side: words.side,
    quantity: quantity(words.quantity),
    terms: words.terms ?? MARKET,
    timeInForce: words.timeInForce ?? 'day',
    extendedHours: words.extendedHours ?? false,
  };
}

const MARKET: OrderTerms = { type: 'market' };
