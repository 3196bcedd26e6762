import type { RoundTrip } from '../analysis/performance/input.ts';
import type { EpochMs } from '../core/time.ts';
import type { ClosedLot } from '../ledger/lots.ts';
import type { Ticker } from '../market/symbol.ts';
import type { Fill } from '../orders/event.ts';

type Trip = { -readonly [K in keyof RoundTrip]: RoundTrip[K] };

/** Fees paid for shares that are still held, by the order that bought them. */
interface OpenFees {
  paid: number;
  /** Shares ever opened by the order, over which its fees are shared. */
  opened: number;
  held: number;
}

/**
 * Collects closed lots as the ledger closes them, and makes round trips of them, first in first
 * out: each closing execution of each lot is one, and bears its part of both orders' fees.
 *
 * An execution is told after the lots that it closed, its fee after it.
 */
export class TradeCollector {
  readonly #trips: Trip[] = [];
  readonly #open = new Map<string, OpenFees>();
  /** Lots closed since the last execution was told: they are the next one's. */
  #told = 0;
  /** How many of the last trips the last execution closed. */
  #closing = 0;
  #fillShares = 0;
  #opening: OpenFees | undefined;

  onClosed(
    { lot, quantity, cost, proceeds, realized }: ClosedLot,
    symbol: Ticker,
    at: EpochMs,
  ): void {
    const signed = quantity.toNumber();
    const shares = Math.abs(signed);
    const fees = lot.order === null ? 0 : this.#shareOfOpening(lot.order, shares);
    this.#told += 1;
    this.#trips.push({
      symbol,
      side: signed > 0 ? 'long' : 'short',
      openedAt: lot.openedAt,
      closedAt: at,
      quantity: shares,
      entryPrice: Math.abs(cost.toNumber()) / shares,
      exitPrice: Math.abs(proceeds.toNumber()) / shares,
      pnl: realized.toNumber() - fees,
      fees,
    });
  }

  onFill(fill: Fill): void {
    this.#closing = this.#told;
    this.#told = 0;
    this.#fillShares = fill.quantity.toNumber();
    let opened = this.#fillShares;
    for (let back = 1; back <= this.#closing; back += 1) opened -= this.#trips.at(-back)!.quantity;
    this.#opening = opened > 0 ? this.#openedBy(fill.order, opened) : undefined;
  }

  onFee(amount: number): void {
    const each = amount / this.#fillShares;
    let left = amount;
    for (let back = 1; back <= this.#closing; back += 1) {
      const trip = this.#trips.at(-back)!;
      const part = each * trip.quantity;
      trip.fees += part;
      trip.pnl -= part;
      left -= part;
    }
    if (this.#opening !== undefined) this.#opening.paid += left;
  }

  /** The round trips so far, in the order of their closing. */
  get roundTrips(): readonly RoundTrip[] {
    return [...this.#trips];
  }

  #openedBy(order: string, shares: number): OpenFees {
    const known = this.#open.get(order);
    if (known !== undefined) {
      known.opened += shares;
      known.held += shares;
      return known;
    }
    const fees = { paid: 0, opened: shares, held: shares };
    this.#open.set(order, fees);
    return fees;
  }

  #shareOfOpening(order: string, shares: number): number {
    const fees = this.#open.get(order);
    if (fees === undefined) return 0;
    fees.held -= shares;
    if (fees.held <= 0) this.#open.delete(order);
    return (fees.paid * shares) / fees.opened;
  }
}
