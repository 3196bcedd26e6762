import type { Brand } from '../core/brand.ts';
import type { Price, Quantity } from '../core/decimal.ts';
import type { EpochMs } from '../core/time.ts';
import type { Instrument } from '../market/instrument.ts';
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
  readonly instrument: Instrument;
  readonly side: Side;
  readonly quantity: Quantity;
  readonly price: Price;
  readonly at: EpochMs;
  readonly cumulative: Quantity;
}

/** The broker response that proves a state; stored with the event. */
export interface Evidence {
  /** Where it was seen. */
  readonly source: 'response' | 'stream' | 'query' | 'own_decision';
  /** HTTP status, when it came as an answer. */
  readonly status?: number;
  /** The broker's numeric error code, when there was one. */
  readonly code?: number;
  readonly message: string;
}

/** Fields that tell one cause of a denial from another with the same code: `engine: halted`. */
export type DenialCause = Readonly<Record<string, string | number | boolean | null>>;

/**
 * Why a control of ours stopped an order: a code and typed fields, with the text made from them.
 *
 * Denials are compared by code and cause, never by message. What the control compared is in the
 * `reviewed` entry before the denial.
 */
export interface Denial {
  /** Dotted code such as `risk.max_order_value`. */
  readonly code: string;
  /** Absent where every denial with this code has one cause. */
  readonly cause?: DenialCause;
  /** The text for the user, made by the control. */
  readonly message: string;
}

/** The broker's statuses of an order that rests or waits without being final, in its spelling. */
export const WORKING_STATUSES = [
  'new',
  'accepted',
  'pending_new',
  'accepted_for_bidding',
  'stopped',
  'calculated',
  'suspended',
  'held',
  'pending_review',
  'done_for_day',
  'pending_cancel',
  'pending_replace',
] as const;

/** One of {@link WORKING_STATUSES}. */
export type WorkingStatus = (typeof WORKING_STATUSES)[number];

const working: ReadonlySet<string> = new Set(WORKING_STATUSES);

/** Whether a status of the broker is one in which an order rests or waits. */
export function isWorking(status: string): status is WorkingStatus {
  return working.has(status);
}

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
  /** The outcome of a submission is not known: it may or may not have reached the broker. */
  | { readonly kind: 'outcome_unknown'; readonly attempt: number; readonly evidence: Evidence }
  /** The broker does not (yet) know this order; proves nothing alone. */
  | { readonly kind: 'not_found'; readonly evidence: Evidence }
  | { readonly kind: 'cancel_requested'; readonly reason: string }
  | { readonly kind: 'cancel_refused' | 'cancel_unknown'; readonly evidence: Evidence }
  /** Still unknown past the fence and no longer wanted: watched, reservation kept. */
  | { readonly kind: 'abandoned'; readonly reason: string }
  /** The broker reported something unrecognized about this order. */
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
  /** The broker's status, verbatim; an unknown one is stored and quarantines the order. */
  readonly status: string;
  readonly filled: Quantity;
  /** Whole request as far as the broker echoes it; for external orders there is no other. */
  readonly request: Omit<OrderRequest, 'book' | 'reason' | 'id' | 'waits' | 'together'>;
  readonly updatedAt: EpochMs;
  readonly replacedBy: BrokerOrderId | null;
  /** Every execution of this order that the broker reports, oldest first. */
  readonly fills: readonly Fill[];
}
