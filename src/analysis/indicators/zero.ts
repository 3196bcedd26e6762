/** Whether a divisor counts as zero: within 1e-14 of it, TA-Lib's bound. */
export function isZero(value: number): boolean {
  return value < 1e-14 && value > -1e-14;
}
