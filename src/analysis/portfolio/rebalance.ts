import { percentText } from '../../core/number-text.ts';
import { checkNumber, invalidArgument } from '../arguments.ts';
import type { MetricValue } from '../performance/metric.ts';
import { ratioOf } from '../performance/metric.ts';

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
  /** Half spread, slippage and fees, a fraction of notional, below 1; 0 by default. */
  readonly cost?: number;
  /** Fractions of a share are traded; whole shares by default. */
  readonly fractional?: boolean;
  /** Trades below so many dollars are not worth making; 0 by default. */
  readonly leastNotional?: number;
  /** Greatest Σ |target|: 1 by default, more for an account that borrows or sells short. */
  readonly greatestGross?: number;
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
  /** Sells first, so that they can pay for the buys. */
  readonly trades: readonly PlannedTrade[];
  readonly cost: number;
  /** Equity, and cash as what positions leave of it, dollars; after the trades and their cost. */
  readonly equityBefore: number;
  readonly equityAfter: number;
  readonly cashBefore: number;
  readonly cashAfter: number;
  /** Fraction of the wanted buys that cash pays for, costs included; at most 1. */
  readonly funded: number;
  /** ½ Σ |notional| / equity. */
  readonly turnover: MetricValue;
  /** Σ |weight - target| before and after. */
  readonly driftBefore: number;
  readonly driftAfter: number;
}

function wantedWeight(weight: number, target: number, policy: RebalancePolicy): number {
  const { band = 0, to = 'target' } = policy;
  if (Math.abs(weight - target) <= band) return weight;
  return to === 'target' ? target : target + Math.sign(weight - target) * band;
}

/** Amount to buy (above zero) or sell (below zero) that a position's weight requires. */
interface OrderInput {
  readonly row: RebalanceRow;
  readonly weight: number;
  readonly shares: number;
}

function inputOf(row: RebalanceRow, equity: number, policy: RebalancePolicy): OrderInput {
  const weight = (row.shares * row.price) / equity;
  const wanted = wantedWeight(weight, row.target, policy);
  return { row, weight, shares: whole(((wanted - weight) * equity) / row.price, policy) };
}

/** Shares that can be traded, toward zero. */
function whole(exact: number, { fractional = false }: RebalancePolicy): number {
  const step = fractional ? 1e-9 : 1;
  return Math.trunc(exact / step + Math.sign(exact) * 1e-9) * step;
}

function checkRows(rows: readonly RebalanceRow[], equity: number, policy: RebalancePolicy): void {
  const { band = 0, to = 'target', cost = 0, leastNotional = 0, greatestGross = 1 } = policy;
  checkNumber('equity', equity, { above: 0 });
  checkNumber('band', band, { least: 0 });
  checkNumber('cost', cost, { least: 0, below: 1 });
  checkNumber('least notional', leastNotional, { least: 0 });
  checkNumber('greatest gross', greatestGross, { above: 0 });
  if (!['target', 'edge'].includes(to)) {
    throw invalidArgument("'target' or 'edge' as to", `'${to}'`, 'Choose one of the two.');
  }
  let gross = 0;
  const seen = new Set<string>();
  for (const { symbol, shares, price, target } of rows) {
    checkNumber(`shares of ${symbol}`, shares);
    checkNumber(`price of ${symbol}`, price, { above: 0 });
    checkNumber(`target of ${symbol}`, target);
    if (seen.has(symbol)) throw invalidArgument('each symbol once', `${symbol} twice`, 'Add them.');
    seen.add(symbol);
    gross += Math.abs(target);
  }
  if (gross > greatestGross + 1e-9) {
    throw invalidArgument(
      `targets whose sizes add to ${greatestGross} at most`,
      `${gross}`,
      'Scale the targets, or give greatestGross for an account that borrows or sells short.',
    );
  }
}

