import type { RoundTrip } from '../../analysis/performance/input.ts';
import { ShortMap } from '../../core/short-map.ts';
import { type EpochMs, epochMs } from '../../core/time.ts';
import type { ClosedLot } from '../../ledger/lots.ts';
import type { Ticker } from '../../market/symbol.ts';
import type { Fill } from '../../orders/event.ts';
import type { Excursion } from './excursions.ts';

/** The numbers of one trip, side by side in one column. */
const FIELDS = 8;
/** Trips to a block; blocks are added, so that none is ever copied. */
const BLOCK = 1_024;
/** The sign of the weight is the side, its size the multiplier of the instrument. */
const [OPENED, CLOSED, SHARES, ENTRY, EXIT, PNL, FEES, WEIGHT] = [0, 1, 2, 3, 4, 5, 6, 7];

/** How far a trip went against and for us; undefined where its prices are not known. */
export type PricePathOf = (trip: RoundTrip) => Excursion | undefined;

/** A trip read from the collector's column: a few words each, however many there are. */
class Trip implements RoundTrip {
  readonly symbol: Ticker;
  readonly #column: Float64Array;
  readonly #at: number;
  readonly #course: PricePathOf | undefined;

  constructor(
    symbol: Ticker,
    { column, at }: { readonly column: Float64Array; readonly at: number },
    course: PricePathOf | undefined,
  ) {
    this.symbol = symbol;
    this.#column = column;
    this.#at = at;
    this.#course = course;
  }

  // Looked up in the bars each time: only a report and the measures of excursions ask.
  get adverse(): number | undefined {
    return this.#course?.(this)?.adverse;
  }

  get favorable(): number | undefined {
    return this.#course?.(this)?.favorable;
  }

  get side(): 'long' | 'short' {
    return this.#column[this.#at + WEIGHT]! > 0 ? 'long' : 'short';
  }

  get openedAt(): EpochMs {
    return epochMs(this.#column[this.#at + OPENED]!);
  }

  get closedAt(): EpochMs {
    return epochMs(this.#column[this.#at + CLOSED]!);
  }

  get quantity(): number {
    return this.#column[this.#at + SHARES]!;
  }

  get multiplier(): number {
    return Math.abs(this.#column[this.#at + WEIGHT]!);
  }

  get entryPrice(): number {
    return this.#column[this.#at + ENTRY]!;
  }

  get exitPrice(): number {
    return this.#column[this.#at + EXIT]!;
  }

  get pnl(): number {
    return this.#column[this.#at + PNL]!;
  }

  get fees(): number {
    return this.#column[this.#at + FEES]!;
  }
}

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
 * An execution follows the lots that it closed, and its fee follows it.
 */
export class TradeCollector {
  readonly #symbols: Ticker[] = [];
  readonly #blocks: Float64Array[] = [];
  readonly #open = new ShortMap<string, OpenFees>();
  /** Lots closed since the last execution; they belong to the next one. */
  #pending = 0;
  /** How many of the last trips the last execution closed. */
  #closing = 0;
  #fillShares = 0;
  #opening: OpenFees | undefined;

  onClosed(closed: ClosedLot, symbol: Ticker, at: EpochMs): void {
    const { instrument, lot, quantity } = closed;
    const signed = quantity.toNumber();
    const shares = Math.abs(signed);
    const fees = lot.order === null ? 0 : this.#shareOfOpening(lot.order, shares);
    this.#pending += 1;
    const index = this.#symbols.length;
    this.#symbols.push(symbol);
    const row = (index % BLOCK) * FIELDS;
    if (row === 0) this.#blocks.push(new Float64Array(BLOCK * FIELDS));
    const column = this.#blockOf(index);
    column[row + OPENED] = lot.openedAt;
    column[row + CLOSED] = at;
    column[row + SHARES] = shares;
    const multiplier = instrument.multiplier.toNumber();
    column[row + ENTRY] = Math.abs(closed.cost.toNumber()) / shares / multiplier;
    column[row + EXIT] = Math.abs(closed.proceeds.toNumber()) / shares / multiplier;
    column[row + PNL] = closed.realized.toNumber() - fees;
    column[row + FEES] = fees;
    column[row + WEIGHT] = Math.sign(signed) * multiplier;
  }

  onFill(fill: Fill): void {
    this.#closing = this.#pending;
    this.#pending = 0;
    this.#fillShares = fill.quantity.toNumber();
    let opened = this.#fillShares;
    for (let back = 1; back <= this.#closing; back += 1) {
      const index = this.#symbols.length - back;
      opened -= this.#blockOf(index)[(index % BLOCK) * FIELDS + SHARES]!;
    }
    this.#opening = opened > 0 ? this.#openedBy(fill.order, opened) : undefined;
  }

  onFee(amount: number): void {
    const each = amount / this.#fillShares;
    let left = amount;
    for (let back = 1; back <= this.#closing; back += 1) {
      const index = this.#symbols.length - back;
      const column = this.#blockOf(index);
      const row = (index % BLOCK) * FIELDS;
      const part = each * column[row + SHARES]!;
      column[row + FEES] = column[row + FEES]! + part;
      column[row + PNL] = column[row + PNL]! - part;
      left -= part;
    }
    if (this.#opening !== undefined) this.#opening.paid += left;
  }

  /**
   * The round trips so far, in the order of their closing, as views for measuring.
   *
   * @param course returns the excursions of a trip, on demand
   */
  views(course?: PricePathOf): readonly RoundTrip[] {
    return this.#symbols.map((symbol, index) => {
      const at = (index % BLOCK) * FIELDS;
      return new Trip(symbol, { column: this.#blockOf(index), at }, course);
    });
  }

  #blockOf(index: number): Float64Array {
    return this.#blocks[Math.floor(index / BLOCK)]!;
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

/** Round trips as plain objects, to store, copy or print. */
export function plainTrips(views: readonly RoundTrip[]): readonly RoundTrip[] {
  return views.map((view) => {
    const { symbol, side, openedAt, closedAt, quantity, entryPrice, exitPrice, pnl, fees } = view;
    const { adverse, favorable, multiplier = 1 } = view;
    return {
      symbol,
      side,
      openedAt,
      closedAt,
      quantity,
      ...(multiplier === 1 ? {} : { multiplier }),
      entryPrice,
      exitPrice,
      pnl,
      fees,
      ...(adverse === undefined ? {} : { adverse }),
      ...(favorable === undefined ? {} : { favorable }),
    };
  });
}
