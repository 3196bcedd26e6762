import { CONSTANTS_AT, STATE_AT } from '../../compiled/lanes.ts';
import { engineOf } from '../../compiled/engine.ts';

/**
 * On-balance volume over whole columns.
 *
 * @returns false where a value is missing or not finite
 */
export function obvKernel(close: Float64Array, volume: Float64Array, out: Float64Array): boolean {
  if (close.length === 0) return true;
  out[0] = volume[0]!;
  const clean = Number.isFinite(close[0]! + volume[0]!);
  return obvRows(close, volume, out, obvCompiled(close, volume, out)) && clean;
}

/** The rows from `from` on, one after another. */
function obvRows(
  close: Float64Array,
  volume: Float64Array,
  out: Float64Array,
  from: number,
): boolean {
  const n = close.length;
  let previous = close[from - 1]!;
  let value = out[from - 1]!;
  let holes = previous - previous;
  for (let i = from; i < n; i += 1) {
    const price = close[i]!;
    // Comparisons become 0 or 1 without a branch, where a misprediction would cost more than all.
    value += (Number(price > previous) - Number(price < previous)) * volume[i]!;
    // A hole compares as "no change": only its difference tells.
    holes += price - previous;
    previous = price;
    out[i] = value;
  }
  return Number.isFinite(value) && Number.isFinite(holes);
}

/** 2^53: below it whole numbers are exact in whatever order they are added. */
const EXACT = 2 ** 53;

/** The row up to which a compiled kernel has served, in place; 1 where there is none. */
function obvCompiled(close: Float64Array, volume: Float64Array, out: Float64Array): number {
  const rows = (close.length - 1) & ~3;
  const engine = rows < 64 ? undefined : engineOf([close, volume, out]);
  if (engine === undefined) return 1;
  const { memory, run } = engine;
  const at = STATE_AT / 8;
  const first = out[0]!;
  memory.set([first, first, first % 1, 0, Math.abs(first), 0, 0, 0], at);
  memory[CONSTANTS_AT / 8] = 1;
  run['obv']!(close.byteOffset + 8, volume.byteOffset + 8, out.byteOffset + 8, 8 * rows);
  const parts = memory[at + 2]! + memory[at + 3]!;
  const size = memory[at + 4]! + memory[at + 5]!;
  const holes = memory[at + 6]! + memory[at + 7]!;
  // Other volumes are added one after another, as the stream adds them.
  return parts === 0 && size < EXACT && Number.isFinite(holes) ? rows + 1 : 1;
}
