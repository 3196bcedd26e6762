import { QuipuError } from '../../core/errors.ts';
import type { WeightLimits } from './constraints.ts';
import type { SquareMatrix } from './matrix.ts';

/** What moving away from present weights costs. */
export interface TradingCost {
  /** Weights held now, one for each asset. */
  readonly from: Float64Array;
  /** Cost of a unit of weight bought or sold, at least 0, in units of the objective. */
  readonly rate: number;
}

/** Minimize ½·wᵀQw - rᵀw + rate·Σ|w - from| over weights that add to one within their limits. */
export interface QuadraticProblem {
  /** Symmetric, positive semidefinite. */
  readonly quadratic: SquareMatrix;
  /** The linear reward of each weight; none by default. */
  readonly reward?: Float64Array;
  readonly bounds?: WeightLimits;
  readonly cost?: TradingCost;
}

function invalid(expected: string, found: string): QuipuError {
  const next = 'Drop the assets without data, or join their series on common periods first.';
  return new QuipuError('analysis.invalid_problem', `Expected ${expected}, found ${found}.`, {
    next,
  });
}

/**
 * Checks that an input of an optimizer is a list of so many finite numbers.
 *
 * @param what how the input is called in the error
 * @throws QuipuError `analysis.invalid_problem`
 */
function checkNumbers(what: string, values: Float64Array, count: number): void {
  const hole = values.findIndex((value) => !Number.isFinite(value));
  if (values.length === count && hole < 0) return;
  const found = hole < 0 ? `${values.length}` : `${values[hole]} at place ${hole}`;
  throw invalid(`${count} finite numbers as ${what}`, found);
}

/**
 * Checks that a number lies within bounds, both included.
 *
 * @param what how the number is called in the error
 * @throws QuipuError `analysis.invalid_problem`
 */
export function checkWithin(what: string, value: number, bounds: readonly [number, number]): void {
  const [low, high] = bounds;
  if (value >= low && value <= high) return;
  throw invalid(`a ${what} from ${low} to ${high}`, `${value}`);
}

/**
 * Checks every input of a problem before it is searched.
 *
 * @throws QuipuError `analysis.invalid_problem`
 */
export function checkProblem({ quadratic, reward, bounds, cost }: QuadraticProblem): void {
  const { size, values } = quadratic;
  checkWithin('number of assets', size, [1, 100_000]);
  checkNumbers('covariance', values, size * size);
  if (reward !== undefined) checkNumbers('expected returns', reward, size);
  if (cost !== undefined) checkCost(cost, size);
  if (bounds !== undefined) checkLimits(bounds, size);
}

/**
 * Checks what trading costs, and from where.
 *
 * @throws QuipuError `analysis.invalid_problem`
 */
export function checkCost({ from, rate }: TradingCost, size: number): void {
  checkNumbers('weights held', from, size);
  checkWithin('cost of trading', rate, [0, Number.MAX_VALUE]);
}

/**
 * Checks limits of groups and of turnover; bounds are checked where they are spelled out.
 *
 * @throws QuipuError `analysis.invalid_problem`
 */
export function checkLimits({ groups = [], turnover }: WeightLimits, size: number): void {
  for (const { name, assets, least = -Infinity, most = Infinity } of groups) {
    for (const asset of assets) checkWithin(`place in group '${name}'`, asset, [0, size - 1]);
    checkWithin(`least weight of group '${name}'`, least, [-Infinity, most]);
    checkWithin(`greatest weight of group '${name}'`, most, [least, Infinity]);
  }
  if (turnover === undefined) return;
  checkNumbers('weights held', turnover.from, size);
  checkWithin('limit of turnover', turnover.most, [0, Number.MAX_VALUE]);
}
