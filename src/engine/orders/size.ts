import { type Quantity, ZERO_QUANTITY } from '../../core/decimal.ts';
import { type Portfolio, positionOf } from '../../ledger/portfolio.ts';
import { marketValue } from '../../market/instrument.ts';
import { type OrderState, outstanding } from '../../orders/lifecycle.ts';
import type { RiskLimits } from '../../risk/limits.ts';
import type { Intent } from '../../strategy/intent.ts';
import type { SizingView } from '../../strategy/sizing.ts';
import type { BookRunner } from '../book-runner.ts';
import type { Markets } from '../markets.ts';

interface SizingFacts {
  readonly portfolio: Portfolio;
  readonly markets: Markets;
  readonly limits: RiskLimits;
}

/** What the size of a target depends on: the account's figures, and the book's own orders. */
export interface TargetFacts {
  readonly view: SizingView;
  /** The book's open orders of the symbol, in the order they were decided. */
  readonly orders: readonly OrderState[];
}

const NO_ORDERS: readonly OrderState[] = [];

/** Collects a book's cash, holding and open orders for a target. */
export function targetFacts(
  runner: BookRunner,
  intent: Intent & { kind: 'target' | 'target_quantity' },
  { portfolio, markets, limits }: SizingFacts,
): TargetFacts {
  let orders: OrderState[] | undefined;
  let buying: Quantity = ZERO_QUANTITY;
  let selling: Quantity = ZERO_QUANTITY;
  let free = runner.cash;
  for (const open of portfolio.open.values()) {
    const { request } = open;
    if (request.book !== runner.id) continue;
    const left = outstanding(open);
    if (left === undefined) continue;
    const value = marketValue(
      request.instrument,
      markets.get(request.symbol).price,
      left.toNumber(),
    );
    if (request.side === 'buy') free -= value;
    else if (limits.spendProceeds && request.terms.type === 'market') free += value;
    if (request.symbol !== intent.symbol) continue;
    if (orders === undefined) orders = [open];
    else orders.push(open);
    if (request.side === 'buy') buying = buying.plus(left);
    else selling = selling.plus(left);
  }
  const { instrument, price } = markets.get(intent.symbol);
  const view = {
    equity: runner.equity,
    cash: free,
    instrument,
    price,
    held: positionOf(portfolio, runner.id, intent.symbol)?.quantity ?? ZERO_QUANTITY,
    buying,
    selling,
    fractional: runner.strategy.fractional,
    cashBuffer: limits.cashBuffer,
  };
  return { view, orders: orders ?? NO_ORDERS };
}
