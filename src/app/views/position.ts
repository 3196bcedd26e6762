import { type Money, type Quantity, ZERO_MONEY } from '../../core/decimal.ts';
import { type Infer, list, object, text } from '../../core/schema.ts';
import { type EpochMs, formatInstant } from '../../core/time.ts';
import type { Engine } from '../../engine/engine.ts';
import { averagePrice, type Instrument, marketValue } from '../../market/instrument.ts';
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
} from '../operation/fields.ts';

/** A position on every surface; estimates are at the last price. */
export const positionSchema = object({
  symbol: text(),
  quantity: decimalText('Shares over all books; negative when short.'),
  averagePrice: maybeDecimal('Average cost per share of the open lots, dollars.'),
  cost: decimalText('Total cost of the open lots.'),
  price: maybeDecimal('The last price.'),
  priceAt: maybeInstant('Market time of that price.'),
  value: maybeDecimal('Value at the last price, with the multiplier of an option contract.'),
  weight: maybeFraction("Value as a fraction of the account's equity."),
  unrealizedPnl: maybeDecimal('Value minus cost.'),
  unrealizedFraction: maybeFraction('Unrealized P&L as a fraction of cost.'),
  openedAt: instantText('When the oldest of its books opened it.'),
  books: list(object({ book: text(), quantity: decimalText('Shares.') })),
});

/** A position on every surface. */
export type AccountPositionView = Infer<typeof positionSchema>;

interface Holding {
  readonly instrument: Instrument;
  quantity: Quantity | undefined;
  cost: Money;
  openedAt: EpochMs;
  readonly books: { book: string; quantity: string }[];
}

/** Copies every position out of the engine, largest value first. */
export function positionViews(engine: Engine): readonly AccountPositionView[] {
  const holdings = new Map<Ticker, Holding>();
  for (const book of engine.portfolio.books.values()) {
    for (const { symbol, instrument, quantity, cost, openedAt } of book.positions.values()) {
      if (quantity.isZero()) continue;
      const held = holdings.get(symbol) ?? {
        instrument,
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

function positionView(engine: Engine, symbol: Ticker, held: Holding): AccountPositionView {
  const market = engine.markets.states.get(symbol);
  const price = market?.price ?? Number.NaN;
  const { instrument } = held;
  const quantity = held.quantity!;
  const cost = held.cost.toNumber();
  const value = marketValue(instrument, price, quantity.toNumber());
  return {
    symbol,
    quantity: quantity.toString(),
    averagePrice: quantity.isZero()
      ? null
      : averagePrice(instrument, held.cost, { units: quantity, scale: 4 }).toString(),
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
