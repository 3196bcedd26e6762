import { type Quantity, ZERO_QUANTITY } from '../../core/decimal.ts';
import type { EpochMs } from '../../core/time.ts';
import { ticker } from '../../market/symbol.ts';
import type { BrokerEvent } from '../../engine/ports.ts';
import type { Evidence, ExecutionId, Fill, OrderEvent } from '../../orders/event.ts';
import { type BrokerOrderId, type ClientOrderId, isOwnOrderId } from '../../orders/request.ts';
import { type OrderReport, sideOf, toBrokerOrder } from '../wire/order.ts';
import type { TradeUpdate } from '../wire/trading-stream.ts';
import { isWorking, statusEvent } from './order-words.ts';

/**
 * Which executions of each order have been told so far, by their cumulative quantity: what shows
 * that one is missing.
 */
export interface FillTracker {
  /** Counts an execution; whether everything up to `cumulative` has now been told. */
  told(order: BrokerOrderId, quantity: Quantity, cumulative: Quantity): boolean;
  /** Everything up to here is known from another source. */
  caughtUp(order: BrokerOrderId, cumulative: Quantity): void;
  /** Whether executions up to `cumulative` have been told. */
  knows(order: BrokerOrderId, cumulative: Quantity): boolean;
}

/** A tracker that has heard of no execution yet. */
export function createFillTracker(): FillTracker {
  const known = new Map<BrokerOrderId, Quantity>();
  const of = (order: BrokerOrderId): Quantity => known.get(order) ?? ZERO_QUANTITY;
  const raise = (order: BrokerOrderId, to: Quantity): void => {
    if (of(order).lessThan(to)) known.set(order, to);
  };
  return {
    told(order, quantity, cumulative) {
      const complete = !of(order).plus(quantity).lessThan(cumulative);
      // After a hole the engine asks for the order; what it finds is told by `caughtUp`.
      if (complete) raise(order, cumulative);
      return complete;
    },
    caughtUp: raise,
    knows: (order, cumulative) => !of(order).lessThan(cumulative),
  };
}

/** Events of the stream that say in one word what the order's status says as well. */
const BY_STATUS: ReadonlySet<string> = new Set([
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
  'restated',
  // A refused replacement leaves the old order as it is.
  'order_replace_rejected',
  'canceled',
  'expired',
  'rejected',
  'replaced',
]);

/** Events that end an order, for when its status in the same message lags behind. */
const ENDS: ReadonlySet<string> = new Set(['canceled', 'expired', 'rejected']);

/**
 * What an update of the trading stream means to the engine.
 *
 * Executions carry the order's own count; where that shows others that were never told, a
 * `fill_gap` follows. A busted or corrected trade, and a word that we do not know, quarantine the
 * order, so that somebody looks.
 */
export function brokerEvents(update: TradeUpdate, tracker: FillTracker): readonly BrokerEvent[] {
  const { order } = update;
  if (!isOwnOrderId(order.clientId)) return external(update);
  const evidence = evidenceOf(update);
  return orderEvents(update, tracker, evidence).map((event) => ({ kind: 'order', event }));
}

function evidenceOf({ event, reason, order }: TradeUpdate): Evidence {
  const why = reason === '' ? '' : `, ${reason}`;
  return { source: 'stream', message: `${event}${why} (status ${order.status})` };
}

function orderEvents(
  update: TradeUpdate,
  tracker: FillTracker,
  evidence: Evidence,
): readonly OrderEvent[] {
  const { event, at, order } = update;
  const id = order.clientId as ClientOrderId;
  if (event === 'fill' || event === 'partial_fill') return fillEvents(update, tracker, evidence);
  if (event === 'order_cancel_rejected') {
    return [{ kind: 'cancel_refused', at, order: id, evidence }];
  }
  if (!BY_STATUS.has(event)) return [{ kind: 'quarantined', at, order: id, evidence }];
  const gap = gapEvent(update, tracker, evidence);
  const replaced = event === 'replaced' && order.replacedBy !== null;
  const status = ENDS.has(event) || isWorking(event) || replaced ? event : order.status;
  const told = statusEvent({ ...order, status }, at, evidence);
  return gap === undefined ? [told] : [gap, told];
}

function fillEvents(
  update: TradeUpdate,
  tracker: FillTracker,
  evidence: Evidence,
): readonly OrderEvent[] {
  const { at, order } = update;
  const fill = fillOf(update);
  if (fill === undefined) {
    const cumulative = order.filled;
    return [{ kind: 'fill_gap', at, order: order.clientId as ClientOrderId, cumulative, evidence }];
  }
  const complete = order.status === 'filled' || update.event === 'fill';
  const told: OrderEvent = { kind: 'filled', at, order: fill.order, fill, complete, evidence };
  if (tracker.told(order.id, fill.quantity, fill.cumulative)) return [told];
  return [told, gap(order, at, evidence)];
}

/** An order that ends or rests with more filled than was told has lost an execution on the way. */
function gapEvent(
  { at, order }: TradeUpdate,
  tracker: FillTracker,
  evidence: Evidence,
): OrderEvent | undefined {
  return tracker.knows(order.id, order.filled) ? undefined : gap(order, at, evidence);
}

function gap(order: OrderReport, at: EpochMs, evidence: Evidence): OrderEvent {
  const id = order.clientId as ClientOrderId;
  return { kind: 'fill_gap', at, order: id, cumulative: order.filled, evidence };
}

/** The execution that an update tells, or undefined when it leaves out what makes one. */
function fillOf({ at, order, executionId, quantity, price }: TradeUpdate): Fill | undefined {
  const side = sideOf(order.side);
  if (executionId === null || quantity === null || price === null || side === undefined) {
    return undefined;
  }
  return {
    id: executionId as ExecutionId,
    order: order.clientId as ClientOrderId,
    symbol: ticker(order.symbol),
    side,
    quantity,
    price,
    at,
    cumulative: order.filled,
  };
}

function external(update: TradeUpdate): readonly BrokerEvent[] {
  const fill = fillOf(update);
  return [
    { kind: 'external', order: toBrokerOrder(update.order, fill === undefined ? [] : [fill]) },
  ];
}
