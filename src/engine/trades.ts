import type { RoundTrip } from '../analysis/performance/input.ts';
import type { EpochMs } from '../core/time.ts';
import type { ClosedLot } from '../ledger/lots.ts';
import type { FoldObserver, Portfolio } from '../ledger/portfolio.ts';
import type { Ticker } from '../market/symbol.ts';
import type { BookId, ClientOrderId } from '../orders/request.ts';

/**
 * Collects closed lots as the ledger closes them, and makes round trips of them, first in first
 * out: each closing execution of each lot is one.
 */
export class TradeCollector implements FoldObserver {
  readonly #closed: { closed: ClosedLot; symbol: Ticker; at: EpochMs }[] = [];

  onClosed(closed: ClosedLot, _book: BookId, symbol: Ticker, at: EpochMs): void {
    this.#closed.push({ closed, symbol, at });
  }

  /** The round trips so far, in the order of their closing; fees of both sides taken off. */
  roundTrips(fees: FeesByOrder): readonly RoundTrip[] {
    return this.#closed.map(({ closed, symbol, at }) => {
      const { lot, quantity, cost, proceeds, realized } = closed;
      const shares = Math.abs(quantity.toNumber());
      const paid = fees.share(lot.order, shares) + fees.share(closed.by, shares);
      return {
        symbol,
        side: quantity.sign() > 0 ? 'long' : 'short',
        openedAt: lot.openedAt,
        closedAt: at,
        quantity: shares,
        entryPrice: Math.abs(cost.toNumber()) / shares,
        exitPrice: Math.abs(proceeds.toNumber()) / shares,
        pnl: realized.toNumber() - paid,
        fees: paid,
      };
    });
  }
}

/** Fees by the order they were paid for, so that a part of an order bears its part of them. */
export class FeesByOrder {
  readonly #fees = new Map<string, number>();
  readonly #portfolio: Portfolio;

  constructor(portfolio: Portfolio) {
    this.#portfolio = portfolio;
  }

  add(order: string, amount: number): void {
    this.#fees.set(order, (this.#fees.get(order) ?? 0) + amount);
  }

  share(order: ClientOrderId | null, shares: number): number {
    if (order === null) return 0;
    const total = this.#fees.get(order);
    const filled = this.#portfolio.orders.get(order)?.filled.toNumber();
    return total === undefined || filled === undefined ? 0 : (total * shares) / filled;
  }
}