/** Fraction of the buys that keeps cash, after all costs, at what the targets leave of it. */
function fundedPart(
  wishes: readonly OrderInput[],
  { cash, floor, cost }: { readonly cash: number; readonly floor: number; readonly cost: number },
): number {
  let bought = 0;
  let sold = 0;
  for (const { row, shares } of wishes) {
    if (shares > 0) bought += shares * row.price;
    else sold -= shares * row.price;
  }
  const available = cash - floor + sold * (1 - cost);
  const needed = bought * (1 + cost);
  return needed <= available ? 1 : Math.max(0, available / needed);
}

/**
 * The trades that bring positions back to their targets, with their cost and what they leave.
 *
 * Costs are paid out of equity: where cash and sells do not pay for the buys and their costs,
 * all buys are reduced by the same fraction, so that cash never falls below zero, or below
 * what targets above 1 borrow. Weights after the trades are fractions of the equity after costs.
 * Estimates for a person or a sizing rule to look at; orders are made of exact quantities.
 *
 * @param equity dollars that the weights are fractions of, above zero; what positions leave of it
 * is cash
 * @throws QuipuError `analysis.invalid_argument` for an invalid number or one out of range, a
 * symbol that comes twice, and targets beyond the greatest gross
 */
export function rebalancePlan(
  rows: readonly RebalanceRow[],
  equity: number,
  policy: RebalancePolicy = {},
): RebalancePlan {
  checkRows(rows, equity, policy);
  const { cost: rate = 0, leastNotional = 0, band = 0 } = policy;
  const wishes = rows
    .map((row) => inputOf(row, equity, policy))
    .filter(({ row, shares }) => Math.abs(shares) * row.price >= leastNotional);
  const cash = rows.reduce((rest, { shares, price }) => rest - shares * price, equity);
  const net = rows.reduce((total, { target }) => total + target, 0);
  const floor = equity * Math.min(0, 1 - net);
  const funded = fundedPart(wishes, { cash, floor, cost: rate });
  const made = new Map<string, number>();
  for (const { row, shares } of wishes) {
    const traded = shares > 0 && funded < 1 ? whole(shares * funded * (1 - 1e-9), policy) : shares;
    if (traded !== 0) made.set(row.symbol, traded);
  }
  const sizes = rows.map(({ symbol, price }) => (made.get(symbol) ?? 0) * price);
  const traded = sizes.reduce((total, size) => total + Math.abs(size), 0);
  const cost = traded * rate;
  const equityAfter = equity - cost;
  const weightAfter = ({ symbol, shares, price }: RebalanceRow): number =>
    ((shares + (made.get(symbol) ?? 0)) * price) / equityAfter;
  const trades = wishes.flatMap(({ row, weight }): readonly PlannedTrade[] => {
    const shares = made.get(row.symbol);
    if (shares === undefined) return [];
    const notional = Math.abs(shares) * row.price;
    const short =
      shares > 0 && funded < 1 ? `, ${percentText(funded)} of it is paid for by cash` : '';
    return [
      {
        symbol: row.symbol,
        side: shares > 0 ? 'buy' : 'sell',
        shares: Math.abs(shares),
        notional,
        cost: notional * rate,
        weightBefore: weight,
        weightAfter: weightAfter(row),
        reason:
          `weight ${percentText(weight)}, target ${percentText(row.target)}, ` +
          `band ${percentText(band)}${short}`,
      },
    ];
  });
  return {
    trades: trades.toSorted((a, b) => Number(a.side === 'buy') - Number(b.side === 'buy')),
    cost,
    equityBefore: equity,
    equityAfter,
    cashBefore: cash,
    cashAfter: sizes.reduce((rest, size) => rest - size, cash - cost),
    funded,
    turnover: ratioOf(traded / 2, equity, 'there is no equity'),
    driftBefore: drift(rows, ({ shares, price }) => (shares * price) / equity),
    driftAfter: drift(rows, weightAfter),
  };
}

function drift(rows: readonly RebalanceRow[], weightOf: (row: RebalanceRow) => number): number {
  return rows.reduce((total, row) => total + Math.abs(weightOf(row) - row.target), 0);
}
