import {
  decimal,
  type Money,
  notional,
  price,
  type Price,
  unitPrice,
  ZERO_MONEY,
} from '../../core/decimal.ts';
import type { ExchangeAccount, ExchangePosition } from '../../simulator/exchange.ts';
import { markOf, type MarketView } from './market-view.ts';

/** A holding at today's price. */
export interface ValuedPosition {
  readonly position: ExchangePosition;
  /** The current price; what was paid where the market has not said any. */
  readonly mark: Price;
  readonly value: Money;
}

/** The account at today's prices, to the cent where a rule asks for a fraction. */
export interface Valuation {
  readonly positions: readonly ValuedPosition[];
  readonly long: Money;
  /** Zero or negative. */
  readonly short: Money;
  readonly equity: Money;
  readonly initialMargin: Money;
  readonly maintenanceMargin: Money;
}

/** Values an account: equity is cash plus everything held. */
export function valuate(account: ExchangeAccount, market: MarketView): Valuation {
  let long = ZERO_MONEY;
  let short = ZERO_MONEY;
  const positions = account.positions.map((position): ValuedPosition => {
    const mark = priceOf(position, market);
    const value = notional(mark, position.quantity);
    if (value.sign() < 0) short = short.plus(value);
    else long = long.plus(value);
    return { position, mark, value };
  });
  const gross = long.minus(short);
  const half = gross.times(decimal('0.5')).round(2);
  const third = gross.times(decimal('0.3')).round(2);
  const equity = account.cash.plus(long).plus(short);
  return { positions, long, short, equity, initialMargin: half, maintenanceMargin: third };
}

function priceOf(position: ExchangePosition, market: MarketView): Price {
  const mark = markOf(market, position.symbol);
  return mark === undefined ? unitPrice(position.cost, position.quantity, 4) : price(mark);
}
