import { QuipuError } from '../../core/errors.ts';

/** Bounds on each weight; weights always add to one. */
export interface WeightBounds {
  /** Least weight of each asset; 0 (long only) by default. */
  readonly lower?: Float64Array | number;
  /** Greatest weight of each asset; 1 by default. */
  readonly upper?: Float64Array | number;
}

/** Bounds on the summed weight of a group of assets, such as a sector. */
export interface GroupLimit {
  /** How the group is called when its bounds cannot be met. */
  readonly name: string;
  /** Places of its assets; an asset may stand in several groups. */
  readonly assets: readonly number[];
  /** Least summed weight; unbounded by default. */
  readonly least?: number;
  /** Greatest summed weight; unbounded by default. */
  readonly most?: number;
}

/** How far weights may move from those held. */
export interface TurnoverLimit {
  /** Weights held now, one for each asset. */
  readonly from: Float64Array;
  /** Greatest ½·Σ|w - from|: 0.1 lets a tenth of equity change hands. */
  readonly most: number;
}

/** All constraints on weights, in addition to adding to one. */
export interface WeightLimits extends WeightBounds {
  readonly groups?: readonly GroupLimit[];
  readonly turnover?: TurnoverLimit;
}

/** Least and greatest summed weight of a sector. */
export interface SectorBounds {
  readonly least?: number;
  readonly most?: number;
}

/**
 * Group limits from the sector of each asset and the bounds of each sector.
 *
 * @throws QuipuError `analysis.unknown_sector` for bounds of a sector that no asset is in
 */
export function sectorLimits(
  sectors: readonly string[],
  bounds: Readonly<Record<string, SectorBounds>>,
): readonly GroupLimit[] {
  return Object.entries(bounds).map(([name, bound]) => {
    const assets = sectors.flatMap((sector, asset) => (sector === name ? [asset] : []));
    if (assets.length > 0) return { name, assets, ...bound };
    const known = [...new Set(sectors)].toSorted().join(', ');
    throw new QuipuError(
      'analysis.unknown_sector',
      `Expected a sector that an asset is in (${known}), found '${name}'.`,
      { next: 'Correct the name of the sector, or drop its bounds.' },
    );
  });
}

/** Bounds spelled out for each asset. */
export interface WeightBox {
  readonly lower: Float64Array;
  readonly upper: Float64Array;
}

function spelled(bound: Float64Array | number, size: number): Float64Array {
  return typeof bound === 'number' ? new Float64Array(size).fill(bound) : Float64Array.from(bound);
}

/**
 * Bounds for `size` assets, checked to leave room for weights that add to one.
 *
 * @throws QuipuError `analysis.infeasible_bounds`
 */
export function boxOf(bounds: WeightBounds, size: number): WeightBox {
  const lower = spelled(bounds.lower ?? 0, size);
  const upper = spelled(bounds.upper ?? 1, size);
  const least = lower.reduce((total, value) => total + value, 0);
  const most = upper.reduce((total, value) => total + value, 0);
  const crossed = lower.findIndex((value, i) => !(value <= upper[i]!));
  if (lower.length !== size || upper.length !== size || crossed >= 0) {
    throw infeasible(`Expected ${size} lower bounds, each at most its upper bound.`);
  }
  if (least > 1 + 1e-12 || most < 1 - 1e-12) {
    throw infeasible(`Expected bounds around a sum of 1, found sums of ${least} and ${most}.`);
  }
  return { lower, upper };
}

function infeasible(message: string): QuipuError {
  return new QuipuError('analysis.infeasible_bounds', message, {
    next: 'Widen the bounds until weights that add to one fit between them.',
  });
}

/** Weights within the box that add to one: lower bounds and a share of the room above them. */
export function startWithin({ lower, upper }: WeightBox): Float64Array {
  const least = lower.reduce((total, value) => total + value, 0);
  const room = upper.reduce((total, value) => total + value, 0) - least;
  const share = room > 0 ? (1 - least) / room : 0;
  return lower.map((value, i) => value + share * (upper[i]! - value));
}
