import { checkProblem } from './quadratic-problem.ts';
import { checkLength, checkNumber, checkNumbers } from '../arguments.ts';
import type { SquareMatrix } from './matrix.ts';
import { solve, timesVector, zeroMatrix } from './matrix.ts';

/** One opinion: a portfolio of `exposures` is expected to return `expected` per period. */
export interface View {
  /** One entry per asset: 1 for an absolute view, 1 and -1 for a relative one. */
  readonly exposures: Float64Array;
  readonly expected: number;
  /** Variance of the opinion; τ·pᵀΣp by default (He and Litterman). */
  readonly variance?: number;
}

/** The market's own expectation and the opinions to blend with it. */
export interface BlackLittermanProblem {
  readonly covariance: SquareMatrix;
  /** Market weights, adding to one. */
  readonly marketWeights: Float64Array;
  /** Price of risk: market excess return over market variance; 2.5 by default. */
  readonly aversion?: number;
  /** Uncertainty of the market's expectation as a fraction of the covariance; 0.05 by default. */
  readonly tau?: number;
  readonly views: readonly View[];
}

/** Expected returns and covariance after the views. */
export interface BlackLittermanResult {
  /** What market weights imply: aversion·Σ·w. */
  readonly equilibrium: Float64Array;
  readonly means: Float64Array;
  /** Σ plus what the means are still uncertain by. */
  readonly covariance: SquareMatrix;
}

/**
 * Black-Litterman: expected returns between the market's and one's views, by their certainty.
 *
 * μ = π + τΣPᵀ(PτΣPᵀ + Ω)⁻¹(q - Pπ); Σ* = Σ + τΣ - τΣPᵀ(PτΣPᵀ + Ω)⁻¹PτΣ
 *
 * @throws QuipuError `analysis.not_positive_definite` for views that contradict each other exactly,
 * `analysis.invalid_problem`, `analysis.invalid_argument`
 * @see Black and Litterman 1992, Financial Analysts Journal 48(5); He and Litterman 1999
 */
export function blackLitterman(problem: BlackLittermanProblem): BlackLittermanResult {
  const { covariance, marketWeights, aversion = 2.5, tau = 0.05, views } = problem;
  const { size } = covariance;
  checkProblem({ quadratic: covariance });
  checkLength('market weights', marketWeights.length, size);
  checkNumbers('market weight', marketWeights);
  checkNumber('aversion', aversion, { above: 0 });
  checkNumber('tau', tau, { above: 0 });
  for (const view of views) checkView(view, size);
  const equilibrium = timesVector(covariance, marketWeights).map((value) => value * aversion);
  const pulls = views.map(({ exposures }) =>
    timesVector(covariance, exposures).map((value) => value * tau),
  );
  const blend = zeroMatrix(views.length);
  for (const [i, pull] of pulls.entries()) {
    for (const [j, { exposures }] of views.entries()) {
      blend.values[i * views.length + j] = product(pull, exposures);
    }
    const own = blend.values[i * views.length + i]!;
    blend.values[i * views.length + i] = own + (views[i]!.variance ?? own);
  }
  const means = Float64Array.from(equilibrium);
  const after = covariance.values.map((value) => value * (1 + tau));
  if (views.length > 0) {
    const surprise = Float64Array.from(
      views,
      ({ exposures, expected }) => expected - product(exposures, equilibrium),
    );
    const load = solve(blend, surprise);
    for (const [i, pull] of pulls.entries()) {
      for (let k = 0; k < size; k += 1) means[k]! += load[i]! * pull[k]!;
    }
    for (let k = 0; k < size; k += 1) {
      const column = solve(
        blend,
        Float64Array.from(pulls, (pull) => pull[k]!),
      );
      for (const [i, pull] of pulls.entries()) {
        for (let row = 0; row < size; row += 1) after[row * size + k]! -= pull[row]! * column[i]!;
      }
    }
  }
  return { equilibrium, means, covariance: { size, values: after } };
}

function checkView({ exposures, expected, variance = 0 }: View, size: number): void {
  checkLength('exposures of a view', exposures.length, size);
  checkNumbers('exposure of a view', exposures);
  checkNumber('expected return of a view', expected);
  checkNumber('variance of a view', variance, { least: 0 });
}

function product(a: Float64Array, b: Float64Array): number {
  return a.reduce((total, value, i) => total + value * b[i]!, 0);
}
