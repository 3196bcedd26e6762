import { divide, type Decimal, type Quantity, ZERO_QUANTITY } from '../core/decimal.ts';
import type { CorporateAction } from '../market/corporate-action.ts';
import type { Lot } from './lots.ts';
import type { Position } from './portfolio.ts';

/** Digits kept when a split does not divide evenly; brokers pay the rest in cash. */
export const SHARE_SCALE = 9;

/**
 * Multiplies a position's lots by a split, in place; cost stays as it was.
 *
 * @returns by how many shares the position changed
 */
export function applySplit(
  position: Position,
  split: CorporateAction & { kind: 'split' },
): Quantity {
  let after = ZERO_QUANTITY;
  const lots: Lot[] = [];
  for (const lot of position.lots) {
    const quantity = splitQuantity(lot.quantity, split);
    after = after.plus(quantity);
    lots.push({ ...lot, quantity });
  }
  const change = after.minus(position.quantity);
  position.quantity = after;
  position.lots = lots;
  return change;
}

/** Shares after a split: exact where it divides, else to nine digits, rounded down. */
export function splitQuantity(
  quantity: Quantity,
  split: { readonly from: Quantity; readonly to: Quantity },
): Quantity {
  const grown = quantity.times(split.to as Decimal<string> as Decimal);
  const from = split.from as Decimal<string> as Decimal;
  return divide(grown, from, { scale: SHARE_SCALE, rounding: 'down' }).trimmed();
}
