import { columnsOf } from '../columns.ts';
import { checkWhole } from '../arguments.ts';
import type { Columns } from '../../core/columns.ts';

/** A high above, or a low below, the bars on both sides of it. */
export interface Swing {
  readonly kind: 'high' | 'low';
  readonly row: number;
  readonly price: number;
  /** The row at whose end enough bars had followed to call it one. */
  readonly knownAt: number;
}

function isSwing(column: Float64Array, row: number, strength: number, sign: 1 | -1): boolean {
  const value = column[row]! * sign;
  for (let k = 1; k <= strength; k += 1) {
    // Of equal highs the first counts.
    if (!(column[row - k]! * sign < value) || !(column[row + k]! * sign <= value)) return false;
  }
  return true;
}

/**
 * Swing highs and lows: extremes of `strength` bars on either side.
 *
 * In the order in which they became known, `strength` rows after they happened; adding bars never
 * changes one.
 *
 * @param columns high and low of one length
 * @param strength bars on either side, at least 1
 * @throws QuipuError `analysis.missing_column`, `analysis.unequal_columns`,
 * `analysis.invalid_argument`
 */
export function findSwings(columns: Columns, strength = 3): readonly Swing[] {
  checkWhole('strength', strength, 1);
  columnsOf(columns, ['high', 'low'], {
    name: 'A search for swings',
    next: 'Pass the column.',
  });
  const high = columns['high']!;
  const low = columns['low']!;
  const found: Swing[] = [];
  for (let row = strength; row + strength < high.length; row += 1) {
    const knownAt = row + strength;
    if (isSwing(high, row, strength, 1)) {
      found.push({ kind: 'high', row, price: high[row]!, knownAt });
    }
    if (isSwing(low, row, strength, -1)) {
      found.push({ kind: 'low', row, price: low[row]!, knownAt });
    }
  }
  return found;
}

/**
 * Adds a swing to an alternating list: of several highs in a row the highest stays, of several lows
 * the lowest.
 */
export function alternate(swings: readonly Swing[], next: Swing): readonly Swing[] {
  const last = swings.at(-1);
  if (last === undefined || last.kind !== next.kind) return [...swings, next];
  const further = next.kind === 'high' ? next.price > last.price : next.price < last.price;
  return further ? [...swings.slice(0, -1), next] : swings;
}
