import { columnsOf } from '../columns.ts';
import type { Columns } from '../../core/columns.ts';
import type { PatternDirection } from './candle-rule.ts';
import { CupFinder } from './cups.ts';
import { facings } from './facing.ts';
import { flagsOf } from './flags.ts';
import { formationOf } from './formations.ts';
import { reversalOf } from './reversals.ts';
import type { Swing } from './swings.ts';
import { alternate, findSwings } from './swings.ts';

/** The chart patterns that are looked for. */
export type ChartPatternName =
  | 'double_top'
  | 'double_bottom'
  | 'head_and_shoulders'
  | 'inverse_head_and_shoulders'
  | 'ascending_triangle'
  | 'descending_triangle'
  | 'symmetrical_triangle'
  | 'rising_wedge'
  | 'falling_wedge'
  | 'rising_channel'
  | 'falling_channel'
  | 'rectangle'
  | 'bull_flag'
  | 'bear_flag'
  | 'bull_pennant'
  | 'bear_pennant'
  | 'cup_and_handle'
  | 'inverse_cup_and_handle';

/** A chart pattern: its turns, when it was knowable, and how well it fits. */
export interface ChartPattern {
  readonly name: ChartPatternName;
  readonly direction: PatternDirection;
  /** The swings that make it, in time order. */
  readonly points: readonly Swing[];
  /** The row at whose end it was complete. */
  readonly at: number;
  /** The price that a move as high as the pattern leads to; null where there is no such rule. */
  readonly target: number | null;
  /** 0.5 where it just fits, 1 where it fits exactly. */
  readonly confidence: number;
}

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
  // A pattern is told once: its last swing marks it, and a pole has one pause.
  const told = new Set<string>();
  const tell = (pattern: ChartPattern): void => {
    const kind = pattern.name.replace(/flag|pennant/, 'pause');
    const key = `${kind}:${pattern.points.at(-1)!.row}`;
    if (told.has(key)) return;
    told.add(key);
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
