import { type Money, type Quantity, ZERO_MONEY, ZERO_QUANTITY } from '../core/decimal.ts';
import { type EpochMs, epochMs, MINUTE } from '../core/time.ts';
import { notional } from '../market/instrument.ts';
import type { Denial, Evidence, Fill, OrderEvent, WorkingStatus } from './event.ts';
import type { BrokerOrderId, OrderRequest } from './request.ts';

/**
 * The state of an order, as far as we can prove it.
 *
 * `planned` → `intent` → `in_flight` → `working` ⇄ `partial` → terminal. `unknown` is a state, not
 * an error: the order may be alive, keeps its reservation, and is queried until the broker
 * answers. `abandoned` is unknown and no longer wanted; `quarantined` is not understood.
 */
export type OrderStatus =
  | 'planned'
  | 'intent'
  | 'in_flight'
  | 'unknown'
  | 'working'
  | 'partial'
  | 'quarantined'
  | 'abandoned'
  | 'denied'
  | 'rejected'
  | 'filled'
  | 'canceled'
  | 'expired'
  | 'replaced';

/** Status of our cancel request, in addition to the order's status. */
export type CancelOverlay = 'none' | 'requested' | 'unknown' | 'refused';

/** Everything we know of one order; a fold over its events. */
export interface OrderState {
  readonly request: OrderRequest;
  readonly status: OrderStatus;
  readonly cancel: CancelOverlay;
  readonly brokerId: BrokerOrderId | null;
  /** The broker's status while the order works. */
  readonly brokerStatus: WorkingStatus | null;
  /** When the broker reported that status, on its own clock; 0 before the first. */
  readonly statedAt: EpochMs;
  readonly filled: Quantity;
  /** Exact value of all executions. */
  readonly filledValue: Money;
  readonly fills: readonly Fill[];
  /** An execution arrived after a terminal state; the money is booked, the user notified. */
  readonly lateFill: boolean;
  /** The maximum filled quantity that the broker named in any message. */
  readonly reported: Quantity;
  /** The broker reports more filled than we have seen executions for. */
  readonly gap: boolean;
  readonly denials: readonly Denial[];
  /** The broker's last response, to explain the state. */
  readonly evidence: Evidence | null;
  /** Submissions so far, including repeats of the same bytes. */
  readonly attempts: number;
  readonly updatedAt: EpochMs;
}

/** An event that the table of states does not have a row for. */
export interface IllegalTransition {
  readonly illegal: true;
  /** A sentence: the state found and the event that does not fit it. */
  readonly found: string;
}

/** Whether nothing more is expected of an order in this state (a late fill is still booked). */
export function isTerminal(status: OrderStatus): boolean {
  return (
    status === 'filled' ||
    status === 'canceled' ||
    status === 'denied' ||
    status === 'rejected' ||
    status === 'expired' ||
    status === 'replaced'
  );
}

/** Whether an order may be alive at the broker, so that it must be counted at its worst. */
export function isPossiblyLive(status: OrderStatus): boolean {
  return status !== 'planned' && !isTerminal(status);
}

/** Whether `transition` returned an illegal transition. */
export function isIllegal(answer: OrderState | IllegalTransition): answer is IllegalTransition {
  return 'illegal' in answer;
}

/** The state of an order that was journaled and not yet reviewed. */
export function plannedOrder(request: OrderRequest): OrderState {
  return {
    request,
    status: 'planned',
    cancel: 'none',
    brokerId: null,
    brokerStatus: null,
    statedAt: NEVER,
    filled: ZERO_QUANTITY,
    filledValue: ZERO_MONEY,
    fills: NO_FILLS,
    lateFill: false,
    reported: ZERO_QUANTITY,
    gap: false,
    denials: NO_DENIALS,
    evidence: null,
    attempts: 0,
    updatedAt: request.decidedAt,
  };
}

const NEVER = epochMs(0);
const NO_FILLS: readonly Fill[] = [];
const NO_DENIALS: readonly Denial[] = [];

