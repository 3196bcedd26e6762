import { divide, type Decimal, type Quantity, ZERO_QUANTITY } from '../core/decimal.ts';
import type { CorporateAction } from '../market/corporate-action.ts';
import type { Lot } from './lots.ts';
import type { Position } from './portfolio.ts';

/** Digits kept when a split does not divide evenly; brokers pay the rest in cash. */
const SHARE_SCALE = 9;

/**
 * Multiplies all books' positions in a symbol by a split, in place; cost stays as it was.
 *
 * The account's shares are rounded as the broker rounds them, which knows one position; the last
 * book and its last lot take what the others leave.
 *
 * @returns by how many shares the account changed
 */
export function applySplit(
  positions: readonly Position[],
  split: CorporateAction & { kind: 'split' },
): Quantity {
  const before = positions.reduce((sum, { quantity }) => sum.plus(quantity), ZERO_QUANTITY);
  const after = splitQuantity(before, split);
  const shares = allot(positions, { split, to: after });
  for (const [index, position] of positions.entries()) {
    const { lots } = position;
    const quantities = allot(lots, { split, to: shares[index]! });
    position.quantity = shares[index]!;
    position.lots = lots.map((lot, place): Lot => ({ ...lot, quantity: quantities[place]! }));
  }
  return after.minus(before);
}

/** Splits each part; the last one is what makes their sum the given one. */
function allot(
  parts: readonly { readonly quantity: Quantity }[],
  { split, to }: { readonly split: Parameters<typeof splitQuantity>[1]; readonly to: Quantity },
): readonly Quantity[] {
  let left = to;
  return parts.map(({ quantity }, index) => {
    if (index === parts.length - 1) return left;
    const after = splitQuantity(quantity, split);
    left = left.minus(after);
    return after;
  });
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
