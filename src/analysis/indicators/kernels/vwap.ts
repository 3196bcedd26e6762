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
  for (; row < n; row += 1) {
    money += (high[row]! + low[row]! + close[row]!) * THIRD * volume[row]!;
    shares += volume[row]!;
    out[row] = money / shares;
  }
  return Number.isFinite(money + shares);
}
