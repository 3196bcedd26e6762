import { ZERO_MONEY, ZERO_QUANTITY } from '../core/decimal.ts';
import type { EpochMs } from '../core/time.ts';
import type { Ticker } from '../market/symbol.ts';
import type { BrokerOrderId } from '../orders/request.ts';
import type {
  ExchangeOrder,
  ExchangeOrderState,
  ExchangePlacement,
  Placed,
  Refusal,
} from './exchange.ts';
import { execute } from './execution.ts';
import { enter, orderCell, progressed, sweep } from './order-book.ts';
import { ruleRefusal } from './rules.ts';
import { takingPrice } from './slippage.ts';
import { type BarPrice, listed, type Venue } from './venue.ts';

/** Accepts or refuses an order. Acceptance is immediate: to model latency, call later. */
export function placeOrder(venue: Venue, order: ExchangePlacement, at: EpochMs): Placed {
  const refusal = ruleRefusal(venue, order);
  if (refusal !== undefined) return refusedPlacement(refusal);
  const state = admit(venue, order, { at, replaces: null });
  if (order.terms.type === 'market') {
    if (venue.options.fillAt === 'close') fillJustPlaced(venue, venue.closes, at);
    else if (order.follows === at) fillJustPlaced(venue, venue.opens, at);
  }
  return { kind: 'placed', order: state };
}

/**
 * Fills the market order that was just placed at a bar's price of this instant: at the close of the
 * bar that ended now, or at the open of the bar at which the order before it was filled.
 */
function fillJustPlaced(venue: Venue, prices: ReadonlyMap<Ticker, BarPrice>, at: EpochMs): void {
  const cell = venue.orders.at(-1);
  const known = cell === undefined ? undefined : prices.get(cell.state.symbol);
  if (cell === undefined || known?.at !== at || !(known.price > 0)) return;
  const { side, symbol } = cell.state;
  execute(venue, cell, { price: takingPrice(venue.options, side, known.price), at });
  const queue = venue.book.bySymbol.get(symbol);
  if (queue !== undefined) sweep(venue.book, queue);
}

/** Returns the result of a refused order. */
export function refusedPlacement(refusal: Refusal): Placed {
  return { kind: 'refused', refusal };
}

/** Origin of an order. */
export interface Origin {
  readonly at: EpochMs;
  readonly replaces: BrokerOrderId | null;
}

/**
 * Adds a valid order to the book and reports it.
 *
 * @returns the order as the client sees it: `new` in research; under Alpaca's rules
 *   `pending_new` during market hours (the `new` follows immediately) and `accepted` outside them
 */
export function admit(venue: Venue, order: ExchangeOrder, origin: Origin): ExchangeOrderState {
  const { at } = origin;
  const ordinal = venue.orders.length;
  const strict = venue.options.rules === 'alpaca';
  const status = strict ? (venue.open ? 'pending_new' : 'accepted') : 'new';
  const state: ExchangeOrderState = {
    clientId: order.clientId,
    symbol: order.symbol,
    instrument: listed(venue, order.symbol),
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
