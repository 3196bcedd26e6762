import { checkLength, checkNumber, checkNumbers } from '../arguments.ts';
import { QuipuError } from '../../core/errors.ts';
import type { WeightLimits } from './constraints.ts';
import { checkReturns } from './covariance.ts';
import type { Hinge } from './interior-point.ts';
import { minimizeConvex } from './interior-point.ts';
import type { LimitRows } from './limit-rows.ts';
import { limitRows, weightsOf } from './limit-rows.ts';
import { costHinges } from './limited-quadratic.ts';
import { linearRow } from './linear-rows.ts';
import type { TradingCost } from './quadratic-problem.ts';
import { checkCost, checkWithin } from './quadratic-problem.ts';

/** Scenarios of returns, and what the weights that are looked for must keep to. */
export interface CvarProblem {
  /** One column per asset over the same periods; every period is a scenario of equal chance. */
  readonly returns: readonly Float64Array[];
  /** 0.05 by default: the mean of the worst twentieth. */
  readonly tail?: number;
  /** Least mean return per period before cost; none by default. */
  readonly leastMean?: number;
  readonly bounds?: WeightLimits;
  /** Present weights and the return given up per unit of weight traded; free by default. */
  readonly cost?: TradingCost;
}

/** The weights of the least expected shortfall, and its figures as returns: losses are negative. */
export interface CvarOptimum {
  readonly weights: Float64Array;
  /** Mean return of the worst `tail` of the scenarios, before cost. */
  readonly expectedShortfall: number;
  /** The return at which that tail ends. */
  readonly valueAtRisk: number;
  /** Mean return over all scenarios, before cost. */
  readonly mean: number;
}

/**
 * Expected shortfall of scenarios by its definition, and the return at which the tail ends.
 *
 * The mean of the worst `tail` of the scenarios, where the one at its edge counts by the part of it
 * that is inside. With 100 scenarios and a tail of 0.05 this is the mean of the worst five; where
 * the tail is no whole number of scenarios, figures of the quantile kind differ.
 *
 * @throws QuipuError `analysis.invalid_argument`
 * @see Rockafellar and Uryasev 2002, J. Banking & Finance 26(7)
 */
export function scenarioShortfall(
  scenarios: Float64Array,
  tail = 0.05,
): { readonly expectedShortfall: number; readonly valueAtRisk: number } {
  checkLength('scenarios or more', Math.min(1, scenarios.length), 1);
  checkNumbers('scenario', scenarios);
  checkNumber('tail', tail, { above: 0, most: 1 });
  const sorted = Float64Array.from(scenarios).toSorted();
  const share = tail * sorted.length;
  const edge = Math.min(sorted.length - 1, Math.max(0, Math.ceil(share - 1e-9) - 1));
  let total = sorted[edge]! * (share - edge);
  for (let k = 0; k < edge; k += 1) total += sorted[k]!;
  return { expectedShortfall: total / share, valueAtRisk: sorted[edge]! };
}

function meansOf(returns: readonly Float64Array[]): Float64Array {
  return Float64Array.from(
    returns,
    (column) => column.reduce((total, value) => total + value, 0) / column.length,
  );
}

/** A linear program under limits, whose last variable is the edge of the tail. */
interface TailProgram {
  readonly rows: LimitRows;
  readonly hinges: readonly Hinge[];
  readonly linear: Float64Array;
}

/** Objective edge + Σ max(0, -return - edge) / (tail · scenarios), divided by `scale`. */
function tailProgram(problem: CvarProblem, scale: number): TailProgram {
  const { returns, tail = 0.05, bounds = {}, cost } = problem;
  const size = returns.length;
  const count = returns[0]!.length;
  const rows = limitRows(bounds, size);
  const edge = rows.variables;
  const linear = new Float64Array(edge + 1);
  linear[edge] = 1;
  const at = [...Array.from({ length: size }, (_, i) => i), edge];
  const price = 1 / (tail * count);
  const losses = Array.from({ length: count }, (_, row) => {
    const values = new Float64Array(size + 1).fill(-1);
    for (let i = 0; i < size; i += 1) values[i] = -returns[i]![row]! / scale;
    return { row: { at, values, bound: 0 }, price };
  });
  return { rows, hinges: [...losses, ...costHinges(cost, scale, linear)], linear };
}

/** The greatest mean return within limits. */
function greatestMean(means: Float64Array, rows: LimitRows): number {
  const scale = means.reduce((most, value) => Math.max(most, Math.abs(value)), 0) || 1;
  const linear = new Float64Array(rows.variables);
  for (const [i, value] of means.entries()) linear[i] = -value / scale;
  const most = [...rows.most, ...rows.named.map(({ row }) => row)];
  const { x } = minimizeConvex({ linear, equal: rows.equal, most, hinges: [] });
  return means.reduce((total, value, i) => total + value * x[i]!, 0);
}

/**
 * Weights of the least expected shortfall (CVaR) over scenarios of returns, less cost of trading.
 *
 * min over w and a of a + Σ max(0, -wᵀrⱼ - a) / (tail·n) + rate·Σ|w - from|, weights adding to one
 * within their limits; long only by default. No distribution is assumed, and fewer scenarios than
 * assets have an answer too. Limits hold to 1e-8, the objective is within 1e-7 of the greatest
 * absolute return of the least one.
 *
 * @throws QuipuError `analysis.invalid_returns`, `analysis.invalid_problem`,
 * `analysis.infeasible_bounds`, `analysis.infeasible_limits`, `analysis.unreachable_mean`
 * @see Rockafellar and Uryasev 2000, J. Risk 2(3)
 */
export function minimumCvar(problem: CvarProblem): CvarOptimum {
  const { returns, tail = 0.05, leastMean, cost } = problem;
  const count = checkReturns(returns);
  checkWithin('tail of the scenarios', tail, [1e-6, 1]);
  if (cost !== undefined) checkCost(cost, returns.length);
  const means = meansOf(returns);
  let scale = 0;
  for (const column of returns) {
    for (const value of column) scale = Math.max(scale, Math.abs(value));
  }
  scale ||= 1;
  const { rows, hinges, linear } = tailProgram(problem, scale);
  const most = [...rows.most, ...rows.named.map(({ row }) => row)];
  if (leastMean !== undefined) {
    checkWithin('least mean', leastMean, [-Number.MAX_VALUE, Number.MAX_VALUE]);
    const within = minimizeConvex({
      linear: new Float64Array(rows.variables),
      equal: rows.equal,
      most,
      hinges: [],
    });
    const reachable = greatestMean(means, rows);
    if (within.reached && reachable < leastMean - 1e-9 * scale) {
      throw unreachable(reachable, leastMean);
    }
    const places = Array.from(means, (_, i) => i);
    const row = linearRow(
      places,
      means.map((value) => -value / scale),
      -Math.min(leastMean, reachable) / scale,
    );
    most.push(row);
  }
  const weights = weightsOf({ linear, equal: rows.equal, most, hinges }, rows);
  const scenarios = new Float64Array(count);
  for (const [i, column] of returns.entries()) {
    for (let row = 0; row < count; row += 1) scenarios[row]! += weights[i]! * column[row]!;
  }
  const mean = means.reduce((total, value, i) => total + value * weights[i]!, 0);
  return { weights, ...scenarioShortfall(scenarios, tail), mean };
}

function unreachable(reachable: number, leastMean: number): QuipuError {
  return new QuipuError(
    'analysis.unreachable_mean',
    `Expected a mean of at most ${reachable} a period within the limits, found ${leastMean}.`,
    { next: 'Lower the least mean or relax the limits.' },
  );
}
