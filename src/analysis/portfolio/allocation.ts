import { checkNumber } from '../arguments.ts';
import type { MetricValue } from '../performance/metric.ts';
import { ratioOf } from '../performance/metric.ts';

/** One holding as an estimate: its value in dollars, negative when short, and its groups. */
export interface Holding {
  readonly symbol: string;
  readonly value: number;
  readonly sector?: string;
  readonly assetClass?: string;
  /** The strategy whose book holds it. */
  readonly strategy?: string;
}

/** What holdings can be grouped by. */
export type AllocationKey = 'symbol' | 'sector' | 'assetClass' | 'strategy';

/** A group's value and its share of equity. */
export interface AllocationSlice {
  /** The group; `unclassified` for holdings that name none. */
  readonly group: string;
  readonly value: number;
  /** Value over equity, a fraction; undefined without equity. */
  readonly weight: MetricValue;
}

/**
 * Holdings summed by symbol, sector, class or strategy, greatest absolute value first.
 *
 * @throws QuipuError `analysis.invalid_argument` for a value that is no number
 */
export function allocationBy(
  holdings: readonly Holding[],
  key: AllocationKey,
  equity: number,
): readonly AllocationSlice[] {
  checkNumber('equity', equity);
  const values = new Map<string, number>();
  for (const holding of holdings) {
    checkNumber(`value of ${holding.symbol}`, holding.value);
    const group = holding[key] ?? 'unclassified';
    values.set(group, (values.get(group) ?? 0) + holding.value);
  }
  return Array.from(values, ([group, value]) => ({
    group,
    value,
    weight: ratioOf(value, Math.max(0, equity), 'there is no equity'),
  })).toSorted((a, b) => Math.abs(b.value) - Math.abs(a.value) || (a.group < b.group ? -1 : 1));
}

/** How much of the market a portfolio stands in, in dollars and as fractions of equity. */
export interface Exposure {
  readonly long: number;
  /** Non-negative. */
  readonly short: number;
  readonly gross: number;
  readonly net: number;
  readonly cash: number;
  readonly grossWeight: MetricValue;
  readonly netWeight: MetricValue;
}

/**
 * Exposure of holdings behind `equity` dollars; cash is what the holdings leave of it.
 *
 * Weights are undefined without equity above zero.
 *
 * @throws QuipuError `analysis.invalid_argument` for a value that is no number
 */
export function exposureOf(holdings: readonly Holding[], equity: number): Exposure {
  let long = 0;
  let short = 0;
  checkNumber('equity', equity);
  for (const { symbol, value } of holdings) {
    checkNumber(`value of ${symbol}`, value);
    if (value > 0) long += value;
    else short -= value;
  }
  const gross = long + short;
  const net = long - short;
  return {
    long,
    short,
    gross,
    net,
    cash: equity - net,
    grossWeight: ratioOf(gross, Math.max(0, equity), 'there is no equity'),
    netWeight: ratioOf(net, Math.max(0, equity), 'there is no equity'),
  };
}
