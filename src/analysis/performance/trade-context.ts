import type { PerformanceContext } from './context.ts';
import type { RoundTrip } from './input.ts';
import type { MetricValue } from './metric.ts';
import { finite, undefinedBecause } from './metric.ts';

/** The trade's profit as a fraction of what was put in: pnl / (entry price · quantity). */
export function tradeReturn({ pnl, entryPrice, quantity }: RoundTrip): number {
  return pnl / (entryPrice * quantity);
}

/** Calendar days between opening and closing, with their fraction. */
export function heldDays({ openedAt, closedAt }: RoundTrip): number {
  return (closedAt - openedAt) / 86_400_000;
}

/** Uses the closed round trips; undefined where they are not known or there are none. */
export function withTrades(
  { input }: PerformanceContext,
  use: (trades: readonly RoundTrip[]) => MetricValue,
): MetricValue {
  const trades = input.roundTrips;
  if (trades === undefined) return undefinedBecause('round trips were not recorded');
  return trades.length === 0 ? undefinedBecause('no trade was closed') : use(trades);
}

/** The mean of a value over the trades; undefined for `reason` where there are none. */
export function meanBy(
  trades: readonly RoundTrip[],
  value: (trade: RoundTrip) => number,
  reason: string,
): MetricValue {
  const total = trades.reduce((sum, trade) => sum + value(trade), 0);
  return finite(total / trades.length, reason);
}

/** The middle value over the trades; undefined where there are none. */
export function medianBy(
  trades: readonly RoundTrip[],
  value: (trade: RoundTrip) => number,
): MetricValue {
  const sorted = Float64Array.from(trades, value).toSorted();
  const middle = sorted.length / 2;
  const high = sorted[Math.floor(middle)] ?? Number.NaN;
  const low = sorted[Math.ceil(middle) - 1] ?? Number.NaN;
  return finite((low + high) / 2, 'no trade was closed');
}

/** The greatest value over the trades; −∞ where there are none. */
export function greatestBy(
  trades: readonly RoundTrip[],
  value: (trade: RoundTrip) => number,
): number {
  return trades.reduce((greatest, trade) => Math.max(greatest, value(trade)), -Infinity);
}

type Sifted = { readonly won: readonly RoundTrip[]; readonly lost: readonly RoundTrip[] };

/** A list is sifted once, however many measures ask for its winners. */
const SIFTED = new WeakMap<readonly RoundTrip[], Sifted>();

function sift(trades: readonly RoundTrip[]): Sifted {
  let sifted = SIFTED.get(trades);
  if (sifted === undefined) {
    sifted = {
      won: trades.filter(({ pnl }) => pnl > 0),
      lost: trades.filter(({ pnl }) => pnl < 0),
    };
    SIFTED.set(trades, sifted);
  }
  return sifted;
}

/** The trades that made money. */
export function winners(trades: readonly RoundTrip[]): readonly RoundTrip[] {
  return sift(trades).won;
}

/** The trades that lost money. */
export function losers(trades: readonly RoundTrip[]): readonly RoundTrip[] {
  return sift(trades).lost;
}
