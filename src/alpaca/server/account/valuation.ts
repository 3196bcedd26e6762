import { decimal, type Money, price, type Price, ZERO_MONEY } from '../../../core/decimal.ts';
import { averagePrice, notional } from '../../../market/instrument.ts';
import type { ExchangeAccount, ExchangePosition } from '../../../simulator/exchange.ts';
import { markOf, type ServedMarket } from '../market/market-view.ts';

/** Position at today's price. */
export interface ValuedPosition {
  readonly position: ExchangePosition;
  /** Current price; the cost where the market has no price yet. */
  readonly mark: Price;
  readonly value: Money;
}

/** Account at today's prices, to the cent where a rule uses a fraction. */
export interface Valuation {
  readonly positions: readonly ValuedPosition[];
  readonly long: Money;
  /** Zero or negative. */
  readonly short: Money;
  readonly equity: Money;
  readonly initialMargin: Money;
  readonly maintenanceMargin: Money;
}

/** Values an account: equity is cash plus all positions. */
export function valuate(account: ExchangeAccount, market: ServedMarket): Valuation {
  let long = ZERO_MONEY;
  let short = ZERO_MONEY;
  const positions = account.positions.map((position): ValuedPosition => {
    const mark = priceOf(position, market);
    const value = notional(position.instrument, mark, position.quantity);
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

function priceOf(position: ExchangePosition, market: ServedMarket): Price {
  const mark = markOf(market, position.symbol);
  if (mark !== undefined) return price(mark);
  const { instrument, cost, quantity: units } = position;
  return averagePrice(instrument, cost, { units, scale: 4 });
}
