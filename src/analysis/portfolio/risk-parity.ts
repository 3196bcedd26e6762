import { checkLength, checkNumbers } from '../arguments.ts';
import { checkVarying } from './covariance.ts';
import type { SquareMatrix } from './matrix.ts';
import { diagonalOf } from './matrix.ts';

/**
 * Risk-parity weights: each asset brings its budget's share of the portfolio's deviation.
 *
 * Minimizes ½·xᵀΣx - Σ bᵢ·ln xᵢ one coordinate at a time, then scales x to add to one; long only.
 *
 * @param budgets shares of risk above zero; equal by default, scaled to add to one
 * @throws QuipuError `analysis.no_variance` for an asset that does not vary,
 * `analysis.invalid_argument` for budgets that are not
 * @see Griveau-Billion, Richard and Roncalli 2013, arXiv:1311.4057
 */
export function riskParity(covariance: SquareMatrix, budgets?: Float64Array): Float64Array {
  const { size, values } = covariance;
  const variances = diagonalOf(covariance);
  checkVarying(covariance, 'risk to share');
  const wished = budgets ?? new Float64Array(size).fill(1);
  checkLength('budgets', wished.length, size);
  checkNumbers('budget', wished, { above: 0 });
  const total = wished.reduce((sum, value) => sum + value, 0);
  const x = variances.map((variance, i) => Math.sqrt(wished[i]! / total / variance));
  for (let sweep = 0; sweep < 10_000; sweep += 1) {
    let moved = 0;
    for (let i = 0; i < size; i += 1) {
      let pull = -values[i * size + i]! * x[i]!;
      for (let j = 0; j < size; j += 1) pull += values[i * size + j]! * x[j]!;
      const a = values[i * size + i]!;
      const next = (Math.sqrt(pull * pull + 4 * a * (wished[i]! / total)) - pull) / (2 * a);
      moved = Math.max(moved, Math.abs(next - x[i]!) / next);
      x[i] = next;
    }
    if (moved < 1e-12) break;
  }
  const sum = x.reduce((all, value) => all + value, 0);
  return x.map((value) => value / sum);
}

/**
 * Inverse-volatility weights: proportional to 1/σ, what risk parity is without correlations.
 *
 * @throws QuipuError `analysis.no_variance`
 */
export function inverseVolatility(covariance: SquareMatrix): Float64Array {
  const { size } = covariance;
  const alone = new Float64Array(size * size);
  for (const [i, variance] of diagonalOf(covariance).entries()) alone[i * size + i] = variance;
  return riskParity({ size, values: alone });
}
