import type { MetricValue } from '../performance/metric.ts';
import { ratio } from '../performance/metric.ts';

/** A position and where it should be. */
export interface RebalanceRow {
  readonly symbol: string;
  /** Shares held, negative when short. */
  readonly shares: number;
  /** Dollars a share. */
  readonly price: number;
  /** Wanted share of equity, a fraction. */
  readonly target: number;
}

/** When a position is traded and what trading it costs. */
export interface RebalancePolicy {
  /** Distance from target that is left alone, a fraction of equity; 0 by default. */
  readonly band?: number;
  /** Where a position outside its band is brought to: its target, or the edge of the band. */
  readonly to?: 'target' | 'edge';
  /** Half spread, slippage and fees, a fraction of notional; 0 by default. */
  readonly cost?: number;
  /** Fractions of a share are traded; whole shares by default. */
  readonly fractional?: boolean;
  /** Trades below so many dollars are not worth making; 0 by default. */
  readonly leastNotional?: number;
}

/** One order of a plan, as an estimate. */
export interface PlannedTrade {
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  /** Above zero. */
  readonly shares: number;
  readonly notional: number;
  readonly cost: number;
  readonly weightBefore: number;
  readonly weightAfter: number;
  readonly reason: string;
}

/** What a rebalancing would do, before anything is sent. */
export interface RebalancePlan {
  /** Sales first, so that they can pay for the purchases. */
  readonly trades: readonly PlannedTrade[];
  readonly cost: number;
  /** ½ Σ |notional| / equity. */
  readonly turnover: MetricValue;
  /** Σ |weight − target| before and after. */
  readonly driftBefore: number;
  readonly driftAfter: number;
}

function wantedWeight(weight: number, target: number, policy: RebalancePolicy): number {
  const { band = 0, to = 'target' } = policy;
  if (Math.abs(weight - target) <= band) return weight;
  return to === 'target' ? target : target + Math.sign(weight - target) * band;
}

function tradeOf(
  row: RebalanceRow,
  equity: number,
  policy: RebalancePolicy,
): PlannedTrade | undefined {
  const { symbol, shares, price, target } = row;
  const weight = (shares * price) / equity;
  const exact = ((wantedWeight(weight, target, policy) - weight) * equity) / price;
  const step = policy.fractional === true ? 1e-9 : 1;
  const wished = Math.trunc(exact / step + Math.sign(exact) * 1e-9) * step;
  const notional = Math.abs(wished) * price;
  if (wished === 0 || notional < (policy.leastNotional ?? 0)) return undefined;
  const percent = (value: number): string => `${(100 * value).toFixed(2)} %`;
  const band = percent(policy.band ?? 0);
  return {
    symbol,
    side: wished > 0 ? 'buy' : 'sell',
    shares: Math.abs(wished),
    notional,
    cost: notional * (policy.cost ?? 0),
    weightBefore: weight,
    weightAfter: ((shares + wished) * price) / equity,
    reason: `weight ${percent(weight)}, target ${percent(target)}, band ${band}`,
  };
}

/**
 * The trades that bring positions back to their targets, with their cost and what they leave.
 *
 * Estimates for a person or a sizing rule to look at; orders are made of exact quantities.
 *
 * @param equity dollars that the weights are fractions of, above zero
 */
export function rebalancePlan(
  rows: readonly RebalanceRow[],
  equity: number,
  policy: RebalancePolicy = {},
): RebalancePlan {
  const trades = rows.flatMap((row) => tradeOf(row, equity, policy) ?? []);
  const after = new Map(trades.map((trade) => [trade.symbol, trade.weightAfter]));
  let driftBefore = 0;
  let driftAfter = 0;
  for (const { symbol, shares, price, target } of rows) {
    const weight = (shares * price) / equity;
    driftBefore += Math.abs(weight - target);
    driftAfter += Math.abs((after.get(symbol) ?? weight) - target);
  }
  const traded = trades.reduce((total, { notional }) => total + notional, 0);
  return {
    trades: trades.toSorted((a, b) => Number(a.side === 'buy') - Number(b.side === 'buy')),
    cost: trades.reduce((total, { cost }) => total + cost, 0),
    turnover: ratio(traded / 2, equity, 'there is no equity'),
    driftBefore,
    driftAfter,
  };
}
