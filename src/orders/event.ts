import type { Brand } from '../core/brand.ts';
import type { Price, Quantity } from '../core/decimal.ts';
import type { EpochMs } from '../core/time.ts';
import type { Ticker } from '../market/symbol.ts';
import type { BrokerOrderId, ClientOrderId, OrderRequest, Side } from './request.ts';

/** The broker's id of one execution. */
export type ExecutionId = Brand<string, 'ExecutionId'>;

/**
 * One execution of ours, a fact.
 *
 * `cumulative` is the order's filled quantity after this execution; two reports of one execution
 * (stream and REST) agree on it even where their ids differ, so both identify it.
 */
export interface Fill {
  readonly id: ExecutionId;
  readonly order: ClientOrderId;
  readonly symbol: Ticker;
  readonly side: Side;
  readonly quantity: Quantity;
  readonly price: Price;
  readonly at: EpochMs;
  readonly cumulative: Quantity;
}

/** The broker's own words that prove a state; kept with the event. */
export interface Evidence {
  /** Where it was seen. */
  readonly source: 'response' | 'stream' | 'query' | 'own_decision';
  /** HTTP status, when it came as an answer. */
  readonly status?: number;
  /** The broker's numeric error code, when there was one. */
  readonly code?: number;
  readonly message: string;
}

/** Why a control of ours stopped an order. */
export interface Denial {
  /** Dotted code such as `risk.max_order_value`. */
  readonly code: string;
  readonly message: string;
  readonly limit?: string;
  readonly actual?: string;
}

/** Broker states that rest without being final, as Alpaca names them. */
export type WorkingStatus =
  | 'new'
  | 'accepted'
  | 'pending_new'
  | 'accepted_for_bidding'
  | 'stopped'
  | 'calculated'
  | 'suspended'
  | 'held'
  | 'pending_review'
  | 'done_for_day'
  | 'pending_cancel'
  | 'pending_replace';

/**
 * What happened to an order of ours, from any source. No timer may make a terminal one: `rejected`,
 * `canceled`, `expired`, `replaced` and `filled` carry the broker's evidence, `denied` our own.
 */
export type OrderEvent = { readonly at: EpochMs; readonly order: ClientOrderId } & (
  | { readonly kind: 'denied'; readonly denials: readonly Denial[] }
  | { readonly kind: 'sent'; readonly attempt: number }
  | {
      readonly kind: 'accepted';
      readonly brokerId: BrokerOrderId;
      readonly status: WorkingStatus;
      readonly evidence: Evidence;
    }
  | { readonly kind: 'rejected'; readonly evidence: Evidence }
  | {
      readonly kind: 'filled';
      readonly fill: Fill;
      /** Whether the broker calls the order filled with this execution, not partially filled. */
      readonly complete: boolean;
      readonly evidence: Evidence;
    }
  | { readonly kind: 'canceled' | 'expired'; readonly evidence: Evidence }
  | { readonly kind: 'replaced'; readonly by: string; readonly evidence: Evidence }
  /** The fate of a submission is not known: it may or may not have reached the broker. */
  | { readonly kind: 'outcome_unknown'; readonly attempt: number; readonly evidence: Evidence }
  /** The broker does not (yet) know this order; proves nothing by itself. */
  | { readonly kind: 'not_found'; readonly evidence: Evidence }
  | { readonly kind: 'cancel_requested'; readonly reason: string }
  | { readonly kind: 'cancel_refused' | 'cancel_unknown'; readonly evidence: Evidence }
  /** Still unknown past the fence and no longer wanted: watched, reservation kept. */
  | { readonly kind: 'abandoned'; readonly reason: string }
  /** The broker said something that we do not understand about this order. */
  | { readonly kind: 'quarantined'; readonly evidence: Evidence }
  /** The broker's cumulative quantity shows executions that we have not seen. */
  | { readonly kind: 'fill_gap'; readonly cumulative: Quantity; readonly evidence: Evidence }
);

/** An order as the broker describes it when asked. */
export interface BrokerOrder {
  readonly id: BrokerOrderId;
  readonly clientId: string;
  readonly symbol: Ticker;
  readonly side: Side;
  /** The broker's status, verbatim; unknown words are kept and quarantine the order. */
  readonly status: string;
  readonly filled: Quantity;
  /** Whole request as far as the broker echoes it; for external orders there is no other. */
  readonly request: Omit<OrderRequest, 'book' | 'reason' | 'id'>;
  readonly updatedAt: EpochMs;
  readonly replacedBy: BrokerOrderId | null;
  /** Every execution of this order that the broker reports, oldest first. */
  readonly fills: readonly Fill[];
}
