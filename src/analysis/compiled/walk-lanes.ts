import { CONSTANTS_AT, STATE_AT } from './lanes.ts';
import type { CompiledEngine } from './engine.ts';
import { engineOf } from './engine.ts';
import type { LaneKernelName } from './kernels.ts';
import { LANE_KERNELS } from './kernels.ts';

/** Columns in one memory of a compiled engine, and rows to be walked in stretches of one length. */
export interface LanePlan {
  readonly name: LaneKernelName;
  readonly engine: CompiledEngine;
  readonly inputs: readonly Float64Array[];
  readonly outputs: readonly Float64Array[];
  /** Number of stretches walked together. */
  readonly lanes: number;
  /** First row of the first stretch. */
  readonly start: number;
  /** Rows of a stretch, even. */
  readonly rows: number;
  /** The row after the last stretch: fewer than two rows a stretch are left over. */
  readonly end: number;
}

/** What to walk. */
export interface LaneRequest {
  readonly inputs: readonly Float64Array[];
  readonly outputs: readonly Float64Array[];
  readonly start: number;
  readonly end: number;
  /** The fewest rows a stretch is worth starting for. */
  readonly least: number;
}

/** How a compiled kernel would walk these rows; undefined where none does or it does not pay. */
export function planLanes(name: LaneKernelName, request: LaneRequest): LanePlan | undefined {
  const { inputs, outputs, start, end, least } = request;
  const lanes = 2 * LANE_KERNELS[name].groups;
  const rows = Math.floor((end - start) / (2 * lanes)) * 2;
  if (rows < Math.max(2, least)) return undefined;
  const engine = engineOf([...inputs, ...outputs]);
  if (engine === undefined) return undefined;
  return { name, engine, inputs, outputs, lanes, start, rows, end: start + lanes * rows };
}

/** What a walk starts from. */
export interface LaneStart {
  /** State s of stretch k at index s · lanes + k; after the walk, what the last rows left. */
  readonly states: Float64Array;
  readonly constants: readonly number[];
  /** Rows of look-back, 0 for none. */
  readonly lag: number;
}

/** Walks the stretches of a plan. */
export function walkLanes(plan: LanePlan, { states, constants, lag }: LaneStart): void {
  const { memory, run } = plan.engine;
  memory.set(states, STATE_AT / 8);
  memory.set(constants, CONSTANTS_AT / 8);
  const from = 8 * plan.start;
  const columns = [...plan.inputs, ...plan.outputs].map((column) => column.byteOffset + from);
  const stride = 8 * plan.rows;
  run[plan.name]!(...columns, stride, 8 * lag);
  states.set(memory.subarray(STATE_AT / 8, STATE_AT / 8 + states.length));
}

/** Rows of a stretch below which its start costs more than it gains. */
const SHORTEST = 64;

/** A window that slides over one column. */
export interface WindowWalk {
  readonly input: Float64Array;
  readonly outputs: readonly Float64Array[];
  readonly period: number;
  /** Rows of a stretch at most: then the window is taken afresh, so that no error piles up. */
  readonly rows: number;
  readonly constants: readonly number[];
  /** Writes the states after the row before `row` into memory at `at`, `at` + `apart`, …. */
  seed(memory: Float64Array, at: number, row: number, apart: number): void;
  /**
   * Whether a stretch is unsettled, by the states at its beginning, those at its end, and those of
   * a fresh start at its end, one after the other.
   */
  unsettled?(ends: Float64Array): boolean;
}

/** How far compiled kernels served, and whether all values were numbers. */
export interface Reached {
  readonly row: number;
  readonly clean: boolean;
  /** First row and row after the last of unsettled stretches. */
  readonly doubts: readonly Rows[];
}

type Rows = readonly [number, number];

/**
 * Slides a window over a column from row `period` on, in place.
 *
 * @returns the row up to which all is done; `period` where there is no kernel or nothing to gain
 */
export function walkWindows(name: LaneKernelName, walk: WindowWalk): Reached {
  const { input, outputs, period } = walk;
  const lanes = 2 * LANE_KERNELS[name].groups;
  const rows = Math.min(walk.rows, Math.floor((input.length - period) / lanes)) & ~1;
  const chunk = lanes * rows;
  const engine = rows < SHORTEST ? undefined : engineOf([input, ...outputs]);
  if (engine === undefined) return { row: period, clean: true, doubts: [] };
  const { memory, run } = engine;
  const kernel = run[name]!;
  const { states } = LANE_KERNELS[name];
  const count = lanes * states;
  const columns = [input, ...outputs].map((column) => column.byteOffset + 8 * period);
  const stride = 8 * rows;
  memory.set(walk.constants, CONSTANTS_AT / 8);
  const doubts: Rows[] = [];
  const { unsettled } = walk;
  // State s before stretch k at s · lanes + k, and of one stretch: before it, after it, afresh.
  const before = new Float64Array(count);
  const ends = new Float64Array(3 * states);
  const check = (from: number): void => {
    if (unsettled?.(ends) === true) doubts.push([from, from + rows]);
  };
  let row = period;
  let total = 0;
  for (; row + chunk <= input.length; row += chunk) {
    for (let lane = 0; lane < lanes; lane += 1) {
      walk.seed(memory, STATE_AT / 8 + lane, row + lane * rows, lanes);
    }
    if (unsettled !== undefined) {
      for (let state = 0; state < states; state += 1) {
        ends[2 * states + state] = memory[STATE_AT / 8 + state * lanes]!;
      }
      if (row > period) check(row - rows);
      for (let i = 0; i < count; i += 1) before[i] = memory[STATE_AT / 8 + i]!;
    }
    kernel(...columns, stride, 8 * period);
    for (let lane = 0; unsettled !== undefined && lane < lanes; lane += 1) {
      for (let state = 0; state < states; state += 1) {
        const at = state * lanes + lane;
        ends[state] = before[at]!;
        ends[states + state] = memory[STATE_AT / 8 + at]!;
        ends[2 * states + state] = before[at + 1]!;
      }
      // The last stretch is checked by what the next ones begin with.
      if (lane + 1 < lanes) check(row + lane * rows);
    }
    for (let i = 0; i < count; i += 1) total += memory[STATE_AT / 8 + i]!;
    for (let i = 0; i < columns.length; i += 1) columns[i]! += 8 * chunk;
  }
  if (row > period) {
    walk.seed(ends, 2 * states, row, 1);
    check(row - rows);
  }
  return { row, clean: Number.isFinite(total), doubts };
}
