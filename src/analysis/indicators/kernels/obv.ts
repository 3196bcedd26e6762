/**
 * On-balance volume over whole columns.
 *
 * @returns false where a value is missing or not finite
 */
export function obvKernel(close: Float64Array, volume: Float64Array, out: Float64Array): boolean {
  const n = close.length;
  if (n === 0) return true;
  let previous = close[0]!;
  let value = volume[0]!;
  let holes = previous - previous;
  out[0] = value;
  for (let i = 1; i < n; i += 1) {
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
