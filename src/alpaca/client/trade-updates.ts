import { type Quantity, ZERO_QUANTITY } from '../../core/decimal.ts';
import type { EpochMs } from '../../core/time.ts';
import { ticker } from '../../market/symbol.ts';
import type { BrokerEvent } from '../../engine/ports.ts';
import {
  type Evidence,
  type ExecutionId,
  type Fill,
  isWorking,
  type OrderEvent,
  WORKING_STATUSES,
} from '../../orders/event.ts';
import { type BrokerOrderId, isOwnOrderId, parseClientOrderId } from '../../orders/request.ts';
import { instrumentOnWire } from '../wire/instrument.ts';
import { type OrderReport, sideOf, toBrokerOrder } from '../wire/order.ts';
import type { TradeUpdate } from '../wire/trading-stream.ts';
import { statusEvent } from './order-status.ts';

/**
 * Executions reported so far for each order, by cumulative quantity, which reveals a missing one.
 */
export interface FillTracker {
  /** Counts an execution; returns whether everything up to `cumulative` has now been reported. */
  count(order: BrokerOrderId, quantity: Quantity, cumulative: Quantity): boolean;
  /** Marks everything up to here as known from another source. */
  caughtUp(order: BrokerOrderId, cumulative: Quantity): void;
  /** Whether executions up to `cumulative` have been reported. */
  knows(order: BrokerOrderId, cumulative: Quantity): boolean;
}

/** Creates an empty tracker. */
export function createFillTracker(): FillTracker {
  const known = new Map<BrokerOrderId, Quantity>();
  const of = (order: BrokerOrderId): Quantity => known.get(order) ?? ZERO_QUANTITY;
  const raise = (order: BrokerOrderId, to: Quantity): void => {
    if (of(order).lessThan(to)) known.set(order, to);
  };
  return {
    count(order, quantity, cumulative) {
      const complete = !of(order).plus(quantity).lessThan(cumulative);
      // After a gap the engine reads the order and reports what it finds through `caughtUp`.
      if (complete) raise(order, cumulative);
      return complete;
    },
    caughtUp: raise,
    knows: (order, cumulative) => !of(order).lessThan(cumulative),
  };
}

/** Stream events that only repeat the order's status. */
const BY_STATUS: ReadonlySet<string> = new Set([
  ...WORKING_STATUSES,
  'restated',
  // A rejected replacement leaves the old order unchanged.
  'order_replace_rejected',
  'canceled',
  'expired',
  'rejected',
  'replaced',
]);

/** Events that end an order, used when the status in the same message lags behind. */
const ENDS: ReadonlySet<string> = new Set(['canceled', 'expired', 'rejected']);

/**
 * Converts a trading stream update to engine events.
 *
 * Executions carry the order's cumulative count; where it reveals missing ones, a `fill_gap`
 * follows. A busted or corrected trade or an unknown event quarantines the order for a person to
 * check.
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
  const id = parseClientOrderId(order.clientId);
  if (event === 'fill' || event === 'partial_fill') return fillEvents(update, tracker, evidence);
  if (event === 'order_cancel_rejected') {
    return [{ kind: 'cancel_refused', at, order: id, evidence }];
  }
  if (!BY_STATUS.has(event)) return [{ kind: 'quarantined', at, order: id, evidence }];
  const gap = gapEvent(update, tracker, evidence);
  const replaced = event === 'replaced' && order.replacedBy !== null;
  const status = ENDS.has(event) || isWorking(event) || replaced ? event : order.status;
  const reported = statusEvent({ ...order, status }, at, evidence);
  return gap === undefined ? [reported] : [gap, reported];
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
    const id = parseClientOrderId(order.clientId);
    return [{ kind: 'fill_gap', at, order: id, cumulative, evidence }];
  }
  const complete = order.status === 'filled' || update.event === 'fill';
  const reported: OrderEvent = { kind: 'filled', at, order: fill.order, fill, complete, evidence };
  if (tracker.count(order.id, fill.quantity, fill.cumulative)) return [reported];
  return [reported, gap(order, at, evidence)];
}

/** Returns a gap when an order reports a larger filled quantity than the executions received. */
function gapEvent(
  { at, order }: TradeUpdate,
  tracker: FillTracker,
  evidence: Evidence,
): OrderEvent | undefined {
  return tracker.knows(order.id, order.filled) ? undefined : gap(order, at, evidence);
}

function gap(order: OrderReport, at: EpochMs, evidence: Evidence): OrderEvent {
  const id = parseClientOrderId(order.clientId);
  return { kind: 'fill_gap', at, order: id, cumulative: order.filled, evidence };
}

/** Returns the execution of an update, or undefined when fields are missing. */
function fillOf({ at, order, executionId, quantity, price }: TradeUpdate): Fill | undefined {
  const side = sideOf(order.side);
  if (executionId === null || quantity === null || price === null || side === undefined) {
    return undefined;
  }
  const symbol = ticker(order.symbol);
  return {
    id: executionId as ExecutionId,
    order: parseClientOrderId(order.clientId),
    symbol,
    instrument: instrumentOnWire(symbol, order.assetClass),
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
