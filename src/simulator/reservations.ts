import {
  affordable,
  decimal,
  notional,
  price,
  type Money,
  type Price,
  type Quantity,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../core/decimal.ts';
import type { Ticker } from '../market/symbol.ts';
import type { ExchangeOrder } from './exchange.ts';
import { restingOf, type OrderCell } from './order-book.ts';
import type { Venue } from './venue.ts';

const FIFTY = decimal<'USD/unit'>(50);
const COLLAR_LOW = decimal('1.04');
const COLLAR_HIGH = decimal('1.025');

/** The most that a buy may pay over `reference`: 4 % more under 50 dollars, else 2.5 %. */
export function collared(reference: Price): Price {
  return reference.times(reference.lessThan(FIFTY) ? COLLAR_LOW : COLLAR_HIGH);
}

/**
 * What a market order to buy is expected to pay for a share.
 *
 * In session the ask; outside it the last trade and a collar. Undefined when no price is known.
 */
function marketBuyPrice(venue: Venue, symbol: Ticker): Price | undefined {
  const last = venue.prices.get(symbol);
  if (last === undefined) return undefined;
  if (venue.open && last.ask > 0) return price(last.ask);
  const known = last.trade > 0 ? last.trade : last.ask;
  return known > 0 ? collared(price(known)) : undefined;
}

/** Money that an order to buy needs; undefined when it depends on a price that is not known. */
export function costOf(venue: Venue, order: ExchangeOrder, filled?: OrderCell): Money | undefined {
  const { size, terms } = order;
  if (size.kind === 'notional') {
    return filled === undefined ? size.notional : size.notional.minus(filled.state.filledValue);
  }
  const quantity = filled === undefined ? size.quantity : size.quantity.minus(filled.state.filled);
  switch (terms.type) {
    case 'limit':
    case 'stop_limit':
      return notional(terms.limitPrice, quantity);
    case 'stop':
      return notional(collared(terms.stopPrice), quantity);
    case 'market': {
      const expected = marketBuyPrice(venue, order.symbol);
      return expected === undefined ? undefined : notional(expected, quantity);
    }
  }
}

/** Cash that is not spoken for by open orders to buy; with a multiplier of 1, the buying power. */
export function buyingPower(venue: Venue): Money {
  let reserved = ZERO_MONEY;
  for (const queue of venue.book.bySymbol.values()) {
    for (const cell of queue) {
      if (cell.state.side !== 'buy') continue;
      reserved = reserved.plus(costOf(venue, cell.state, cell) ?? ZERO_MONEY);
    }
  }
  const free = venue.account.cash.minus(reserved);
  return free.sign() < 0 ? ZERO_MONEY : free;
}

/** Shares of a symbol that open orders to sell speak for; dollar orders at the expected price. */
export function heldForOrders(venue: Venue, symbol: Ticker): Quantity {
  let sum = ZERO_QUANTITY;
  for (const { state } of restingOf(venue.book, symbol)) {
    if (state.side !== 'sell') continue;
    sum = sum.plus(sharesOf(venue, state).minus(state.filled));
  }
  return sum.sign() < 0 ? ZERO_QUANTITY : sum;
}

/** Shares that an order is for; of a dollar order, as many as its dollars are worth now. */
export function sharesOf(venue: Venue, order: ExchangeOrder): Quantity {
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
    : affordable(size.notional, reference, 9).trimmed();
}
