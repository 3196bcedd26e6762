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

/** A holding, changed in place by the account's own functions only. */
export interface Holding {
  readonly symbol: Ticker;
  /** Negative when short. */
  quantity: Quantity;
  /** What the shares held cost in total, with the sign of `quantity`. */
  cost: Money;
}

/** The account's books, changed in place by this file only. */
export interface Account {
  cash: Money;
  readonly holdings: Map<Ticker, Holding>;
}

/** Digits after the point to which average cost is split. */
const COST_SCALE = 9;

/** An account with nothing in it. */
export function emptyAccount(): Account {
  return { cash: ZERO_MONEY, holdings: new Map() };
}

/** How many shares the account holds of a symbol; negative when short. */
export function held(account: Account, symbol: Ticker): Quantity {
  return account.holdings.get(symbol)?.quantity ?? ZERO_QUANTITY;
}

/** Moves cash that no trade is behind; `amount` is signed. */
export function moveCash(account: Account, amount: Money): void {
  account.cash = account.cash.plus(amount);
}

/** One execution, as the account needs it. */
export interface AccountTrade {
  readonly symbol: Ticker;
  readonly side: Side;
  readonly quantity: Quantity;
  /** Quantity times price, exact. */
  readonly value: Money;
}

/**
 * Books an execution: cash moves by its value, the holding by its quantity.
 *
 * Cost is the average: a sale takes its share of the cost with it, to nine digits, and what the
 * rounding leaves stays with the shares that stay. The ledger keeps lots with code of its own;
 * cash and quantities of the two must agree, which is why neither uses the other.
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
    // Through zero: the old side is closed, the rest was traded at this price.
    holding.cost = share(buy ? value : value.negated(), after.abs(), quantity);
  }
}

/** `total` times `part / whole`, to nine digits or the total's own, rounded toward zero. */
function share(total: Money, part: Quantity, whole: Quantity): Money {
  const product: Money = new Decimal(total.units * part.units, total.scale + part.scale);
  return divide(product, whole as Decimal<string> as Decimal, {
    scale: Math.max(COST_SCALE, total.scale),
    rounding: 'down',
  });
}
