/**
 * A number to three decimals, a half to the even digit, as LEAN rounds some of its statistics.
 *
 * @see QuantConnect LEAN, Common/Statistics/PortfolioStatistics.cs; .NET Math.Round of a decimal
 */
export function toThreeDecimals(value: number): number {
  const scaled = value * 1000;
  const below = Math.floor(scaled);
  const rest = scaled - below;
  // Products of decimals miss the half by their last bits.
  const isHalf = Math.abs(rest - 0.5) < 1e-9;
  const whole = isHalf ? below + (below % 2 === 0 ? 0 : 1) : Math.round(scaled);
  return whole === 0 ? 0 : whole / 1000;
}
