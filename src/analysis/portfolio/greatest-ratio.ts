import type { WeightLimits } from './constraints.ts';
import { minimizeConvex } from './interior-point.ts';
import { contradictionOf, limitRows, settled } from './limit-rows.ts';
import { linearRow, scaledRow } from './linear-rows.ts';
import type { SquareMatrix } from './matrix.ts';
import { diagonalOf } from './matrix.ts';
import type { TradingCost } from './quadratic-problem.ts';

/** A ratio of what weights earn, less the cost of reaching them, to their deviation. */
export interface RatioProblem {
  /** What each asset earns. */
  readonly rewards: Float64Array;
  readonly covariance: SquareMatrix;
  readonly limits: WeightLimits;
  readonly cost?: TradingCost | undefined;
}

/**
 * The weights within limits of the greatest ratio of reward to deviation.
 *
 * Scaled so that the reward after cost is one, the least variance is looked for: a convex program
 * in the scaled weights and their sum.
 *
 * @returns undefined where no weights within the limits earn more than nothing
 * @throws QuipuError `analysis.infeasible_bounds`, `analysis.infeasible_limits`
 * @see Charnes and Cooper 1962, Naval Research Logistics 9(3)
 */
export function greatestRatio(problem: RatioProblem): Float64Array | undefined {
  const { rewards, covariance, limits, cost } = problem;
  const { size } = covariance;
  const rows = limitRows(limits, size);
  const costed = cost !== undefined && cost.rate > 0 ? cost : undefined;
  const traded = rows.variables;
  const total = traded + (costed === undefined ? 0 : size);
  const all = Array.from({ length: size }, (_, i) => i);
  const top = rewards.reduce((most, value) => Math.max(most, Math.abs(value)), 0);
  if (top === 0) return undefined;
  const earned = costed === undefined ? [] : all.map((i) => traded + i);
  const charges = earned.map(() => (costed?.rate ?? 0) / top);
  const gains = Array.from(rewards, (value) => -value / top);
  const distances = all.flatMap((i) => {
    if (costed === undefined) return [];
    const from = costed.from[i]!;
    const at = [i, traded + i];
    return [linearRow(at, [1, -1], from), linearRow(at, [-1, -1], -from)];
  });
  const most = [...rows.most, ...rows.named.map(({ row }) => row), ...distances];
  const variance = diagonalOf(covariance).reduce((greatest, value) => Math.max(greatest, value), 0);
  const { x, reached } = minimizeConvex({
    quadratic: { size, values: covariance.values.map((value) => value / (variance || 1)) },
    linear: new Float64Array(total + 1),
    equal: rows.equal.map((row) => scaledRow(row, total)),
    most: [
      linearRow([...all, ...earned], [...gains, ...charges], -1),
      linearRow([total], [-1], 0),
      ...most.map((row) => scaledRow(row, total)),
    ],
    hinges: [],
  });
  const sum = x[total]!;
  if (reached && sum > 0)
    return settled(
      x.map((value) => value / sum),
      rows,
    );
  const contradiction = contradictionOf(rows);
  if (contradiction !== undefined) throw contradiction;
  return undefined;
}
