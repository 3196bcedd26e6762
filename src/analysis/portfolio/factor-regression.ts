import type { MetricValue } from '../performance/metric.ts';
import { finite, undefinedBecause } from '../performance/metric.ts';
import { mean } from '../performance/moments.ts';
import { checkReturns, covarianceMatrix } from './covariance.ts';
import { solve } from './matrix.ts';

/** A column of factor returns and its name. */
export interface Factor {
  readonly name: string;
  readonly returns: Float64Array;
}

/** Exposures of a portfolio to factors, by ordinary least squares. */
export interface FactorRegression {
  /** Return per period that no factor explains. */
  readonly alpha: number;
  readonly exposures: readonly {
    readonly name: string;
    readonly beta: number;
    /** β times the factor's mean return per period. */
    readonly contribution: number;
  }[];
  readonly r2: MetricValue;
  readonly residuals: Float64Array;
}

/**
 * Regresses portfolio returns on factor returns: r = α + Σ βₖ·fₖ + ε.
 *
 * @throws QuipuError `analysis.invalid_returns`, `analysis.not_positive_definite` for a factor that
 * does not vary or follows from the others
 */
export function factorRegression(
  returns: Float64Array,
  factors: readonly Factor[],
): FactorRegression {
  const rows = checkReturns([returns, ...factors.map((factor) => factor.returns)]);
  const joint = covarianceMatrix([...factors.map((factor) => factor.returns), returns]);
  const count = factors.length;
  const among = new Float64Array(count * count);
  const against = new Float64Array(count);
  for (let i = 0; i < count; i += 1) {
    for (let j = 0; j < count; j += 1) among[i * count + j] = joint.values[i * joint.size + j]!;
    against[i] = joint.values[i * joint.size + count]!;
  }
  const betas = count === 0 ? against : solve({ size: count, values: among }, against);
  const means = factors.map((factor) => mean(factor.returns));
  const alpha = means.reduce((rest, value, i) => rest - betas[i]! * value, mean(returns));
  const residuals = returns.map((value, row) =>
    factors.reduce((rest, factor, i) => rest - betas[i]! * factor.returns[row]!, value - alpha),
  );
  const unexplained = residuals.reduce((total, value) => total + value * value, 0) / (rows - 1);
  const total = joint.values[count * joint.size + count]!;
  return {
    alpha,
    exposures: factors.map(({ name }, i) => ({
      name,
      beta: betas[i]!,
      contribution: betas[i]! * means[i]!,
    })),
    r2:
      total > 0
        ? finite(Math.max(0, 1 - unexplained / total), 'the returns do not vary')
        : undefinedBecause('the returns do not vary'),
    residuals,
  };
}
