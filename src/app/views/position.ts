import { type Money, type Quantity, unitPrice, ZERO_MONEY } from '../../core/decimal.ts';
import { type Infer, list, object, text } from '../../core/schema.ts';
import { type EpochMs, formatInstant } from '../../core/time.ts';
import type { Engine } from '../../engine/engine.ts';
import type { Ticker } from '../../market/symbol.ts';
import {
  decimalText,
  dollarsText,
  fractionOf,
  instantOrNull,
  instantText,
  maybeDecimal,
  maybeFraction,
  maybeInstant,
  priceText,
} from '../fields.ts';

/** One position of the account as every surface shows it; estimates are at the last price. */
export const positionSchema = object({
  symbol: text(),
  quantity: decimalText('Shares over all books; negative when short.'),
  averagePrice: maybeDecimal('Dollars paid for a share, over the open lots.'),
  cost: decimalText('Total cost of the open lots.'),
  price: maybeDecimal('The last price.'),
  priceAt: maybeInstant('When that price was seen, on the market clock.'),
  value: maybeDecimal('Shares at the last price.'),
  weight: maybeFraction('Value as a fraction of equity.'),
  unrealizedPnl: maybeDecimal('Value less cost.'),
  unrealizedFraction: maybeFraction('The same as a fraction of cost.'),
  openedAt: instantText('When the oldest of its books opened it.'),
  books: list(object({ book: text(), quantity: decimalText('Shares.') })),
});

/** One position of the account as every surface shows it. */
export type PositionView = Infer<typeof positionSchema>;

interface Holding {
  quantity: Quantity | undefined;
  cost: Money;
  openedAt: EpochMs;
  readonly books: { book: string; quantity: string }[];
}

/** Copies every position out of the engine, the largest value first. */
export function positionViews(engine: Engine): readonly PositionView[] {
  const holdings = new Map<Ticker, Holding>();
  for (const book of engine.portfolio.books.values()) {
    for (const { symbol, quantity, cost, openedAt } of book.positions.values()) {
      if (quantity.isZero()) continue;
      const held = holdings.get(symbol) ?? {
        quantity: undefined,
        cost: ZERO_MONEY,
        openedAt,
        books: [],
      };
      held.quantity = held.quantity?.plus(quantity) ?? quantity;
      held.cost = held.cost.plus(cost);
      if (openedAt < held.openedAt) held.openedAt = openedAt;
      held.books.push({ book: book.id, quantity: quantity.toString() });
      holdings.set(symbol, held);
    }
  }
  const views = [...holdings].map(([symbol, held]) => positionView(engine, symbol, held));
  return views.sort((a, b) => Math.abs(Number(b.value ?? 0)) - Math.abs(Number(a.value ?? 0)));
}

function positionView(engine: Engine, symbol: Ticker, held: Holding): PositionView {
  const market = engine.markets.instruments.get(symbol);
  const price = market?.price ?? Number.NaN;
  const quantity = held.quantity!;
  const cost = held.cost.toNumber();
  const value = quantity.toNumber() * price;
  return {
    symbol,
    quantity: quantity.toString(),
    averagePrice: quantity.isZero() ? null : unitPrice(held.cost, quantity, 4).toString(),
    cost: held.cost.toString(),
    price: priceText(price),
    priceAt: instantOrNull(market?.at),
    value: dollarsText(value),
    weight: fractionOf(value, engine.equity),
    unrealizedPnl: dollarsText(value - cost),
    unrealizedFraction: fractionOf(value - cost, Math.abs(cost)),
    openedAt: formatInstant(held.openedAt),
    books: held.books,
  };
}
