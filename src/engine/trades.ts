import type { RoundTrip } from '../analysis/performance/input.ts';
import type { EpochMs } from '../core/time.ts';
import type { ClosedLot } from '../ledger/lots.ts';
import type { Ticker } from '../market/symbol.ts';
import type { Fill } from '../orders/event.ts';

/** What an order cost in fees, and how many shares it filled; to share the one over the other. */
interface OrderFees {
  paid: number;
  shares: number;
}

interface Closing {
  readonly trip: Omit<RoundTrip, 'pnl' | 'fees'>;
  readonly realized: number;
  readonly opened: OrderFees | undefined;
  readonly closed: OrderFees;
}

/**
 * Collects closed lots as the ledger closes them, and makes round trips of them, first in first
 * out: each closing execution of each lot is one, and bears its part of both orders' fees.
 */
export class TradeCollector {
  readonly #closings: Closing[] = [];
  readonly #fees = new Map<string, OrderFees>();

  onClosed(closed: ClosedLot, symbol: Ticker, at: EpochMs): void {
    const { lot, by, quantity, cost, proceeds, realized } = closed;
    const shares = Math.abs(quantity.toNumber());
    this.#closings.push({
      trip: {
        symbol,
        side: quantity.sign() > 0 ? 'long' : 'short',
        openedAt: lot.openedAt,
        closedAt: at,
        quantity: shares,
        entryPrice: Math.abs(cost.toNumber()) / shares,
        exitPrice: Math.abs(proceeds.toNumber()) / shares,
      },
      realized: realized.toNumber(),
      opened: lot.order === null ? undefined : this.#of(lot.order),
      closed: this.#of(by),
    });
  }

  onFill(fill: Fill): void {
    this.#of(fill.order).shares += fill.quantity.toNumber();
  }

  onFee(order: string, amount: number): void {
    this.#of(order).paid += amount;
  }

  /** The round trips so far, in the order of their closing. */
  roundTrips(): readonly RoundTrip[] {
    return this.#closings.map(({ trip, realized, opened, closed }) => {
      const fees = shareOf(opened, trip.quantity) + shareOf(closed, trip.quantity);
      return { ...trip, pnl: realized - fees, fees };
    });
  }

  #of(order: string): OrderFees {
    let fees = this.#fees.get(order);
    if (fees === undefined) {
      fees = { paid: 0, shares: 0 };
      this.#fees.set(order, fees);
    }
    return fees;
  }
}

function shareOf(fees: OrderFees | undefined, shares: number): number {
  return fees === undefined || fees.shares === 0 ? 0 : (fees.paid * shares) / fees.shares;
}
