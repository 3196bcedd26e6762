import type { Money, Quantity } from '../core/decimal.ts';
import type { EpochMs } from '../core/time.ts';
import type { MarketEvent } from '../market/event.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Ticker } from '../market/symbol.ts';
import type { Fill, WorkingStatus } from '../orders/event.ts';
import type { BrokerOrderId, OrderSize, OrderTerms, Side, TimeInForce } from '../orders/request.ts';

/** Order as a client sends it to an exchange, which does not know books or reasons. */
export interface ExchangeOrder {
  /** Client order id; never reused within an account. */
  readonly clientId: string;
  readonly symbol: Ticker;
  readonly side: Side;
  readonly size: OrderSize;
  readonly terms: OrderTerms;
  readonly timeInForce: TimeInForce;
  readonly extendedHours: boolean;
}

/** An order as it is placed. */
export interface ExchangePlacement extends ExchangeOrder {
  /**
   * The instant of the execution at an open that this market order follows, so that it fills at the
   * same open; absent in all others.
   */
  readonly follows?: EpochMs;
}

/** Status of an order at the exchange. */
export type ExchangeStatus =
  | WorkingStatus
  | 'partially_filled'
  | 'filled'
  | 'canceled'
  | 'expired'
  | 'rejected'
  | 'replaced';

/** Order as the exchange stores it. */
export interface ExchangeOrderState extends ExchangeOrder {
  /** What the exchange lists under the symbol. */
  readonly instrument: Instrument;
  readonly id: BrokerOrderId;
  readonly status: ExchangeStatus;
  readonly filled: Quantity;
  /** Total paid or received for the filled quantity. */
  readonly filledValue: Money;
  readonly createdAt: EpochMs;
  readonly updatedAt: EpochMs;
  readonly replaces: BrokerOrderId | null;
  readonly replacedBy: BrokerOrderId | null;
  /** Whether a stop has been elected; always false for other types. */
  readonly triggered: boolean;
}

/** Refusal by the exchange, with Alpaca's status, code and message. */
export interface Refusal {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** Result of placing or replacing an order. */
export type Placed =
  | { readonly kind: 'placed'; readonly order: ExchangeOrderState }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** Exchange event, in order of occurrence. */
export type ExchangeEvent = { readonly at: EpochMs } & (
  | {
      readonly kind:
        | 'accepted'
        | 'pending_new'
        | 'new'
        /** A stop was elected; from here on it trades as a market or limit order. */
        | 'triggered'
        | 'canceled'
        | 'expired'
        | 'rejected'
        | 'replaced'
        | 'done_for_day';
      /** Order right after this event; it never changes. */
      readonly order: ExchangeOrderState;
    }
  | {
      readonly kind: 'fill' | 'partial_fill';
      readonly order: ExchangeOrderState;
      readonly fill: Fill;
    }
  /** Cash movement without a trade: fees, dividends, deposits. `amount` is signed. */
  | {
      readonly kind: 'cash';
      readonly flow: 'deposit' | 'dividend' | 'fee';
      readonly symbol: Ticker | null;
      readonly amount: Money;
      readonly id: string;
      readonly note: string;
      /** Fill or corporate action that caused it. */
      readonly order: BrokerOrderId | null;
    }
  | {
      readonly kind: 'split';
      readonly symbol: Ticker;
      readonly from: Quantity;
      readonly to: Quantity;
      readonly id: string;
    }
);

/** Account at the exchange; its arithmetic is independent of the ledger's. */
export interface ExchangeAccount {
  readonly cash: Money;
  /** Cash not reserved by open buy orders; never below zero. The multiplier is 1. */
  readonly buyingPower: Money;
  /** Sorted by symbol, without empty positions. */
  readonly positions: readonly ExchangePosition[];
}

/** Position in the exchange's account. */
export interface ExchangePosition {
  readonly symbol: Ticker;
  readonly instrument: Instrument;
  readonly quantity: Quantity;
  /** Total cost of the shares held (FIFO is the ledger's; the exchange keeps average cost). */
  readonly cost: Money;
  /** Shares not reserved by open sell orders. */
  readonly available: Quantity;
}

/**
 * Self-contained exchange with one broker account: synchronous, deterministic, seeded.
 *
 * `observe` first matches resting orders against the event; an order placed at one instant cannot
 * fill on an event that was observed before it.
 */
export interface Exchange {
  place(order: ExchangePlacement, at: EpochMs): Placed;
  cancel(id: BrokerOrderId, at: EpochMs): Refusal | undefined;
  replace(id: BrokerOrderId, next: OrderChange, at: EpochMs): Placed;
  observe(event: MarketEvent): void;
  /** Returns the events since the last call, oldest first; an empty list allocates nothing. */
  drain(): readonly ExchangeEvent[];
  /** Number of open orders, so that a driver can skip a bar without any. */
  readonly restingCount: number;
  order(id: BrokerOrderId): ExchangeOrderState | undefined;
  orderByClientId(clientId: string): ExchangeOrderState | undefined;
  orders(): Iterable<ExchangeOrderState>;
  account(): ExchangeAccount;
  /** Returns the full state as plain JSON data, for a restart or a fork. */
  snapshot(): ExchangeSnapshot;
}

/** Full state of an exchange as plain JSON data; decimals are strings. */
export type ExchangeSnapshot = Readonly<Record<string, unknown>>;

/** Fields of a resting order that a client can change. */
export type OrderChange = Partial<
  Pick<ExchangeOrder, 'clientId' | 'size' | 'terms' | 'timeInForce'>
>;
