import type { Money, Quantity } from '../core/decimal.ts';
import type { EpochMs } from '../core/time.ts';
import type { MarketEvent } from '../market/event.ts';
import type { Ticker } from '../market/symbol.ts';
import type { Fill, WorkingStatus } from '../orders/event.ts';
import type { BrokerOrderId, OrderSize, OrderTerms, Side, TimeInForce } from '../orders/request.ts';

/** What a client sends to an exchange; the exchange knows nothing of books or reasons. */
export interface ExchangeOrder {
  /** The client's own id; unique per account for ever. */
  readonly clientId: string;
  readonly symbol: Ticker;
  readonly side: Side;
  readonly size: OrderSize;
  readonly terms: OrderTerms;
  readonly timeInForce: TimeInForce;
  readonly extendedHours: boolean;
}

/** Where an order stands at the exchange. */
export type ExchangeStatus =
  | WorkingStatus
  | 'partially_filled'
  | 'filled'
  | 'canceled'
  | 'expired'
  | 'rejected'
  | 'replaced';

/** An order in the exchange's own books. */
export interface ExchangeOrderState extends ExchangeOrder {
  readonly id: BrokerOrderId;
  readonly status: ExchangeStatus;
  readonly filled: Quantity;
  /** Total paid or received for the filled quantity. */
  readonly filledValue: Money;
  readonly createdAt: EpochMs;
  readonly updatedAt: EpochMs;
  readonly replaces: BrokerOrderId | null;
  readonly replacedBy: BrokerOrderId | null;
  /** Whether a stop has been elected; false for ever on other types. */
  readonly triggered: boolean;
}

/** Why the exchange turned something down, in Alpaca's status, code and words. */
export interface Refusal {
  readonly status: number;
  readonly code: number;
  readonly message: string;
  readonly fields: Readonly<Record<string, string>>;
}

/** The answer to placing or replacing an order. */
export type Placed =
  | { readonly kind: 'placed'; readonly order: ExchangeOrderState }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** What happened at the exchange, in the order it happened. */
export type ExchangeEvent = { readonly at: EpochMs } & (
  | {
      readonly kind:
        | 'accepted'
        | 'pending_new'
        | 'new'
        /** A stop was elected: it trades as a market or limit order from here on. */
        | 'triggered'
        | 'canceled'
        | 'expired'
        | 'rejected'
        | 'replaced'
        | 'done_for_day';
      /** The order as it stood right after this event; it never changes. */
      readonly order: ExchangeOrderState;
    }
  | {
      readonly kind: 'fill' | 'partial_fill';
      readonly order: ExchangeOrderState;
      readonly fill: Fill;
    }
  /** Cash that moved without a trade: fees, dividends, deposits. `amount` is signed. */
  | {
      readonly kind: 'cash';
      readonly flow: 'deposit' | 'dividend' | 'fee';
      readonly symbol: Ticker | null;
      readonly amount: Money;
      readonly id: string;
      readonly note: string;
      /** The fill or the action behind it. */
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

/** The account that the exchange keeps; its arithmetic is its own, apart from the ledger's. */
export interface ExchangeAccount {
  readonly cash: Money;
  /** Cash that no open order to buy speaks for; never below zero. The multiplier is 1. */
  readonly buyingPower: Money;
  /** Sorted by symbol; nothing empty. */
  readonly positions: readonly ExchangePosition[];
}

/** A holding in the exchange's account. */
export interface ExchangePosition {
  readonly symbol: Ticker;
  readonly quantity: Quantity;
  /** Total cost of the shares held (FIFO is the ledger's; the exchange keeps average cost). */
  readonly cost: Money;
  /** Shares that no open order to sell speaks for. */
  readonly available: Quantity;
}

/**
 * An exchange and a broker's account in a box: synchronous, deterministic, seeded.
 *
 * `observe` first matches resting orders against the event; an order placed at one instant cannot
 * fill on an event that was observed before it.
 */
export interface Exchange {
  place(order: ExchangeOrder, at: EpochMs): Placed;
  cancel(id: BrokerOrderId, at: EpochMs): Refusal | undefined;
  replace(id: BrokerOrderId, next: OrderChange, at: EpochMs): Placed;
  observe(event: MarketEvent): void;
  /** What happened since the last call, oldest first; an empty list allocates nothing. */
  drain(): readonly ExchangeEvent[];
  /** Orders that may still trade, so that a driver can skip a quiet bar. */
  readonly restingCount: number;
  order(id: BrokerOrderId): ExchangeOrderState | undefined;
  orderByClientId(clientId: string): ExchangeOrderState | undefined;
  orders(): Iterable<ExchangeOrderState>;
  account(): ExchangeAccount;
  /** The whole state as plain JSON data, for a restart or a fork. */
  snapshot(): ExchangeSnapshot;
}

/** The whole state of an exchange as plain JSON data; decimals are texts. */
export type ExchangeSnapshot = Readonly<Record<string, unknown>>;

/** What a client may change of an order that rests. */
export type OrderChange = Partial<
  Pick<ExchangeOrder, 'clientId' | 'size' | 'terms' | 'timeInForce'>
>;
