import { QuipuError } from '../../core/errors.ts';

/** Shares to hold and the money left over. */
export interface DiscreteAllocation {
  /** Shares of each asset, whole unless fractional ones were requested. */
  readonly shares: Float64Array;
  /** What the shares cost, as fractions of the money. */
  readonly weights: Float64Array;
  /** Dollars not spent, non-negative. */
  readonly left: number;
}

/** Target weights (non-negative, adding to at most one), prices and the money to spend. */
export interface AllocationProblem {
  readonly weights: Float64Array;
  readonly prices: Float64Array;
  readonly money: number;
  /** Fractions of a share down to 1e-9; whole shares by default. */
  readonly fractional?: boolean;
}

function invalid(expected: string, found: string | number | undefined): QuipuError {
  return new QuipuError('analysis.invalid_allocation', `Expected ${expected}, found ${found}.`, {
    next: 'Give weights of 0 or more that add to 1 at most, and a price for each.',
  });
}

/**
 * Whole shares nearest to target weights: rounded down, then one share at a time to the asset that
 * is furthest below its target and still affordable.
 *
 * Estimates for planning; orders are made of exact quantities.
 *
 * @throws QuipuError `analysis.invalid_allocation`
 */
export function discreteAllocation(problem: AllocationProblem): DiscreteAllocation {
  const { weights, prices, money, fractional = false } = problem;
  const total = weights.reduce((sum, value) => sum + value, 0);
  const count = weights.length;
  const weight = weights.findIndex((value) => !(value >= 0));
  const price = prices.findIndex((value) => !(value > 0 && value < Infinity));
  if (prices.length !== count) throw invalid(`${count} prices, one a weight`, `${prices.length}`);
  if (weight >= 0) throw invalid(`a weight of at least 0 for asset ${weight}`, weights[weight]);
  if (price >= 0) throw invalid(`a price above 0 for asset ${price}`, prices[price]);
  if (!(total <= 1 + 1e-9)) throw invalid('weights adding to at most 1', total);
  if (!(money >= 0 && money < Infinity)) throw invalid('money of at least 0', money);
  const step = fractional ? 1e-9 : 1;
  const wanted = weights.map((weight, i) => (weight * money) / prices[i]!);
  const shares = wanted.map((value) => Math.floor(value / step + 1e-9) * step);
  let left = shares.reduce((rest, count, i) => rest - count * prices[i]!, money);
  while (!fractional) {
    let next = -1;
    let furthest = 0;
    for (let i = 0; i < shares.length; i += 1) {
      const missing = weights[i]! - (shares[i]! * prices[i]!) / money;
      if (prices[i]! <= left && missing > furthest) {
        furthest = missing;
        next = i;
      }
    }
    if (next < 0) break;
    shares[next]! += 1;
    left -= prices[next]!;
  }
  const held = shares.map((count, i) => (money > 0 ? (count * prices[i]!) / money : 0));
  return { shares, weights: held, left: Math.max(0, left) };
}
