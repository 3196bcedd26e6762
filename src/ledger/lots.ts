import { assert } from '../core/assert.ts';
import { allocate, type Money, type Quantity, ZERO_MONEY } from '../core/decimal.ts';
import type { EpochMs } from '../core/time.ts';
import { type Instrument, notional } from '../market/instrument.ts';
import type { Fill } from '../orders/event.ts';
import type { ClientOrderId } from '../orders/request.ts';

/** Digits kept when a lot's cost is split; the remainder stays with the lot, so nothing is lost. */
export const COST_SCALE = 12;

/** Shares bought (or sold short, then negative) by one execution and not yet closed. */
export interface Lot {
  readonly order: ClientOrderId | null;
  readonly openedAt: EpochMs;
  /** Signed: negative when short. */
  readonly quantity: Quantity;
  /** Total cost, signed like the quantity; never an average. */
  readonly cost: Money;
}

/** One lot, or a part of one, that an execution closed. */
export interface ClosedLot {
  readonly instrument: Instrument;
  readonly lot: Lot;
  /** The order whose execution closed it. */
  readonly by: ClientOrderId;
  /** Signed as the lot was. */
  readonly quantity: Quantity;
  readonly cost: Money;
  /** Proceeds of the closing execution (negative when it bought back a short). */
  readonly proceeds: Money;
  readonly realized: Money;
}

/** The effect of an execution on the open lots. */
export interface LotChange {
  readonly lots: readonly Lot[];
  readonly closed: readonly ClosedLot[];
}

const NOTHING_CLOSED: readonly ClosedLot[] = [];

/**
 * Books an execution against open lots, first in first out.
 *
 * An execution in the direction of the position opens a lot; against it, it closes the oldest lots
 * and opens a new one with what is left over.
 */
export function bookFill(lots: readonly Lot[], fill: Fill): LotChange {
  const signed = fill.side === 'buy' ? fill.quantity : fill.quantity.negated();
  const value = notional(fill.instrument, fill.price, signed);
  const first = lots[0];
  if (first === undefined || first.quantity.sign() === signed.sign()) {
    const lot = { order: fill.order, openedAt: fill.at, quantity: signed, cost: value };
    return { lots: first === undefined ? [lot] : [...lots, lot], closed: NOTHING_CLOSED };
  }
  return closeLots(lots, fill, { quantity: signed, value });
}

function closeLots(
  lots: readonly Lot[],
  fill: Fill,
  incoming: { readonly quantity: Quantity; readonly value: Money },
): LotChange {
  const kept: Lot[] = [];
  const closed: ClosedLot[] = [];
  const { instrument } = fill;
  let left = incoming.quantity;
  for (const lot of lots) {
    if (left.isZero()) {
      kept.push(lot);
      continue;
    }
    // Both are signed and opposite: the lot survives when it is larger than the remainder.
    const rest = lot.quantity.plus(left);
    const whole = rest.isZero() || rest.sign() !== lot.quantity.sign();
    const quantity = whole ? lot.quantity : left.negated();
    const cost = whole
      ? lot.cost
      : allocate(lot.cost, { part: quantity, whole: lot.quantity, scale: COST_SCALE });
    const proceeds = notional(fill.instrument, fill.price, quantity);
    const realized = proceeds.minus(cost);
    closed.push({ instrument, lot, by: fill.order, quantity, cost, proceeds, realized });
    if (!whole) {
      kept.push({ ...lot, quantity: rest.trimmed(), cost: lot.cost.minus(cost) });
    }
    left = left.plus(quantity);
  }
  if (!left.isZero()) {
    kept.push({
      order: fill.order,
      openedAt: fill.at,
      quantity: left,
      cost: notional(fill.instrument, fill.price, left),
    });
  }
  return { lots: kept, closed };
}

/**
 * Books shares that came or went without an execution.
 *
 * Shares in the direction of the position form a separate lot. Shares against it reduce the oldest
 * lots, as if sold at the value they left with, and never by more than there is.
 *
 * @param moved.value what the shares count, signed like their quantity
 * @returns the lots, and what of the value is realized
 */
export function moveLots(
  lots: readonly Lot[],
  moved: { readonly quantity: Quantity; readonly value: Money; readonly at: EpochMs },
): { readonly lots: readonly Lot[]; readonly realized: Money } {
  const { quantity, value, at } = moved;
  const first = lots[0];
  if (first === undefined || first.quantity.sign() === quantity.sign()) {
    const lot = { order: null, openedAt: at, quantity, cost: value };
    return { lots: [...lots, lot], realized: ZERO_MONEY };
  }
  const kept: Lot[] = [];
  let left = quantity;
  let taken = ZERO_MONEY;
  for (const lot of lots) {
    const off = left.abs().lessThan(lot.quantity.abs()) ? left.negated() : lot.quantity;
    const cost = allocate(lot.cost, { part: off, whole: lot.quantity, scale: COST_SCALE });
    taken = taken.plus(cost);
    left = left.plus(off);
    const rest = lot.quantity.minus(off);
    if (!rest.isZero()) {
      kept.push({ ...lot, quantity: rest.trimmed(), cost: lot.cost.minus(cost) });
    }
  }
  assert(left.isZero(), 'an adjustment takes off no more shares than the book holds');
  return { lots: kept, realized: value.negated().minus(taken) };
}

/** The total cost of lots. */
export function costOf(lots: readonly Lot[]): Money {
  let total = ZERO_MONEY;
  for (const lot of lots) total = total.plus(lot.cost);
  return total;
}
