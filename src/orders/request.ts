import type { Brand } from '../core/brand.ts';
import type { Money, Price, Quantity } from '../core/decimal.ts';
import { base32, sha256 } from '../core/sha256.ts';
import type { EpochMs } from '../core/time.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Ticker } from '../market/symbol.ts';

/** Our id of an order, derived from the decision behind it and known to the broker. */
export type ClientOrderId = Brand<string, 'ClientOrderId'>;
/** The broker's id of an order, a UUID. */
export type BrokerOrderId = Brand<string, 'BrokerOrderId'>;
/** The share of an account that one strategy, or the user (`manual`), trades with. */
export type BookId = Brand<string, 'BookId'>;

/** Which way an order goes. */
export type Side = 'buy' | 'sell';
/** Time in force of an order, as spelled on the wire. */
export type TimeInForce = 'day' | 'gtc' | 'ioc' | 'fok' | 'opg' | 'cls';

/** How an order is priced. `type` is spelled as on the wire. */
export type OrderTerms =
  | { readonly type: 'market' }
  | { readonly type: 'limit'; readonly limitPrice: Price }
  | { readonly type: 'stop'; readonly stopPrice: Price }
  | { readonly type: 'stop_limit'; readonly stopPrice: Price; readonly limitPrice: Price };

/** Returns the terms that a limit price and a stop price make, where each is optional. */
export function orderTerms({
  limit,
  stop,
}: {
  readonly limit?: Price | undefined;
  readonly stop?: Price | undefined;
}): OrderTerms {
  if (limit !== undefined && stop !== undefined) {
    return { type: 'stop_limit', stopPrice: stop, limitPrice: limit };
  }
  if (limit !== undefined) return { type: 'limit', limitPrice: limit };
  return stop === undefined ? { type: 'market' } : { type: 'stop', stopPrice: stop };
}

/** How much: a number of shares, or dollars to spend (market orders of the day only). */
export type OrderSize =
  | { readonly kind: 'quantity'; readonly quantity: Quantity }
  | { readonly kind: 'notional'; readonly notional: Money };

/** What we ask of a broker. Immutable; a change is a new request with a new id. */
export interface OrderRequest {
  readonly id: ClientOrderId;
  readonly book: BookId;
  readonly symbol: Ticker;
  /** What the symbol stands for: its multiplier makes prices dollars. */
  readonly instrument: Instrument;
  readonly side: Side;
  readonly size: OrderSize;
  readonly terms: OrderTerms;
  readonly timeInForce: TimeInForce;
  /** Whether it may trade outside the core session; limit orders only. */
  readonly extendedHours: boolean;
  /** The strategy's or the user's reason; journaled, never sent to the broker. */
  readonly reason: string;
  /** The instant of the decision. */
  readonly decidedAt: EpochMs;
  /** The order that this one replaces, when it does. */
  readonly replaces?: ClientOrderId;
  /** What it waits for before it is sent; absent in most orders. */
  readonly waits?: OrderWait;
  /** The orders that it passes or fails with, itself included; absent in most orders. */
  readonly together?: readonly ClientOrderId[];
}

/** Why an approved order is not sent yet. */
export interface OrderWait {
  /**
   * `end`: every order of the list must have ended, however. `fill`: the one order of the list
   * closes the position that this one reverses, and must be completely filled.
   */
  readonly for: 'end' | 'fill';
  readonly orders: readonly ClientOrderId[];
  /** Whether it may only bring the position nearer to zero when it is sent. */
  readonly reduces: boolean;
}

/** How every client order id of ours begins. */
const OWN_PREFIX = 'qp1-';

/** Identity of a decision: the same decision always gives the same order id. */
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
  return `${OWN_PREFIX}${source}-${base32(digest).slice(0, 25)}` as ClientOrderId;
}

/** The client order id of a run whose broker lives no longer than the run itself, by its number. */
export function numberedOrderId(ordinal: number): ClientOrderId {
  return `${OWN_PREFIX}${ordinal}` as ClientOrderId;
}

/**
 * Takes a client order id as a broker or a page names it.
 *
 * Any text passes, because orders made elsewhere carry ids of any form; {@link isOwnOrderId} tells
 * ours from theirs.
 */
export function parseClientOrderId(text: string): ClientOrderId {
  return text as ClientOrderId;
}

/** Whether an id found at the broker is one that we made. */
export function isOwnOrderId(id: string): id is ClientOrderId {
  return id.startsWith(OWN_PREFIX);
}

/** The book of the user's manual trades, and of everything traded elsewhere. */
export const MANUAL_BOOK = 'manual' as BookId;