/** The state after the gate approved: the next thing that happens may be a byte on the wire. */
export function approvedOrder(order: OrderState, at: EpochMs): OrderState {
  return { ...order, status: 'intent', attempts: 1, updatedAt: at };
}

/** Whether an approved order was not sent yet, because it waits for other orders. */
export function isWaiting({ request, status }: OrderState): boolean {
  return request.waits !== undefined && (status === 'planned' || status === 'intent');
}

/** How much may still be executed; for a notional order unknown until it is done, so undefined. */
export function remaining(order: OrderState): Quantity | undefined {
  const { size } = order.request;
  return size.kind === 'quantity' ? size.quantity.minus(order.filled) : undefined;
}

/**
 * Computes how many shares of an order may still be booked: the remainder of one that may be alive;
 * for an ended one, the filled quantity whose executions have not arrived yet.
 *
 * @returns undefined for a notional order that may be alive
 */
export function outstanding(order: OrderState): Quantity | undefined {
  if (isPossiblyLive(order.status)) return remaining(order);
  return order.gap ? order.reported.minus(order.filled) : ZERO_QUANTITY;
}

/**
 * Whether the broker rejected this order on submission and has reported nothing else about it, so
 * that a delayed copy of the request may still be accepted.
 */
export function rejectedOnSubmit({ status, evidence }: OrderState): boolean {
  return status === 'rejected' && evidence?.source === 'response' && (evidence.status ?? 0) >= 400;
}

/** Whether this execution is booked already, by the broker's id or by its cumulative quantity. */
export function hasFill(order: OrderState, fill: Fill): boolean {
  for (const known of order.fills) {
    if (known.id === fill.id || known.cumulative.equals(fill.cumulative)) return true;
  }
  return false;
}

/**
 * The one table of order states.
 *
 * Repeated and late messages are normal and change nothing; what contradicts a proven state is
 * returned as an {@link IllegalTransition}, never thrown and never applied. An execution is applied
 * exactly once in any state, terminal ones included, because it is a fact.
 */
export function transition(order: OrderState, event: OrderEvent): OrderState | IllegalTransition {
  const after = apply(order, event);
  // The broker's clock can be behind ours, and its events can come late.
  if (isIllegal(after) || after.updatedAt >= order.updatedAt) return after;
  return { ...after, updatedAt: order.updatedAt };
}

function apply(order: OrderState, event: OrderEvent): OrderState | IllegalTransition {
  switch (event.kind) {
    case 'filled':
      return afterFill(order, event);
    case 'accepted':
      return afterAccepted(order, event);
    case 'denied':
      return neverLeft(order)
        ? { ...order, status: 'denied', denials: event.denials, updatedAt: event.at }
        : illegal(order, event);
    case 'sent':
      return isTerminal(order.status) || order.status === 'planned'
        ? illegal(order, event)
        : { ...order, status: 'in_flight', attempts: event.attempt, updatedAt: event.at };
    case 'outcome_unknown':
      return order.status === 'intent' || order.status === 'in_flight'
        ? { ...order, status: 'unknown', evidence: event.evidence, updatedAt: event.at }
        : order;
    case 'not_found':
      return { ...order, evidence: event.evidence };
    case 'rejected':
    case 'canceled':
    case 'expired':
    case 'replaced':
      return afterEnd(order, event);
    case 'cancel_requested':
      return isTerminal(order.status)
        ? order
        : { ...order, cancel: 'requested', updatedAt: event.at };
    case 'cancel_refused':
    case 'cancel_unknown': {
      const cancel = event.kind === 'cancel_refused' ? 'refused' : 'unknown';
      if (isTerminal(order.status) || order.cancel === cancel) return order;
      return { ...order, cancel, evidence: event.evidence };
    }
    case 'abandoned':
      return order.status === 'unknown'
        ? { ...order, status: 'abandoned', updatedAt: event.at }
        : illegal(order, event);
    case 'quarantined':
      return afterUnrecognized(order, event);
    case 'fill_gap':
      return afterGap(order, event);
  }
}

/** Whether nothing of the order has reached the wire; a repeat has a higher attempt. */
function neverLeft({ status, attempts }: OrderState): boolean {
  return status === 'planned' || status === 'intent' || (status === 'in_flight' && attempts === 1);
}

