import { divide, type Decimal, type Quantity } from '../core/decimal.ts';
import type { CorporateAction } from '../market/corporate-action.ts';
import type { Lot } from './lots.ts';
import type { Position } from './portfolio.ts';

/** Digits kept when a split does not divide evenly; brokers pay the rest in cash. */
const SHARE_SCALE = 9;

/**
 * Multiplies a position's lots by a split, in place; cost stays as it was.
 *
 * @returns by how many shares the position changed
 */
export function applySplit(
  position: Position,
  split: CorporateAction & { kind: 'split' },
): Quantity {
  // The position is rounded as the broker rounds it; its last lot takes the remainder.
  const after = splitQuantity(position.quantity, split);
  let left = after;
  const lots: Lot[] = position.lots.map((lot, index) => {
    const last = index === position.lots.length - 1;
    const quantity = last ? left : splitQuantity(lot.quantity, split);
    left = left.minus(quantity);
    return { ...lot, quantity };
  });
  const change = after.minus(position.quantity);
  position.quantity = after;
  position.lots = lots;
  return change;
}

/** Shares after a split: exact where it divides, else to nine digits, rounded down. */
function splitQuantity(
  quantity: Quantity,
  split: { readonly from: Quantity; readonly to: Quantity },
): Quantity {
  const grown = quantity.times(split.to as Decimal<string> as Decimal);
  const from = split.from as Decimal<string> as Decimal;
  return divide(grown, from, { scale: SHARE_SCALE, rounding: 'down' }).trimmed();
}
