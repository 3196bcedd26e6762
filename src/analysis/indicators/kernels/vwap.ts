import { CONSTANTS_AT, STATE_AT } from '../../compiled/lanes.ts';
import { engineOf } from '../../compiled/engine.ts';
import type { RangeColumns } from './atr.ts';

const THIRD = 1 / 3;

/**
 * Cumulative volume-weighted average prices over whole columns.
 *
 * @returns false where a value is missing or not finite
 */
export function vwapKernel(
  { high, low, close }: RangeColumns,
  volume: Float64Array,
  out: Float64Array,
): boolean {
  const n = high.length;
  let money = 0;
  let shares = 0;
  let row = 0;
  for (; row < n && shares === 0; row += 1) {
    const typical = (high[row]! + low[row]! + close[row]!) / 3;
    money = typical * volume[row]!;
    shares = volume[row]!;
    out[row] = typical;
    // A hole before the first share leaves no trace in sums of 0.
    if (!Number.isFinite(typical + shares)) return false;
  }
  const all = [high, low, close, volume, out];
  const done = vwapCompiled(all, { row, money, shares }) ?? { row, money, shares };
  return vwapRows(all, done);
}

/** Sums over the rows before `row`. */
interface Sums {
  readonly row: number;
  readonly money: number;
  readonly shares: number;
}

type Five = [Float64Array, Float64Array, Float64Array, Float64Array, Float64Array];

function vwapRows(columns: readonly Float64Array[], sums: Sums): boolean {
  const [high, low, close, volume, out] = columns as Five;
  const n = out.length;
  let { money, shares } = sums;
  for (let { row } = sums; row < n; row += 1) {
    money += (high[row]! + low[row]! + close[row]!) * THIRD * volume[row]!;
    shares += volume[row]!;
    out[row] = money / shares;
  }
  return Number.isFinite(money + shares);
}

/** The same by the compiled kernel, in place; undefined where there is none. */
function vwapCompiled(columns: readonly Float64Array[], from: Sums): Sums | undefined {
  const rows = (columns[0]!.length - from.row) & ~3;
  const engine = rows < 64 ? undefined : engineOf(columns);
  if (engine === undefined) return undefined;
  const { memory, run } = engine;
  const at = STATE_AT / 8;
  memory.set([from.money, from.money, from.shares, from.shares], at);
  memory[CONSTANTS_AT / 8] = THIRD;
  run['vwap']!(...columns.map((column) => column.byteOffset + 8 * from.row), 8 * rows);
  return { row: from.row + rows, money: memory[at]!, shares: memory[at + 2]! };
}