function afterFill(
  order: OrderState,
  event: OrderEvent & { kind: 'filled' },
): OrderState | IllegalTransition {
  const { fill } = event;
  if (hasFill(order, fill)) return order;
  if (order.status === 'planned' || order.status === 'denied') {
    return illegal(order, event);
  }
  const filled = order.filled.plus(fill.quantity);
  const { size } = order.request;
  const whole = size.kind === 'quantity' ? !filled.lessThan(size.quantity) : event.complete;
  const ended = isTerminal(order.status);
  const reported = order.reported.lessThan(fill.cumulative) ? fill.cumulative : order.reported;
  const stays = ended && !rejectedOnSubmit(order);
  return {
    ...order,
    status: whole ? 'filled' : stays ? order.status : 'partial',
    filled,
    filledValue: order.filledValue.plus(notional(fill.instrument, fill.price, fill.quantity)),
    fills: order.fills.length === 0 ? [fill] : [...order.fills, fill],
    lateFill: order.lateFill || ended,
    reported,
    gap: filled.lessThan(reported),
    evidence: event.evidence,
    updatedAt: event.at,
  };
}

function afterAccepted(
  order: OrderState,
  event: OrderEvent & { kind: 'accepted' },
): OrderState | IllegalTransition {
  if (order.status === 'planned' || order.status === 'denied') return illegal(order, event);
  // An answer that comes after the end (a late response, a replayed frame) only binds the id;
  // unless there was nothing to end, and a late copy of the request was accepted after all.
  if (isTerminal(order.status) && !rejectedOnSubmit(order)) {
    return order.brokerId === event.brokerId ? order : { ...order, brokerId: event.brokerId };
  }
  if (isOvertaken(order, event)) return order;
  return {
    ...order,
    status: order.fills.length > 0 ? 'partial' : 'working',
    brokerId: event.brokerId,
    brokerStatus: event.status,
    statedAt: event.at,
    evidence: event.evidence,
    updatedAt: event.at,
  };
}

/** A broker message that is older by more than this comes from a clock that was set back. */
const OVERTAKEN_MS = 10 * MINUTE;

/** Whether the broker has reported a newer status of a working order. */
function isOvertaken(
  { status, brokerId, statedAt }: OrderState,
  event: OrderEvent & { kind: 'accepted' },
): boolean {
  const works = (status === 'working' || status === 'partial') && brokerId === event.brokerId;
  return works && event.at < statedAt && statedAt - event.at < OVERTAKEN_MS;
}

function afterEnd(
  order: OrderState,
  event: OrderEvent & { kind: 'rejected' | 'canceled' | 'expired' | 'replaced' },
): OrderState | IllegalTransition {
  if (order.status === event.kind) return order;
  // The order is fully filled: any message about a remainder came too late.
  if (order.status === 'filled' && event.kind !== 'rejected') return order;
  if (isTerminal(order.status) || order.status === 'planned') return illegal(order, event);
  return {
    ...order,
    status: event.kind,
    evidence: event.evidence,
    updatedAt: event.at,
  };
}

function afterUnrecognized(
  order: OrderState,
  event: OrderEvent & { kind: 'quarantined' },
): OrderState {
  const ended = isTerminal(order.status);
  const known = ended || order.status === 'quarantined';
  if (known && order.evidence?.message === event.evidence.message) return order;
  if (ended) return { ...order, evidence: event.evidence };
  return { ...order, status: 'quarantined', evidence: event.evidence, updatedAt: event.at };
}

function afterGap(order: OrderState, event: OrderEvent & { kind: 'fill_gap' }): OrderState {
  const reported = event.cumulative;
  if (!order.filled.lessThan(reported) || !order.reported.lessThan(reported)) return order;
  return { ...order, reported, gap: true, evidence: event.evidence };
}

function illegal(order: OrderState, event: OrderEvent): IllegalTransition {
  return {
    illegal: true,
    found: `Order ${order.request.id} is ${order.status}; "${event.kind}" does not follow it.`,
  };
}
