import { addRow, addSquare, rowAt } from './linear-rows.ts';
import type { LinearRow } from './linear-rows.ts';
import type { SquareMatrix } from './matrix.ts';
import type { QuasiDefinite } from './quasi-definite.ts';
import { factorQuasiDefinite, solveQuasiDefinite } from './quasi-definite.ts';

/** A linear form that costs `price` for every unit above its bound, and nothing below it. */
export interface Hinge {
  readonly row: LinearRow;
  /** Above zero. */
  readonly price: number;
}

/** Minimize ½·xᵀQx + cᵀx + Σ price·max(0, row·x - bound) under linear rows. */
export interface ConvexProgram {
  /** Symmetric, positive semidefinite; of the first variables, none where it is shorter. */
  readonly quadratic?: SquareMatrix;
  readonly linear: Float64Array;
  readonly equal: readonly LinearRow[];
  /** Rows at most their bound. */
  readonly most: readonly LinearRow[];
  readonly hinges: readonly Hinge[];
}

/** Where the search ended, and whether that is the optimum. */
export interface Optimum {
  readonly x: Float64Array;
  readonly reached: boolean;
}

/** A slack and its multiplier, both above zero; their product goes to nothing. */
interface Pair {
  readonly slack: Float64Array;
  readonly dual: Float64Array;
}

/** Variables, multipliers of equalities, and the pairs of rows, hinges' excess and hinges' rest. */
interface Point {
  readonly x: Float64Array;
  readonly y: Float64Array;
  readonly most: Pair;
  readonly above: Pair;
  readonly below: Pair;
}

/** What the conditions of optimality miss at a point. */
interface Residuals {
  readonly gradient: Float64Array;
  readonly equal: Float64Array;
  readonly most: Float64Array;
  readonly hinge: Float64Array;
  /** Price less both multipliers of a hinge. */
  readonly price: Float64Array;
}

/** Wanted changes of slack · dual, to first order. */
interface Targets {
  readonly most: Float64Array;
  readonly above: Float64Array;
  readonly below: Float64Array;
}

const PAIRS = ['most', 'above', 'below'] as const;

function startOf({ linear, equal, most, hinges }: ConvexProgram): Point {
  const x = new Float64Array(linear.length);
  const one = (count: number): Float64Array => new Float64Array(count).fill(1);
  const half = Float64Array.from(hinges, ({ price }) => price / 2);
  return {
    x,
    y: new Float64Array(equal.length),
    most: {
      slack: Float64Array.from(most, ({ bound }) => Math.max(1, bound)),
      dual: one(most.length),
    },
    above: { slack: one(hinges.length), dual: half },
    below: { slack: one(hinges.length), dual: Float64Array.from(half) },
  };
}

function addQuadratic(matrix: SquareMatrix, x: Float64Array, to: Float64Array): void {
  const { size, values } = matrix;
  for (let i = 0; i < size; i += 1) {
    let total = 0;
    for (let j = 0; j < size; j += 1) total += values[i * size + j]! * x[j]!;
    to[i]! += total;
  }
}

function residualsOf(program: ConvexProgram, point: Point): Residuals {
  const { quadratic, linear, equal, most, hinges } = program;
  const gradient = Float64Array.from(linear);
  if (quadratic !== undefined) addQuadratic(quadratic, point.x, gradient);
  for (const [k, row] of equal.entries()) addRow(row, point.y[k]!, gradient);
  for (const [k, row] of most.entries()) addRow(row, point.most.dual[k]!, gradient);
  for (const [k, { row }] of hinges.entries()) addRow(row, point.below.dual[k]!, gradient);
  const { above, below } = point;
  return {
    gradient,
    equal: Float64Array.from(equal, (row) => rowAt(row, point.x) - row.bound),
    most: Float64Array.from(
      most,
      (row, k) => rowAt(row, point.x) + point.most.slack[k]! - row.bound,
    ),
    hinge: Float64Array.from(
      hinges,
      ({ row }, k) => rowAt(row, point.x) - row.bound + below.slack[k]! - above.slack[k]!,
    ),
    price: Float64Array.from(hinges, ({ price }, k) => price - below.dual[k]! - above.dual[k]!),
  };
}

/** The matrix of the Newton step and its factors, both without pairs. */
interface System {
  readonly plain: QuasiDefinite;
  readonly factors: QuasiDefinite;
}

const stiffness = ({ slack, dual }: Pair, k: number): number => dual[k]! / slack[k]!;

