import { checkNumber } from '../arguments.ts';
import type { MetricValue } from '../performance/metric.ts';
import { ratioOf, undefinedBecause } from '../performance/metric.ts';

/** A holding and what trades in it. */
export interface LiquidityRow {
  readonly symbol: string;
  /** Value held, dollars; its sign does not matter. */
  readonly value: number;
  /** Mean dollars traded in the symbol per day. */
  readonly dailyVolume: number;
}

/** Days to sell one holding. */
export interface LiquidationTime {
  readonly symbol: string;
  readonly days: MetricValue;
}

/**
 * Days to liquidate each holding at a share of its daily volume, the slowest first.
 *
 * |value| / (participation · daily volume)
 *
 * @param participation fraction of the volume that can be taken; 0.1 by default
 * @throws QuipuError `analysis.invalid_argument`
 */
export function daysToLiquidate(
  rows: readonly LiquidityRow[],
  participation = 0.1,
): readonly LiquidationTime[] {
  checkNumber('participation', participation, { above: 0, most: 1 });
  for (const { symbol, value, dailyVolume } of rows) {
    checkNumber(`value of ${symbol}`, value);
    checkNumber(`daily volume of ${symbol}`, dailyVolume, { least: 0 });
  }
  const timed = rows.map(({ symbol, value, dailyVolume }) => ({
    symbol,
    days: ratioOf(Math.abs(value), participation * dailyVolume, 'nothing trades in it'),
  }));
  const order = (days: MetricValue): number =>
    typeof days === 'number' ? days : Number.POSITIVE_INFINITY;
  return timed.toSorted((a, b) => order(b.days) - order(a.days) || 0);
}

/** One trade's size and the volume it met. */
export interface TradeSize {
  readonly notional: number;
  readonly dailyVolume: number;
}

/**
 * Capital at which 95% of past trades would still stay within a share of daily volume.
 *
 * Trades grow with capital: capital · participation / (95% quantile of notional / volume).
 *
 * @param capital dollars that the trades were made with
 * @returns undefined where there are no trades, they have no size, or too many met no volume
 * @throws QuipuError `analysis.invalid_argument`
 */
export function capacityOf(
  trades: readonly TradeSize[],
  capital: number,
  participation = 0.01,
): MetricValue {
  checkNumber('capital', capital, { above: 0 });
  checkNumber('participation', participation, { above: 0, most: 1 });
  for (const { notional, dailyVolume } of trades) {
    checkNumber('notional of a trade', notional);
    checkNumber('daily volume of a trade', dailyVolume, { least: 0 });
  }
  if (trades.length === 0) return undefinedBecause('there are no trades');
  const shares = Float64Array.from(trades, ({ notional, dailyVolume }) =>
    notional === 0 ? 0 : Math.abs(notional) / dailyVolume,
  ).toSorted();
  const usual = shares[Math.ceil(shares.length * 0.95) - 1]!;
  if (usual === Infinity) return undefinedBecause('more than one trade in 20 met no volume');
  return ratioOf(capital * participation, usual, 'the trades have no size');
}
