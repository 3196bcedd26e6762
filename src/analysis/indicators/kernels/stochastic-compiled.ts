import type { CompiledEngine } from '../../compiled/engine.ts';
import { compiledEngine, engineOf } from '../../compiled/engine.ts';
import { CONSTANTS_AT, STATE_AT } from '../../compiled/lanes.ts';
import type { RangeColumns } from './atr.ts';

/** Rows of a block: its scratch columns fit the nearest cache. */
const BLOCK = 1024;
/** The longest window whose scratch columns fit into the scratch memory. */
const LONGEST = 512;
/** Room of a scratch column. */
const ROOM = BLOCK + LONGEST + 16;
/** What comes before the first output of a block: two averages of three. */
const EXTRA = 4;
const FIRST_AT = 4096;

/** Where a block is worked on; addresses of columns in the engine's memory. */
interface Place {
  readonly engine: CompiledEngine;
  readonly inPlace: boolean;
  readonly tops: number;
  readonly bottoms: number;
  readonly raw: number;
  readonly slow: number;
}

/**
 * Slow stochastics, both smoothed over three rows, by compiled kernels and block by block.
 *
 * @returns the row up to which all is done, `lookback` where there is no such kernel; undefined
 * where a value is missing or not finite
 */
export function compiledStochastic(
  columns: RangeColumns,
  outputs: readonly Float64Array[],
  period: number,
): number | undefined {
  const lookback = period + EXTRA - 1;
  if (period < 4 || period > LONGEST) return lookback;
  const all = [columns.high, columns.low, columns.close, ...outputs];
  const shared = engineOf(all);
  const engine = shared ?? compiledEngine();
  if (engine === undefined) return lookback;
  const at = (index: number): number => FIRST_AT + index * 8 * ROOM;
  const place: Place = {
    engine,
    inPlace: shared !== undefined,
    tops: at(0),
    bottoms: at(1),
    raw: at(2),
    slow: at(3),
  };
  const { memory } = engine;
  memory.fill(0, STATE_AT / 8, STATE_AT / 8 + 2);
  let from = lookback;
  // One row is left at least: windows of odd length read one more than they need.
  for (; from + BLOCK < columns.high.length; from += BLOCK) {
    oneBlock(place, columns, outputs, { from, period });
  }
  const clean = Number.isFinite(memory[STATE_AT / 8]! + memory[STATE_AT / 8 + 1]!);
  return clean ? from : undefined;
}

function oneBlock(
  { engine: { memory, run }, inPlace, tops, bottoms, raw, slow }: Place,
  { high, low, close }: RangeColumns,
  [k, d]: readonly Float64Array[],
  { from, period }: { readonly from: number; readonly period: number },
): void {
  const positions = BLOCK + EXTRA;
  const start = from - EXTRA - period + 1;
  const fours = positions + period - 4;
  const length = fours + 4;
  const address = (column: Float64Array, index: number, row: number): number => {
    if (inPlace) return column.byteOffset + 8 * row;
    const at = slow + (1 + index) * 8 * ROOM;
    memory.set(column.subarray(row, start + length), at / 8);
    return at;
  };
  run['fours']!(address(high, 0, start), address(low, 1, start), tops, bottoms, 8 * even(fours));
  let width = 4;
  for (let left = fours; 2 * width <= period; width *= 2) {
    left -= width;
    run['widen']!(tops, bottoms, 8 * width, 8 * even(left));
  }
  const closes = address(close, 0, start + period - 1);
  memory[CONSTANTS_AT / 8] = 100;
  run['positions']!(closes, tops, bottoms, raw, 8 * (period - width), 8 * positions);
  memory[CONSTANTS_AT / 8] = 1 / 3;
  run['threes']!(raw, slow, 8 * (BLOCK + 2));
  k!.set(memory.subarray(slow / 8 + 2, slow / 8 + 2 + BLOCK), from);
  if (inPlace) run['threes']!(slow, d!.byteOffset + 8 * from, 8 * BLOCK);
  else {
    run['threes']!(slow, raw, 8 * BLOCK);
    d!.set(memory.subarray(raw / 8, raw / 8 + BLOCK), from);
  }
}

function even(rows: number): number {
  return rows + (rows & 1);
}
