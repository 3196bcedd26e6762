import { type Money, type Quantity, ZERO_MONEY } from '../../../core/decimal.ts';
import type { EpochMs } from '../../../core/time.ts';
import type { Portfolio } from '../../../ledger/portfolio.ts';
import { averagePrice, type Instrument, marketValue } from '../../../market/instrument.ts';
import { MANUAL_BOOK, type OrderTerms } from '../../../orders/request.ts';

/** One position of the account across all books; values from prices are estimates or NaN. */
export interface PositionRow {
  readonly symbol: string;
  readonly quantity: Quantity;
  readonly cost: Money;
  /** Average cost per share of the open lots; NaN when long and short lots cancel out. */
  readonly averagePrice: number;
  readonly price: number;
  readonly value: number;
  /** Value as a fraction of equity. */
  readonly weight: number;
  readonly unrealized: number;
  /** The same as a fraction of cost. */
  readonly unrealizedFraction: number;
  readonly openedAt: EpochMs;
  readonly books: readonly { readonly book: string; readonly quantity: Quantity }[];
  readonly exit: Exit;
}

/** How a position will be closed: by an open order, by a strategy, or by nothing yet. */
export type Exit =
  | { readonly kind: 'order'; readonly terms: OrderTerms }
  | { readonly kind: 'strategy'; readonly book: string }
  | { readonly kind: 'none' };

interface Holding {
  readonly instrument: Instrument;
  quantity: Quantity;
  cost: Money;
  openedAt: EpochMs;
  readonly books: { readonly book: string; readonly quantity: Quantity }[];
}

/** Inputs of a valuation, in addition to the portfolio. */
export interface Prices {
  readonly prices: ReadonlyMap<string, number>;
  readonly equity: number;
}

/** Returns every position at the last prices, the largest value first. */
export function positionRows(portfolio: Portfolio, present: Prices): readonly PositionRow[] {
  const holdings = new Map<string, Holding>();
  for (const book of portfolio.books.values()) {
    for (const { symbol, instrument, quantity, cost, openedAt } of book.positions.values()) {
      if (quantity.isZero()) continue;
      const held = holdings.get(symbol);
      if (held === undefined) {
        const books = [{ book: book.id, quantity }];
        holdings.set(symbol, { instrument, quantity, cost, openedAt, books });
        continue;
      }
      held.quantity = held.quantity.plus(quantity);
      held.cost = held.cost.plus(cost);
      if (openedAt < held.openedAt) held.openedAt = openedAt;
      held.books.push({ book: book.id, quantity });
    }
  }
  const rows = [...holdings].map(([symbol, held]) => ({
    ...positionRow(symbol, held, present),
    exit: exitOf(portfolio, symbol, held),
  }));
  const size = ({ value }: PositionRow): number => (Number.isFinite(value) ? Math.abs(value) : 0);
  return rows.sort((a, b) => size(b) - size(a) || (a.symbol < b.symbol ? -1 : 1));
}

/** Any open order that reduces the position is its exit, regardless of its source. */
function exitOf(portfolio: Portfolio, symbol: string, { quantity, books }: Holding): Exit {
  const reducing = quantity.sign() < 0 ? 'buy' : 'sell';
  for (const { request, cancel } of portfolio.open.values()) {
    if (request.symbol === symbol && request.side === reducing && cancel !== 'requested') {
      return { kind: 'order', terms: request.terms };
    }
  }
  const book = books.find(({ book: id }) => id !== MANUAL_BOOK)?.book;
  return book === undefined ? { kind: 'none' } : { kind: 'strategy', book };
}

function positionRow(
  symbol: string,
  held: Holding,
  { prices, equity }: Prices,
): Omit<PositionRow, 'exit'> {
  const price = prices.get(symbol) ?? Number.NaN;
  const { instrument, quantity, cost: exactCost, openedAt, books } = held;
  const cost = exactCost.toNumber();
  const value = marketValue(instrument, price, quantity.toNumber());
  return {
    symbol,
    quantity,
    cost: exactCost,
    averagePrice: quantity.isZero()
      ? Number.NaN
      : averagePrice(instrument, exactCost, { units: quantity, scale: 4 }).toNumber(),
    price,
    value,
    weight: value / equity,
    unrealized: value - cost,
    unrealizedFraction: (value - cost) / Math.abs(cost),
    openedAt,
    books,
  };
}

/** Sums of positions for the tiles and the table's foot. */
export interface PositionSums {
  /** Net value: signed values added up. */
  readonly net: number;
  /** Gross value: absolute values added up. */
  readonly gross: number;
  readonly unrealized: number;
  readonly cost: Money;
}

/** Adds up positions; estimates omit a position without a price. */
export function sumPositions(rows: readonly PositionRow[]): PositionSums {
  let net = 0;
  let gross = 0;
  let unrealized = 0;
  let cost = ZERO_MONEY;
  for (const row of rows) {
    cost = cost.plus(row.cost);
    if (!Number.isFinite(row.value)) continue;
    net += row.value;
    gross += Math.abs(row.value);
    unrealized += row.unrealized;
  }
  return { net, gross, unrealized, cost };
}
