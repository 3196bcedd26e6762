import { QuipuError } from '../../core/errors.ts';

/** Shares to hold and the money left over. */
export interface DiscreteAllocation {
  /** Shares of each asset, whole unless fractional ones were asked for. */
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
  const fits = weights.every((value) => value >= 0) && prices.every((value) => value > 0);
  if (!fits || total > 1 + 1e-9 || weights.length !== prices.length || !(money >= 0)) {
    throw new QuipuError(
      'analysis.invalid_allocation',
      `Expected non-negative weights adding to at most 1 and prices above 0, found ${total}.`,
    );
  }
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
