import { QuipuError } from '../../core/errors.ts';

/** Bounds on each weight; weights always add to one. */
export interface WeightBounds {
  /** Least weight of each asset; 0 (long only) by default. */
  readonly lower?: Float64Array | number;
  /** Greatest weight of each asset; 1 by default. */
  readonly upper?: Float64Array | number;
}

/** Bounds spelled out for each asset. */
export interface Box {
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
export function boxOf(bounds: WeightBounds, size: number): Box {
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
export function startWithin({ lower, upper }: Box): Float64Array {
  const least = lower.reduce((total, value) => total + value, 0);
  const room = upper.reduce((total, value) => total + value, 0) - least;
  const share = room > 0 ? (1 - least) / room : 0;
  return lower.map((value, i) => value + share * (upper[i]! - value));
}
