import type { Columns } from '../../core/columns.ts';
import { findSwings } from './swings.ts';

/** A price that the market turned at several times. */
export interface PriceLevel {
  /** The mean of the turns. */
  readonly price: number;
  readonly touches: number;
  /** The rows of the turns, in time order. */
  readonly rows: readonly number[];
  /** Below the last close it supports, above it resists. */
  readonly role: 'support' | 'resistance';
}

/** How turns are gathered into levels. */
export interface LevelOptions {
  /** Bars on either side of a turn; 3 by default. */
  readonly strength?: number;
  /** Greatest distance of a turn from the level before it, a fraction; 0.01 by default. */
  readonly width?: number;
  /** Fewest turns that make a level; 2 by default. */
  readonly touches?: number;
}

/**
 * Support and resistance: swing highs and lows clustered by price, most often touched first.
 *
 * Turns in order of price join the level whose last turn is within `width`.
 *
 * @param columns high, low and close of one length
 */
export function findLevels(columns: Columns, options: LevelOptions = {}): readonly PriceLevel[] {
  const { strength = 3, width = 0.01, touches = 2 } = options;
  const turns = findSwings(columns, strength).toSorted((a, b) => a.price - b.price);
  const close = columns['close']!.at(-1) ?? Number.NaN;
  const groups: (typeof turns)[] = [];
  for (const turn of turns) {
    const group = groups.at(-1);
    const near = group !== undefined && turn.price - group.at(-1)!.price <= width * turn.price;
    if (near) group.push(turn);
    else groups.push([turn]);
  }
  return groups
    .filter((group) => group.length >= touches)
    .map((group): PriceLevel => {
      const price = group.reduce((total, turn) => total + turn.price, 0) / group.length;
      return {
        price,
        touches: group.length,
        rows: group.map(({ row }) => row).toSorted((a, b) => a - b),
        role: price <= close ? 'support' : 'resistance',
      };
    })
    .toSorted((a, b) => b.touches - a.touches || a.price - b.price);
}
