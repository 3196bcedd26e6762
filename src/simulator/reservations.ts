import {
  decimal,
  price,
  type Money,
  type Price,
  type Quantity,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../core/decimal.ts';
import { notional, unitsFor } from '../market/instrument.ts';
import type { Ticker } from '../market/symbol.ts';
import type { ExchangeOrder } from './exchange.ts';
import { restingOf, type OrderCell } from './order-book.ts';
import { listed, type Venue } from './venue.ts';

const FIFTY = decimal<'USD/unit'>(50);
const COLLAR_LOW = decimal('1.04');
const COLLAR_HIGH = decimal('1.025');

/** Returns the maximum a buy may pay over `reference`: 4% more under 50 dollars, else 2.5%. */
export function collared(reference: Price): Price {
  return reference.times(reference.lessThan(FIFTY) ? COLLAR_LOW : COLLAR_HIGH);
}

/**
 * Returns the expected price of a market buy.
 *
 * The ask during market hours; otherwise the last trade plus a collar. Undefined when no price is
 * known.
 */
function marketBuyPrice(venue: Venue, symbol: Ticker): Price | undefined {
  const last = venue.prices.get(symbol);
  if (last === undefined) return undefined;
  if (venue.open && last.ask > 0) return price(last.ask);
  const known = last.trade > 0 ? last.trade : last.ask;
  return known > 0 ? collared(price(known)) : undefined;
}

/** Returns the cash that a buy order needs; undefined when it depends on an unknown price. */
export function reservationOf(
  venue: Venue,
  order: ExchangeOrder,
  filled?: OrderCell,
): Money | undefined {
  const { size, terms } = order;
  if (size.kind === 'notional') {
    return filled === undefined ? size.notional : size.notional.minus(filled.state.filledValue);
  }
  const instrument = listed(venue, order.symbol);
  const quantity = filled === undefined ? size.quantity : size.quantity.minus(filled.state.filled);
  switch (terms.type) {
    case 'limit':
    case 'stop_limit':
      return notional(instrument, terms.limitPrice, quantity);
    case 'stop':
      return notional(instrument, collared(terms.stopPrice), quantity);
    case 'market': {
      const expected = marketBuyPrice(venue, order.symbol);
      return expected === undefined ? undefined : notional(instrument, expected, quantity);
    }
  }
}

/** Returns the cash not reserved by open buy orders; with a multiplier of 1, the buying power. */
export function buyingPower(venue: Venue): Money {
  let reserved = ZERO_MONEY;
  for (const queue of venue.book.bySymbol.values()) {
    for (const cell of queue) {
      if (cell.state.side !== 'buy') continue;
      reserved = reserved.plus(reservationOf(venue, cell.state, cell) ?? ZERO_MONEY);
    }
  }
  const free = venue.account.cash.minus(reserved);
  return free.sign() < 0 ? ZERO_MONEY : free;
}

/**
 * Returns the shares of a symbol reserved by open sell orders; notional orders at the expected
 * price.
 */
export function heldForOrders(venue: Venue, symbol: Ticker): Quantity {
  let sum = ZERO_QUANTITY;
  for (const { state } of restingOf(venue.book, symbol)) {
    if (state.side !== 'sell') continue;
    sum = sum.plus(reservedShares(venue, state).minus(state.filled));
  }
  return sum.sign() < 0 ? ZERO_QUANTITY : sum;
}

/** Returns the shares of an order; for a notional order, the number its dollars buy now. */
export function reservedShares(venue: Venue, order: ExchangeOrder): Quantity {
  const { size, symbol, terms } = order;
  if (size.kind === 'quantity') return size.quantity;
  const last = venue.prices.get(symbol);
  const bid = last !== undefined && last.bid > 0 ? last.bid : (last?.trade ?? 0);
  const reference =
    terms.type === 'limit' || terms.type === 'stop_limit'
      ? terms.limitPrice
      : bid > 0
        ? price(bid)
        : undefined;
  return reference === undefined
    ? ZERO_QUANTITY
    : unitsFor(listed(venue, symbol), size.notional, { price: reference, scale: 9 }).trimmed();
}
