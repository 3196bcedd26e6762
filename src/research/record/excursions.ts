import type { RoundTrip } from '../../analysis/performance/input.ts';
import { lowerBound } from '../../core/columns.ts';
import type { BarSeries } from '../../market/bar.ts';
import { splitFactor } from '../report/price-charts.ts';

/** How far a trade went against and for us while it was open, dollars, non-negative. */
export interface Excursion {
  readonly adverse: number;
  readonly favorable: number;
}

/** Bars whose extremes are looked up together, for trades over many bars. */
const BLOCK = 64;

/** Prices of one symbol in shares of the end of its series, and the extremes of each block. */
interface Course {
  readonly series: BarSeries;
  readonly factorAt: (at: number) => number;
  readonly open: Float64Array;
  readonly close: Float64Array;
  readonly high: Float64Array;
  readonly low: Float64Array;
  readonly highs: Float64Array;
  readonly lows: Float64Array;
}

/** The least and greatest price so far. */
interface Range {
  low: number;
  high: number;
}

/**
 * The excursions of the trips of a run, from the bars that it was made over.
 *
 * Only prices that were surely seen while the trip was open count: every whole bar between entry
 * and exit, and the exit price. The bar of the entry counts whole where that was at its open, give
 * or take what a market order costs; else with its close alone, as its high and low may have come
 * before. The bar of the exit counts with the exit price alone. In the shares of the exit; without
 * fees and dividends.
 *
 * @param costs half the spread and the slippage of a market order together, basis points
 */
export function excursionsOf(
  series: readonly BarSeries[],
  costs: number,
): (trip: RoundTrip) => Excursion | undefined {
  const courses = new Map<string, Course>();
  const known = new WeakMap<RoundTrip, Excursion>();
  return (trip) => {
    const before = known.get(trip);
    if (before !== undefined) return before;
    let course = courses.get(trip.symbol);
    if (course === undefined) {
      const found = series.find(({ symbol }) => symbol === trip.symbol);
      if (found === undefined) return undefined;
      course = courseOf(found);
      courses.set(trip.symbol, course);
    }
    const excursion = excursionOf(trip, course, costs / 10_000);
    known.set(trip, excursion);
    return excursion;
  };
}

function excursionOf(trip: RoundTrip, course: Course, costs: number): Excursion {
  const { start, end } = course.series.columns;
  const { openedAt, closedAt, entryPrice, exitPrice, side } = trip;
  const quantity = trip.quantity * (trip.multiplier ?? 1);
  // A share at the exit is so many at the end of the series.
  const factor = course.factorAt(closedAt);
  const entry = entryPrice / factor;
  const exit = exitPrice / factor;
  const range = { low: Math.min(entry, exit), high: Math.max(entry, exit) };
  let from = lowerBound(end, openedAt + 1);
  const to = lowerBound(end, closedAt + 1);
  if (from < to && start[from]! <= openedAt && !isAtOpen(entry, course.open[from]!, costs)) {
    widen(range, course.close[from]!, course.close[from]!);
    from += 1;
  }
  widenBy(range, course, { from, to });
  const up = Math.max(0, range.high - entry) * factor * quantity;
  const down = Math.max(0, entry - range.low) * factor * quantity;
  return side === 'long' ? { adverse: down, favorable: up } : { adverse: up, favorable: down };
}

/** Whether a price is a bar's open, give or take costs and what division loses. */
function isAtOpen(price: number, open: number, costs: number): boolean {
  return Math.abs(price / open - 1) <= costs + 1e-9;
}

function widen(range: Range, low: number, high: number): void {
  // A missing price, NaN, is neither.
  if (low < range.low) range.low = low;
  if (high > range.high) range.high = high;
}

/** Adds the bars from one row up to another (excluded), whole blocks together. */
function widenBy(range: Range, course: Course, rows: { from: number; to: number }): void {
  let row = rows.from;
  while (row < rows.to) {
    if (row % BLOCK === 0 && row + BLOCK <= rows.to) {
      widen(range, course.lows[row / BLOCK]!, course.highs[row / BLOCK]!);
      row += BLOCK;
    } else {
      widen(range, course.low[row]!, course.high[row]!);
      row += 1;
    }
  }
}

function courseOf(series: BarSeries): Course {
  const { columns } = series;
  const factorAt = splitFactor(series, Number.POSITIVE_INFINITY);
  const factors = Float64Array.from(columns.end, factorAt);
  const adjusted = (column: Float64Array): Float64Array =>
    column.map((value, row) => value / factors[row]!);
  const [high, low] = [adjusted(columns.high), adjusted(columns.low)];
  const blocks = Math.ceil(columns.length / BLOCK);
  const highs = new Float64Array(blocks);
  const lows = new Float64Array(blocks);
  for (let block = 0; block < blocks; block += 1) {
    const range = { low: Infinity, high: -Infinity };
    const end = Math.min(columns.length, (block + 1) * BLOCK);
    for (let row = block * BLOCK; row < end; row += 1) widen(range, low[row]!, high[row]!);
    highs[block] = range.high;
    lows[block] = range.low;
  }
  const [open, close] = [adjusted(columns.open), adjusted(columns.close)];
  return { series, factorAt, open, close, high, low, highs, lows };
}
