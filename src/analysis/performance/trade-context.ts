import { formatInstant } from '../../core/time.ts';
import type { PerformanceContext } from './context.ts';
import type { RoundTrip } from './input.ts';
import type { Metric, MetricStep, MetricValue } from './metric.ts';
import { finite, undefinedBecause } from './metric.ts';
import { meanSteps, step, type Steps } from './steps.ts';

/** The trade's profit as a fraction of what was put in: pnl / (entry price · quantity). */
export function tradeReturn({ pnl, entryPrice, quantity, multiplier = 1 }: RoundTrip): number {
  return pnl / (entryPrice * quantity * multiplier);
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

/** How many closed round trips there are, and what a measure is made of where there are some. */
export function tradeSteps(
  use: (trades: readonly RoundTrip[], context: PerformanceContext) => readonly MetricStep[],
): Steps {
  return (context) => {
    const counted = withTrades(context, (trades) => trades.length);
    const trades = context.input.roundTrips ?? [];
    return [step('closed trades', counted), ...(trades.length === 0 ? [] : use(trades, context))];
  };
}

/** A measure of the closed trades: undefined without them. */
export function onTrades<const Id extends string>(
  metric: Omit<Metric<Id>, 'compute' | 'group' | 'steps'>,
  use: (trades: readonly RoundTrip[], context: PerformanceContext) => MetricValue,
  steps: (trades: readonly RoundTrip[], context: PerformanceContext) => readonly MetricStep[],
): Metric<Id> {
  const compute = (context: PerformanceContext): MetricValue =>
    withTrades(context, (trades) => use(trades, context));
  return { ...metric, group: 'trades', compute, steps: tradeSteps(steps) };
}

/** Which trade it is of which a value is the greatest, the first of several. */
export function greatestSteps(
  trades: readonly RoundTrip[],
  value: (trade: RoundTrip) => number,
): readonly MetricStep[] {
  const greatest = greatestBy(trades, value);
  const trade = trades.find((one) => value(one) === greatest);
  return trade === undefined ? [] : [step('the trade', tradeName(trade))];
}

function tradeName({ symbol, side, openedAt, closedAt }: RoundTrip): string {
  const [from, to] = [openedAt, closedAt].map((at) => formatInstant(at).slice(0, 10));
  return `${symbol} ${side}, ${from} to ${to}`;
}

/** The two values in the middle, or the one. */
export function medianSteps(
  trades: readonly RoundTrip[],
  value: (trade: RoundTrip) => number,
): readonly MetricStep[] {
  const sorted = Float64Array.from(trades, value).toSorted();
  const [low, high] = [Math.ceil(sorted.length / 2) - 1, Math.floor(sorted.length / 2)];
  const named = (rank: number): MetricStep => step(`number ${rank + 1} from below`, sorted[rank]!);
  return low === high ? [named(low)] : [named(low), named(high)];
}

/** Winners with their sum, losers with theirs. */
export function wonAndLost(trades: readonly RoundTrip[]): readonly MetricStep[] {
  const pnl = (some: readonly RoundTrip[]): readonly number[] => some.map((trade) => trade.pnl);
  return [
    ...meanSteps('wins', pnl(winners(trades)), 'winning trades'),
    ...meanSteps('losses', pnl(losers(trades)), 'losing trades'),
  ];
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

/** The greatest value over the trades; -∞ where there are none. */
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
