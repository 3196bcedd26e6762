import type { Columns } from '../../core/columns.ts';
import { checkNumber, checkWhole } from '../arguments.ts';
import { columnsOf } from '../columns.ts';
import type { Swing } from './swings.ts';
import { findSwings } from './swings.ts';

/** A price that the market turned at several times. */
export interface PriceLevel {
  /** The mean of the turns that made it a level. */
  readonly price: number;
  /** Turns within half a width of the first one, so far. */
  readonly touches: number;
  /** The rows of the turns, in time order. */
  readonly rows: readonly number[];
  /** The row at whose end it had turns enough to be one. */
  readonly at: number;
  /** 1 where the turns that made it were at one price, 0.5 where they just fit. */
  readonly confidence: number;
  /** Below the last close it supports, above it resists: the last close alone decides. */
  readonly role: 'support' | 'resistance';
}

/** How turns are gathered into levels. */
export interface LevelOptions {
  /** Bars on either side of a turn, at least 1; 3 by default. */
  readonly strength?: number;
  /** Width of a level, a fraction of the price of its first turn; 0.01 by default. */
  readonly width?: number;
  /** Fewest turns that make a level; 2 by default. */
  readonly touches?: number;
}

/**
 * Support and resistance: swing highs and lows clustered by price, most often touched first.
 *
 * In the order in which turns become known, each joins the level whose first turn is nearest, if
 * that is within half a width, and else may be the first of another: no level is ever wider than
 * its width. What makes a level is settled at `at`; bars added later add turns to it and change
 * neither its price nor its confidence.
 *
 * @param columns high, low and close of one length
 * @throws QuipuError `analysis.missing_column`, `analysis.unequal_columns`,
 * `analysis.invalid_argument`
 */
export function findLevels(columns: Columns, options: LevelOptions = {}): readonly PriceLevel[] {
  const { strength = 3, width = 0.01, touches = 2 } = options;
  checkNumber('width', width, { above: 0, below: 1 });
  checkWhole('touches', touches, 1);
  columnsOf(columns, ['high', 'low', 'close'], {
    name: 'A search for levels',
    next: 'Pass the column.',
  });
  const close = columns['close']!.at(-1) ?? Number.NaN;
  const groups: Swing[][] = [];
  for (const turn of findSwings(columns, strength)) {
    const group = nearest(groups, turn, width / 2);
    if (group === undefined) groups.push([turn]);
    else group.push(turn);
  }
  return groups
    .filter((group) => group.length >= touches)
    .map((group): PriceLevel => {
      const made = group.slice(0, touches);
      const price = made.reduce((total, turn) => total + turn.price, 0) / touches;
      const furthest = made.reduce((most, turn) => Math.max(most, apart(turn, group[0]!)), 0);
      return {
        price,
        touches: group.length,
        rows: group.map(({ row }) => row),
        at: made.at(-1)!.knownAt,
        confidence: 1 - furthest / width,
        role: price <= close ? 'support' : 'resistance',
      };
    })
    .toSorted((a, b) => b.touches - a.touches || a.price - b.price);
}

/** Distance of a turn from the first of a level, a fraction of its price. */
function apart(turn: Swing, first: Swing): number {
  return Math.abs(turn.price / first.price - 1);
}

/** The group whose first turn is nearest to a turn, within a reach. */
function nearest(groups: readonly Swing[][], turn: Swing, reach: number): Swing[] | undefined {
  let found: Swing[] | undefined;
  let least = reach;
  for (const group of groups) {
    const distance = apart(turn, group[0]!);
    if (distance > least || (distance === least && found !== undefined)) continue;
    least = distance;
    found = group;
  }
  return found;
}
