import type { Hinge } from './interior-point.ts';
import { limitRows, weightsOf } from './limit-rows.ts';
import { linearRow } from './linear-rows.ts';
import type { QuadraticProblem, TradingCost } from './quadratic-problem.ts';

/** A cost as hinges: rate·|d| = 2·rate·max(0, d) - rate·d, whose line goes to `linear`. */
export function costHinges(
  cost: TradingCost | undefined,
  scale: number,
  linear: Float64Array,
): readonly Hinge[] {
  if (cost === undefined || cost.rate === 0) return [];
  const rate = cost.rate / scale;
  return Array.from(cost.from, (from, i) => {
    linear[i]! -= rate;
    return { row: linearRow([i], [1], from), price: 2 * rate };
  });
}

/**
 * Weights that minimize a quadratic objective within limits of groups and turnover.
 *
 * @throws QuipuError `analysis.infeasible_bounds`, `analysis.infeasible_limits`,
 * `analysis.no_optimum`
 */
export function minimizeWithinLimits(problem: QuadraticProblem): Float64Array {
  const { quadratic, reward, bounds = {}, cost } = problem;
  const { size, values } = quadratic;
  const rows = limitRows(bounds, size);
  const greatest = (vector: Float64Array): number =>
    vector.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  // Of the order of one, so that tolerances mean the same for daily and for yearly figures.
  const scale = Math.max(greatest(values), greatest(reward ?? values), cost?.rate ?? 0) || 1;
  const linear = new Float64Array(rows.variables);
  for (let i = 0; i < size; i += 1) linear[i] = -(reward?.[i] ?? 0) / scale;
  const program = {
    quadratic: { size, values: values.map((value) => value / scale) },
    linear,
    equal: rows.equal,
    most: [...rows.most, ...rows.named.map(({ row }) => row)],
    hinges: costHinges(cost, scale, linear),
  };
  return weightsOf(program, rows);
}
