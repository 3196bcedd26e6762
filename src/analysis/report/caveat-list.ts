import type { IsoDate } from '../../core/time.ts';
import { caveatText } from './caveat-text.ts';
import { type Caveat, CAVEAT_CODES, type CaveatFacts } from './caveat.ts';

/** The most consecutive sessions that may be missing in a result to rely on. */
const HOLE_MAX = 5;
/** The part of the orders or rows from which a result says nothing. */
const HALF = 0.5;

/** Completes the facts of caveats with severity and text, and sorts them by code. */
export function caveatsFrom(facts: readonly CaveatFacts[]): readonly Caveat[] {
  const caveats = facts.map((one) => ({
    ...one,
    severity: isSerious(one) ? ('serious' as const) : ('warning' as const),
    text: caveatText(one),
  }));
  const rank = ({ code, severity }: Caveat): number =>
    CAVEAT_CODES.indexOf(code) + (severity === 'serious' ? 0 : CAVEAT_CODES.length);
  return caveats.sort((a, b) => rank(a) - rank(b));
}

/** Returns the caveat of a benchmark that has no price in some of the sessions; none otherwise. */
export function benchmarkCaveat(compared: {
  readonly symbol: string;
  readonly dates: readonly IsoDate[];
  /** Of each session, NaN where there is none. */
  readonly returns: Float64Array;
  /** The day at whose close the first return begins. */
  readonly from: IsoDate | undefined;
}): readonly CaveatFacts[] {
  const { symbol, dates, returns, from } = compared;
  // The first close has a price and no return.
  const lacks = (value: number, row: number): boolean => Number.isNaN(value) && dates[row] !== from;
  const count = returns.filter(lacks).length;
  if (count === 0) return [];
  return [{ code: 'caveat.benchmark_sessions', count, of: dates.length, symbol }];
}

function isSerious(facts: CaveatFacts): boolean {
  switch (facts.code) {
    case 'caveat.negative_equity':
      return true;
    case 'caveat.orders_denied':
    case 'caveat.orders_refused':
      return facts.stopped > HALF * facts.of;
    case 'caveat.rows_left_out':
      return facts.count > HALF * facts.of;
    case 'caveat.missing_sessions':
      return facts.longest > HOLE_MAX;
    default:
      return false;
  }
}
