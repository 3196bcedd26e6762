import { columnsOf } from '../columns.ts';
import type { Columns } from '../../core/columns.ts';
import type { ChartPattern } from './chart-pattern.ts';
import { CupFinder } from './cups.ts';
import { facings } from './facing.ts';
import { flagsOf } from './flags.ts';
import { formationOf } from './formations.ts';
import { reversalOf } from './reversals.ts';
import { alternate, findSwings, type Swing } from './swings.ts';

/** How closely to look. */
export interface ChartPatternOptions {
  /** Bars on either side of a turn; 3 by default. */
  readonly strength?: number;
}

/**
 * Chart patterns of a series, in the order in which they became knowable.
 *
 * Reversals are complete when a close breaks their neckline, flags, pennants and cups when one
 * leaves the pause or the rim behind, formations when their fourth turn is known. Only bars up to
 * `at` decide, so that adding bars never changes one.
 *
 * @param columns high, low and close of one length
 * @throws QuipuError `analysis.missing_column`, `analysis.unequal_columns`,
 * `analysis.invalid_argument`
 * @see Bulkowski 2021, Encyclopedia of Chart Patterns
 */
export function findChartPatterns(
  columns: Columns,
  options: ChartPatternOptions = {},
): readonly ChartPattern[] {
  columnsOf(columns, ['high', 'low', 'close'], {
    name: 'A search for chart patterns',
    next: 'Pass the column.',
  });
  const close = columns['close']!;
  const pending = [...findSwings(columns, options.strength ?? 3)];
  const found: ChartPattern[] = [];
  let swings: readonly Swing[] = [];
  const sides = facings(columns);
  const cups = sides.map((side) => new CupFinder(side));
  // A pattern is reported once: its last swing identifies it, and a pole has one pause.
  const reported = new Set<string>();
  const tell = (pattern: ChartPattern): void => {
    const kind = pattern.name.replace(/flag|pennant/, 'pause');
    const key = `${kind}:${pattern.points.at(-1)!.row}`;
    if (reported.has(key)) return;
    reported.add(key);
    found.push(pattern);
  };
  let next = 0;
  for (let row = 0; row < close.length; row += 1) {
    while (next < pending.length && pending[next]!.knownAt === row) {
      swings = alternate(swings, pending[next]!).slice(-6);
      for (const cup of cups) cup.add(pending[next]!);
      next += 1;
      const formation = formationOf(swings, row);
      if (formation !== undefined) tell(formation);
    }
    for (const reversal of reversalOf(swings, row, close[row]!)) tell(reversal);
    for (const flag of sides.flatMap((side) => flagsOf(swings, side, row))) tell(flag);
    for (const cup of cups.flatMap((finder) => finder.at(row) ?? [])) tell(cup);
  }
  return found;
}
