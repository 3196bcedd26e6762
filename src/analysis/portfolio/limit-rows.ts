import { quantityText } from '../../core/number-text.ts';
import { QuipuError } from '../../core/errors.ts';
import type { WeightBox, WeightLimits } from './constraints.ts';
import { boxOf } from './constraints.ts';
import type { ConvexProgram } from './interior-point.ts';
import { minimizeConvex } from './interior-point.ts';
import type { LinearRow } from './linear-rows.ts';
import { linearRow, rowAt } from './linear-rows.ts';
import { checkLimits } from './quadratic-problem.ts';

/** A limit that a person set, by what it is called. */
interface NamedRow {
  readonly name: string;
  readonly row: LinearRow;
}

/** Limits as linear rows: weights first, then the distances that turnover is made of. */
export interface LimitRows {
  readonly box: WeightBox;
  /** Number of weights and distances. */
  readonly variables: number;
  readonly equal: readonly LinearRow[];
  /** Bounds and what defines the distances. */
  readonly most: readonly LinearRow[];
  /** Limits of groups and of turnover. */
  readonly named: readonly NamedRow[];
}

function boundRows({ lower, upper }: WeightBox): Pick<LimitRows, 'equal' | 'most'> {
  const equal: LinearRow[] = [];
  const most: LinearRow[] = [];
  const least = lower.reduce((total, value) => total + value, 0);
  for (const [i, low] of lower.entries()) {
    const high = upper[i]!;
    if (high - low < 1e-12) {
      equal.push(linearRow([i], [1], low));
      continue;
    }
    if (Number.isFinite(low)) most.push(linearRow([i], [-1], -low));
    // What the other lower bounds leave is bound enough.
    const open = high < 1 - (least - low);
    if (open && Number.isFinite(high)) most.push(linearRow([i], [1], high));
  }
  return { equal, most };
}

function groupRows({ groups = [] }: WeightLimits): readonly NamedRow[] {
  return groups.flatMap(({ name, assets, least = -Infinity, most = Infinity }) => {
    const at = [...new Set(assets)].toSorted((a, b) => a - b);
    const row = (sign: number, bound: number): LinearRow =>
      linearRow(at, new Float64Array(at.length).fill(sign), bound);
    return [
      ...(Number.isFinite(least)
        ? [{ name: `${name} at least ${least}`, row: row(-1, -least) }]
        : []),
      ...(Number.isFinite(most) ? [{ name: `${name} at most ${most}`, row: row(1, most) }] : []),
    ];
  });
}

/**
 * Limits as rows of a convex program.
 *
 * @throws QuipuError `analysis.infeasible_bounds`, `analysis.invalid_problem`
 */
export function limitRows(limits: WeightLimits, size: number): LimitRows {
  checkLimits(limits, size);
  const box = boxOf(limits, size);
  const { turnover } = limits;
  const { equal, most } = boundRows(box);
  const all = Array.from({ length: size }, (_, i) => i);
  const sum = linearRow(all, new Float64Array(size).fill(1), 1);
  const fixed = equal.length === size ? equal : [sum, ...equal];
  const named = groupRows(limits);
  if (turnover === undefined) return { box, variables: size, equal: fixed, most, named };
  const distances = all.flatMap((i) => {
    const from = turnover.from[i]!;
    return [linearRow([i, size + i], [1, -1], from), linearRow([i, size + i], [-1, -1], -from)];
  });
  const total = linearRow(
    all.map((i) => size + i),
    new Float64Array(size).fill(0.5),
    turnover.most,
  );
  const name = `turnover at most ${turnover.most}`;
  return {
    box,
    variables: 2 * size,
    equal: fixed,
    most: [...most, ...distances],
    named: [...named, { name, row: total }],
  };
}

/**
 * The error of limits that contradict each other, named by the ones that give way with the least
 * violation in sum; undefined where weights within all of them exist.
 */
export function contradictionOf(rows: LimitRows): QuipuError | undefined {
  const { variables, equal, most, named } = rows;
  const { x } = minimizeConvex({
    linear: new Float64Array(variables),
    equal,
    most,
    hinges: named.map(({ row }) => ({ row, price: 1 })),
  });
  const broken = named.flatMap(({ name, row }) => {
    const excess = rowAt(row, x) - row.bound;
    return excess > 1e-7 ? [`'${name}' by ${quantityText(excess)}`] : [];
  });
  if (broken.length === 0) return undefined;
  return new QuipuError(
    'analysis.infeasible_limits',
    `Expected limits that some weights meet; the closest weights miss ${broken.join(', ')}.`,
    { next: 'Relax the limits that are named, or the bounds they contradict.' },
  );
}

/**
 * The weights that minimize a program whose first variables are weights within limits.
 *
 * @throws QuipuError `analysis.infeasible_limits`, `analysis.no_optimum`
 */
export function weightsOf(program: ConvexProgram, rows: LimitRows): Float64Array {
  const { x, reached } = minimizeConvex(program);
  if (reached) return settled(x, rows);
  throw contradictionOf(rows) ?? noOptimum();
}

function noOptimum(): QuipuError {
  return new QuipuError(
    'analysis.no_optimum',
    'Expected a problem with an optimum; the search for one did not settle.',
    { next: 'Bound every weight, and use inputs that do not differ by many powers of ten.' },
  );
}

/** Moves weights that rounding left off their bounds onto them, and makes them add to one. */
export function settled(x: Float64Array, { box }: LimitRows): Float64Array {
  const { lower, upper } = box;
  const weights = lower.map((low, i) => {
    const value = x[i]!;
    if (value - low < 1e-9) return low;
    return upper[i]! - value < 1e-9 ? upper[i]! : value;
  });
  const free = weights.map((value, i) => Math.min(value - lower[i]!, upper[i]! - value));
  const widest = free.indexOf(Math.max(...free));
  weights[widest]! += 1 - weights.reduce((total, value) => total + value, 0);
  return weights;
}
