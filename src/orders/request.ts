import type { Brand } from '../core/brand.ts';
import type { Money, Price, Quantity } from '../core/decimal.ts';
import { base32, sha256 } from '../core/sha256.ts';
import type { EpochMs } from '../core/time.ts';
import type { Ticker } from '../market/symbol.ts';

/** Our id of an order, derived from the decision behind it and known to the broker. */
export type ClientOrderId = Brand<string, 'ClientOrderId'>;
/** The broker's id of an order, a UUID. */
export type BrokerOrderId = Brand<string, 'BrokerOrderId'>;
/** The share of an account that one strategy, or the person (`manual`), trades with. */
export type BookId = Brand<string, 'BookId'>;

/** Which way an order goes. */
export type Side = 'buy' | 'sell';
/** How long an order lasts, in the wire's words. */
export type TimeInForce = 'day' | 'gtc' | 'ioc' | 'fok' | 'opg' | 'cls';

/** How an order is priced. `type` is the wire's word. */
export type OrderTerms =
  | { readonly type: 'market' }
  | { readonly type: 'limit'; readonly limitPrice: Price }
  | { readonly type: 'stop'; readonly stopPrice: Price }
  | { readonly type: 'stop_limit'; readonly stopPrice: Price; readonly limitPrice: Price };

/** How much: a number of shares, or dollars to spend (market orders of the day only). */
export type OrderSize =
  | { readonly kind: 'quantity'; readonly quantity: Quantity }
  | { readonly kind: 'notional'; readonly notional: Money };

/** What we ask of a broker. Immutable; a change is a new request with a new id. */
export interface OrderRequest {
  readonly id: ClientOrderId;
  readonly book: BookId;
  readonly symbol: Ticker;
  readonly side: Side;
  readonly size: OrderSize;
  readonly terms: OrderTerms;
  readonly timeInForce: TimeInForce;
  /** Whether it may trade outside the core session; limit orders only. */
  readonly extendedHours: boolean;
  /** Why, in the words of the strategy or the person; journaled, never sent to the broker. */
  readonly reason: string;
  /** The instant of the decision. */
  readonly decidedAt: EpochMs;
  /** The order that this one replaces, when it does. */
  readonly replaces?: ClientOrderId;
}

/** Identity of a decision: the same decision gives the same order id for ever. */
export interface DecisionKey {
  /** The account, so that one strategy on two accounts makes two orders. */
  readonly account: string;
  readonly source: string;
  /** Strategy: bar time, symbol, side, ordinal. Person: the idempotency key. */
  readonly key: string;
}

/**
 * The client order id of a decision: `qp1-<source up to 8>-<25 characters of base 32>`.
 *
 * Deterministic, so that the same decision made again after a crash, a retry or a restore carries
 * the same id and the broker itself refuses the second one.
 *
 * @returns at most 48 characters, which the oldest Alpaca clients allow
 */
export function clientOrderId(decision: DecisionKey): ClientOrderId {
  const source = decision.source
    .replace(/[^a-z0-9]/gi, '')
    .slice(0, 8)
    .toLowerCase();
  const digest = sha256(`${decision.account}|${decision.source}|${decision.key}`);
  return `qp1-${source}-${base32(digest).slice(0, 25)}` as ClientOrderId;
}

/** Whether an id found at the broker is one that we made. */
export function isOwnOrderId(id: string): id is ClientOrderId {
  return id.startsWith('qp1-');
}

/** The book of trades made by a person, and of whatever was traded elsewhere. */
export const MANUAL_BOOK = 'manual' as BookId;
