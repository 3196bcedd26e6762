import { ZERO_MONEY, ZERO_QUANTITY } from '../core/decimal.ts';
import type { EpochMs } from '../core/time.ts';
import type { BrokerOrderId } from '../orders/request.ts';
import type { ExchangeOrder, ExchangeOrderState, Placed, Refusal } from './exchange.ts';
import { execute } from './execution.ts';
import { enter, orderCell, progressed, sweep } from './order-book.ts';
import { refusalOf } from './rules.ts';
import { takingPrice } from './slippage.ts';
import type { Venue } from './venue.ts';

/** Takes an order or refuses it. Acceptance is immediate: whoever wants latency calls later. */
export function placeOrder(venue: Venue, order: ExchangeOrder, at: EpochMs): Placed {
  const refusal = refusalOf(venue, order);
  if (refusal !== undefined) return refused(refusal);
  const state = admit(venue, order, { at, replaces: null });
  if (venue.options.fillAt === 'close' && order.terms.type === 'market') fillAtClose(venue, at);
  return { kind: 'placed', order: state };
}

/** Fills the market order that was just placed at the close of a bar that ended this instant. */
function fillAtClose(venue: Venue, at: EpochMs): void {
  const cell = venue.orders.at(-1);
  const close = cell === undefined ? undefined : venue.closes.get(cell.state.symbol);
  if (cell === undefined || close?.at !== at || !(close.price > 0)) return;
  const { side, symbol } = cell.state;
  execute(venue, cell, { price: takingPrice(venue.options, side, close.price), at });
  const queue = venue.book.bySymbol.get(symbol);
  if (queue !== undefined) sweep(venue.book, queue);
}

/** The answer that turns an order down. */
export function refused(refusal: Refusal): Placed {
  return { kind: 'refused', refusal };
}

/** Where an order comes from. */
export interface Origin {
  readonly at: EpochMs;
  readonly replaces: BrokerOrderId | null;
}

/**
 * Puts an order that was found in order into the book, and says so.
 *
 * @returns the order as the client is answered: `new` in research; at Alpaca's rules
 *   `pending_new` in session (the `new` follows at once) and `accepted` outside it
 */
export function admit(venue: Venue, order: ExchangeOrder, origin: Origin): ExchangeOrderState {
  const { at } = origin;
  const ordinal = venue.orders.length;
  const strict = venue.options.rules === 'alpaca';
  const status = strict ? (venue.open ? 'pending_new' : 'accepted') : 'new';
  const state: ExchangeOrderState = {
    clientId: order.clientId,
    symbol: order.symbol,
    side: order.side,
    size: order.size,
    terms: order.terms,
    timeInForce: order.timeInForce,
    extendedHours: order.extendedHours,
    id: venue.orderIds.at(ordinal) as BrokerOrderId,
    status,
    filled: ZERO_QUANTITY,
    filledValue: ZERO_MONEY,
    createdAt: at,
    updatedAt: at,
    replaces: origin.replaces,
    replacedBy: null,
    triggered: false,
  };
  const cell = orderCell(state, ordinal);
  venue.orders.push(cell);
  enter(venue.book, cell);
  venue.events.push({ kind: status, at, order: state });
  if (status === 'pending_new') {
    cell.state = progressed(state, { status: 'new' }, at);
    venue.events.push({ kind: 'new', at, order: cell.state });
  }
  return state;
}