function systemOf(program: ConvexProgram, point: Point): System {
  const { quadratic, linear, equal, most, hinges } = program;
  const variables = linear.length;
  const size = variables + equal.length;
  const values = new Float64Array(size * size);
  for (let i = 0; i < (quadratic?.size ?? 0); i += 1) {
    for (let j = 0; j <= i; j += 1) {
      values[i * size + j] = quadratic!.values[i * quadratic!.size + j]!;
    }
  }
  for (const [k, row] of most.entries()) addSquare(row, stiffness(point.most, k), values, size);
  for (const [k, { row }] of hinges.entries()) {
    const [up, down] = [stiffness(point.above, k), stiffness(point.below, k)];
    addSquare(row, (up * down) / (up + down), values, size);
  }
  for (const [k, row] of equal.entries()) {
    for (const [place, i] of row.at.entries()) {
      values[(variables + k) * size + i] = row.values[place]!;
    }
  }
  const eased = Float64Array.from(values);
  for (let i = 0; i < size; i += 1) eased[i * size + i]! += i < variables ? 1e-11 : -1e-11;
  const factors = factorQuasiDefinite({ size, values: eased }, variables);
  return { plain: { size, values }, factors };
}

/** Solves the system, with what the easing of its diagonal took given back. */
function solveSystem({ plain, factors }: System, right: Float64Array): Float64Array {
  const { size, values } = plain;
  const solution = Float64Array.from(right);
  solveQuasiDefinite(factors, solution);
  for (let round = 0; round < 2; round += 1) {
    const rest = Float64Array.from(right);
    for (let i = 0; i < size; i += 1) {
      for (let j = 0; j < i; j += 1) {
        const value = values[i * size + j]!;
        if (value === 0) continue;
        rest[i]! -= value * solution[j]!;
        rest[j]! -= value * solution[i]!;
      }
      rest[i]! -= values[i * size + i]! * solution[i]!;
    }
    solveQuasiDefinite(factors, rest);
    for (let i = 0; i < size; i += 1) solution[i]! += rest[i]!;
  }
  return solution;
}

/** The Newton step towards the targets, and what it changes in every pair. */
function stepOf(
  program: ConvexProgram,
  { point, residuals, system }: Iteration,
  targets: Targets,
): Point {
  const { linear, equal, most, hinges } = program;
  const right = new Float64Array(linear.length + equal.length);
  for (let i = 0; i < linear.length; i += 1) right[i] = -residuals.gradient[i]!;
  for (let k = 0; k < equal.length; k += 1) right[linear.length + k] = -residuals.equal[k]!;
  for (const [k, row] of most.entries()) {
    const { slack, dual } = point.most;
    addRow(row, -(targets.most[k]! + dual[k]! * residuals.most[k]!) / slack[k]!, right);
  }
  const { above, below } = point;
  for (const [k, { row }] of hinges.entries()) {
    const [up, down] = [stiffness(above, k), stiffness(below, k)];
    const lift = up * (down * residuals.hinge[k]! + targets.below[k]! / below.slack[k]!);
    const sink = down * (targets.above[k]! / above.slack[k]! - residuals.price[k]!);
    addRow(row, -(lift - sink) / (up + down), right);
  }
  const solution = solveSystem(system, right);
  const x = solution.subarray(0, linear.length);
  const step: Point = {
    x,
    y: solution.subarray(linear.length),
    most: emptyPair(most.length),
    above: emptyPair(hinges.length),
    below: emptyPair(hinges.length),
  };
  for (const [k, row] of most.entries()) {
    step.most.slack[k] = -residuals.most[k]! - rowAt(row, x);
  }
  for (const [k, { row }] of hinges.entries()) {
    const [up, down] = [stiffness(above, k), stiffness(below, k)];
    const miss = residuals.hinge[k]! + rowAt(row, x);
    const rise = targets.below[k]! / below.slack[k]! + targets.above[k]! / above.slack[k]!;
    step.above.slack[k] = (rise - residuals.price[k]! + down * miss) / (up + down);
    step.below.slack[k] = step.above.slack[k] - miss;
  }
  for (const name of PAIRS) {
    const { slack, dual } = step[name];
    for (let k = 0; k < slack.length; k += 1) {
      const held = point[name];
      dual[k] = (targets[name][k]! - held.dual[k]! * slack[k]!) / held.slack[k]!;
    }
  }
  return step;
}

function emptyPair(count: number): Pair {
  return { slack: new Float64Array(count), dual: new Float64Array(count) };
}

