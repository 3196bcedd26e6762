import { type Money, type Quantity, unitPrice, ZERO_MONEY } from '../../../core/decimal.ts';
import type { EpochMs } from '../../../core/time.ts';
import type { Portfolio } from '../../../ledger/portfolio.ts';

/** One holding of the account over all books; what depends on a price is an estimate or NaN. */
export interface PositionRow {
  readonly symbol: string;
  readonly quantity: Quantity;
  readonly cost: Money;
  /** Dollars paid for a share, over the open lots; NaN when long and short lots cancel out. */
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
}

interface Holding {
  quantity: Quantity;
  cost: Money;
  openedAt: EpochMs;
  readonly books: { readonly book: string; readonly quantity: Quantity }[];
}

/** What a valuation needs beside the portfolio. */
export interface Prices {
  readonly prices: ReadonlyMap<string, number>;
  readonly equity: number;
}

/** Every holding at the last prices, the largest value first. */
export function positionRows(portfolio: Portfolio, present: Prices): readonly PositionRow[] {
  const holdings = new Map<string, Holding>();
  for (const book of portfolio.books.values()) {
    for (const { symbol, quantity, cost, openedAt } of book.positions.values()) {
      if (quantity.isZero()) continue;
      const held = holdings.get(symbol);
      if (held === undefined) {
        holdings.set(symbol, { quantity, cost, openedAt, books: [{ book: book.id, quantity }] });
        continue;
      }
      held.quantity = held.quantity.plus(quantity);
      held.cost = held.cost.plus(cost);
      if (openedAt < held.openedAt) held.openedAt = openedAt;
      held.books.push({ book: book.id, quantity });
    }
  }
  const rows = [...holdings].map(([symbol, held]) => positionRow(symbol, held, present));
  const size = ({ value }: PositionRow): number => (Number.isFinite(value) ? Math.abs(value) : 0);
  return rows.sort((a, b) => size(b) - size(a) || (a.symbol < b.symbol ? -1 : 1));
}

function positionRow(symbol: string, held: Holding, { prices, equity }: Prices): PositionRow {
  const price = prices.get(symbol) ?? Number.NaN;
  const { quantity, cost: exactCost, openedAt, books } = held;
  const cost = exactCost.toNumber();
  const value = quantity.toNumber() * price;
  return {
    symbol,
    quantity,
    cost: exactCost,
    averagePrice: quantity.isZero() ? Number.NaN : unitPrice(exactCost, quantity, 4).toNumber(),
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
  /** Values with sign. */
  readonly net: number;
  /** Values without sign. */
  readonly gross: number;
  readonly unrealized: number;
  readonly cost: Money;
}

/** Adds positions up; a holding without a price is left out of estimates. */
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
