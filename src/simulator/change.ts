import type { EpochMs } from '../core/time.ts';
import type { BrokerOrderId } from '../orders/request.ts';
import type { ExchangeOrder, OrderChange, Placed, Refusal } from './exchange.ts';
import { leave, progressed, type OrderCell } from './order-book.ts';
import { cancelOrder } from './order-life.ts';
import { admit, refusedPlacement } from './place.ts';
import { invalidParameter, orderNotFound, refuseUnprocessable } from './refusals.ts';
import { ruleRefusal } from './rules.ts';
import { endOrder, findById, type Venue } from './venue.ts';

/** Cancels an order. Canceling one again is no error, as at Alpaca. */
export function cancelById(venue: Venue, id: BrokerOrderId, at: EpochMs): Refusal | undefined {
  const cell = findById(venue, id);
  if (cell === undefined) return orderNotFound(id);
  const { status } = cell.state;
  if (status === 'canceled') return undefined;
  if (!cell.resting) return refuseUnprocessable(`order is already in "${status}" state`);
  cancelOrder(venue, cell, at);
  leave(venue.book, cell);
  return undefined;
}

/**
 * Replaces an order with a new one with a new id, at the end of the queue.
 *
 * A requested quantity is the total of both: the new order is for that minus the old one's filled
 * quantity, so that a replacement never trades more than its client meant.
 */
export function replaceById(
  venue: Venue,
  id: BrokerOrderId,
  { change, at }: { readonly change: OrderChange; readonly at: EpochMs },
): Placed {
  const cell = findById(venue, id);
  if (cell === undefined) return refusedPlacement(orderNotFound(id));
  const closed = notReplaceable(cell);
  if (closed !== undefined) return refusedPlacement(closed);
  const next = changed(venue, cell, change);
  if ('code' in next) return refusedPlacement(next);
  // The old order is out of the book while the new one is checked, which frees its reservation.
  leave(venue.book, cell);
  const refusal = ruleRefusal(venue, next);
  if (refusal !== undefined) {
    cell.resting = true;
    reenter(venue, cell);
    return refusedPlacement(refusal);
  }
  const replacedBy = venue.orderIds.at(venue.orders.length) as BrokerOrderId;
  endOrder(venue, cell);
  cell.state = progressed(cell.state, { status: 'replaced', replacedBy }, at);
  venue.events.push({ kind: 'replaced', at, order: cell.state });
  return { kind: 'placed', order: admit(venue, next, { at, replaces: id }) };
}

function notReplaceable(cell: OrderCell): Refusal | undefined {
  const { status } = cell.state;
  if (status === 'accepted' || status === 'pending_new') {
    return invalidParameter("unable to replace order, order isn't sent to exchange yet");
  }
  if (status === 'replaced') return refuseUnprocessable('order already replaced');
  if (!cell.resting) return refuseUnprocessable(`cannot replace order in ${status} status`);
  return undefined;
}

/** Puts an order back in its place, which its age decides. */
function reenter(venue: Venue, cell: OrderCell): void {
  const queue = venue.book.bySymbol.get(cell.state.symbol) ?? [];
  const place = queue.findIndex((each) => each.ordinal > cell.ordinal);
  queue.splice(place < 0 ? queue.length : place, 0, cell);
  venue.book.count += 1;
}

function changed(venue: Venue, cell: OrderCell, change: OrderChange): ExchangeOrder | Refusal {
  const { state } = cell;
  const { filled } = state;
  if (state.size.kind === 'notional' || change.size?.kind === 'notional') {
    return refuseUnprocessable('notional orders cannot be replaced');
  }
  const asked = change.size?.quantity ?? state.size.quantity;
  if (change.size !== undefined && asked.trimmed().scale > 0) {
    return invalidParameter('qty must be integer');
  }
  if (asked.compare(filled) <= 0) return refuseUnprocessable('qty must be > filled_qty');
  const terms = change.terms ?? state.terms;
  if (terms.type !== state.terms.type) return invalidParameter('invalid order type');
  const same =
    asked.equals(state.size.quantity) &&
    (change.timeInForce ?? state.timeInForce) === state.timeInForce &&
    sameTerms(terms, state.terms);
  if (same) return refuseUnprocessable('order parameters are not changed');
  return {
    clientId: change.clientId ?? venue.orderIds.at(venue.orders.length),
    symbol: state.symbol,
    side: state.side,
    size: { kind: 'quantity', quantity: asked.minus(filled) },
    terms,
    timeInForce: change.timeInForce ?? state.timeInForce,
    extendedHours: state.extendedHours,
  };
}

function sameTerms(a: ExchangeOrder['terms'], b: ExchangeOrder['terms']): boolean {
  return JSON.stringify(a) === JSON.stringify(b);
}