/** A point with everything that both steps of a round start from. */
interface Iteration {
  readonly point: Point;
  readonly residuals: Residuals;
  readonly system: System;
}

/** The mean of slack · dual over all pairs, after `length` of a step. */
function gapAfter(point: Point, step: Point | undefined, length: number): number {
  let total = 0;
  let count = 0;
  for (const name of PAIRS) {
    const { slack, dual } = point[name];
    const move = step?.[name];
    for (let k = 0; k < slack.length; k += 1) {
      total +=
        (slack[k]! + length * (move?.slack[k] ?? 0)) * (dual[k]! + length * (move?.dual[k] ?? 0));
    }
    count += slack.length;
  }
  return count === 0 ? 0 : total / count;
}

/** How much of a step keeps every slack and multiplier above zero, at most 1. */
function lengthOf(point: Point, step: Point): number {
  let length = 1;
  for (const name of PAIRS) {
    for (const part of ['slack', 'dual'] as const) {
      const held = point[name][part];
      const move = step[name][part];
      for (let k = 0; k < held.length; k += 1) {
        if (move[k]! < 0) length = Math.min(length, -held[k]! / move[k]!);
      }
    }
  }
  return length;
}

function advance(point: Point, step: Point, length: number): void {
  const move = (held: Float64Array, by: Float64Array): void => {
    for (let k = 0; k < held.length; k += 1) held[k]! += length * by[k]!;
  };
  move(point.x, step.x);
  move(point.y, step.y);
  for (const name of PAIRS) {
    move(point[name].slack, step[name].slack);
    move(point[name].dual, step[name].dual);
  }
}

/** Targets that bring every slack · dual to `center`, less what the first step's squares add. */
function targetsOf(point: Point, first: Point | undefined, center: number): Targets {
  const one = (name: (typeof PAIRS)[number]): Float64Array => {
    const { slack, dual } = point[name];
    return slack.map((value, k) => {
      const square = first === undefined ? 0 : first[name].slack[k]! * first[name].dual[k]!;
      return center - value * dual[k]! - square;
    });
  };
  return { most: one('most'), above: one('above'), below: one('below') };
}

function greatest(vectors: readonly Float64Array[]): number {
  let most = 0;
  for (const vector of vectors) {
    for (const value of vector) most = Math.max(most, Math.abs(value));
  }
  return most;
}

/** Moves the point by one step: towards the center where the corrected one would close no gap. */
function takeStep(program: ConvexProgram, iteration: Iteration, gap: number): void {
  const { point } = iteration;
  const first = stepOf(program, iteration, targetsOf(point, undefined, 0));
  const reach = gapAfter(point, first, lengthOf(point, first));
  const center = gap === 0 ? 0 : (reach / gap) ** 3 * gap;
  const step = stepOf(program, iteration, targetsOf(point, first, center));
  const length = Math.min(1, 0.995 * lengthOf(point, step));
  if (gapAfter(point, step, length) <= 0.9 * gap) {
    advance(point, step, length);
    return;
  }
  const calm = stepOf(program, iteration, targetsOf(point, undefined, 0.5 * gap));
  advance(point, calm, Math.min(1, 0.9 * lengthOf(point, calm)));
}

/**
 * The optimum of a convex program by a primal-dual interior-point method.
 *
 * Mehrotra's predictor and corrector; the excess of each hinge is eliminated, so that a round costs
 * hinges · variables² + variables³. The coefficients should be of the order of one. Where the rows
 * contradict each other, or nothing bounds the objective, the optimum is not `reached`.
 *
 * @see Mehrotra 1992, SIAM J. Optimization 2(4)
 */
export function minimizeConvex(program: ConvexProgram): Optimum {
  const point = startOf(program);
  let best = Number.POSITIVE_INFINITY;
  let x = Float64Array.from(point.x);
  for (let round = 0; round < 200; round += 1) {
    const residuals = residualsOf(program, point);
    const gap = gapAfter(point, undefined, 0);
    const pairs = program.most.length + 2 * program.hinges.length;
    const miss = Math.max(gap * pairs, greatest(Object.values(residuals) as Float64Array[]));
    // Rounding ends the search before the limit does: the best point stands.
    if (!Number.isFinite(miss) || (best < 1e-9 && miss > 10 * best)) break;
    if (miss < best) {
      best = miss;
      x = Float64Array.from(point.x);
    }
    if (miss < 1e-13) break;
    takeStep(program, { point, residuals, system: systemOf(program, point) }, gap);
  }
  return { x, reached: best < 1e-8 };
}
