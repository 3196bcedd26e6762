import {
  Decimal,
  divide,
  type Money,
  type Quantity,
  ZERO_MONEY,
  ZERO_QUANTITY,
} from '../core/decimal.ts';
import type { Ticker } from '../market/symbol.ts';
import type { Side } from '../orders/request.ts';

/** Position, changed in place by the account's own functions only. */
export interface BrokerHolding {
  readonly symbol: Ticker;
  /** Negative when short. */
  quantity: Quantity;
  /** Total cost of the shares held, with the sign of `quantity`. */
  cost: Money;
}

/** Account state, changed in place by this file only. */
export interface Account {
  cash: Money;
  readonly holdings: Map<Ticker, BrokerHolding>;
}

/** Digits after the point to which average cost is split. */
const COST_SCALE = 9;

/** Creates an empty account. */
export function emptyAccount(): Account {
  return { cash: ZERO_MONEY, holdings: new Map() };
}

/** Returns the shares held of a symbol; negative when short. */
export function held(account: Account, symbol: Ticker): Quantity {
  return account.holdings.get(symbol)?.quantity ?? ZERO_QUANTITY;
}

/** Books a cash movement without a trade; `amount` is signed. */
export function moveCash(account: Account, amount: Money): void {
  account.cash = account.cash.plus(amount);
}

/** Execution, as the account needs it. */
export interface AccountTrade {
  readonly symbol: Ticker;
  readonly side: Side;
  readonly quantity: Quantity;
  /** Quantity times price, exact. */
  readonly value: Money;
}

/**
 * Books an execution: cash changes by its value, the position by its quantity.
 *
 * Cost is the average: a sell removes its part of the cost, to nine digits, and the rounding
 * remainder stays with the remaining shares. The ledger keeps lots with separate code; the cash and
 * quantities of both must agree, which is why neither uses the other.
 */
export function bookTrade(account: Account, trade: AccountTrade): void {
  const { symbol, side, quantity, value } = trade;
  const buy = side === 'buy';
  account.cash = buy ? account.cash.minus(value) : account.cash.plus(value);
  let holding = account.holdings.get(symbol);
  if (holding === undefined) {
    holding = { symbol, quantity: ZERO_QUANTITY, cost: ZERO_MONEY };
    account.holdings.set(symbol, holding);
  }
  const before = holding.quantity;
  const after = buy ? before.plus(quantity) : before.minus(quantity);
  const direction = before.sign();
  holding.quantity = after;
  if (direction === 0) {
    holding.cost = buy ? value : value.negated();
  } else if (direction > 0 === buy) {
    holding.cost = buy ? holding.cost.plus(value) : holding.cost.minus(value);
  } else if (after.sign() === 0) {
    holding.quantity = ZERO_QUANTITY;
    holding.cost = ZERO_MONEY;
  } else if (after.sign() === direction) {
    holding.cost = share(holding.cost, after, before);
  } else {
    // Through zero: the old side is closed, the rest is a new position at this price.
    holding.cost = share(buy ? value : value.negated(), after.abs(), quantity);
  }
}

/**
 * Returns `total` times `part / whole`, to nine digits or the total's scale, rounded toward zero.
 */
function share(total: Money, part: Quantity, whole: Quantity): Money {
  const product: Money = new Decimal(total.units * part.units, total.scale + part.scale);
  return divide(product, whole as Decimal<string> as Decimal, {
    scale: Math.max(COST_SCALE, total.scale),
    rounding: 'down',
  });
}
