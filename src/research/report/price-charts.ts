import type { ChartFill, PriceChart, PriceCharts } from '../../analysis/report/price-chart.ts';
import { type BarColumns, lowerBound, sliceBars } from '../../core/columns.ts';
import { addDays, type IsoDate } from '../../core/time.ts';
import type { BarSeries } from '../../market/bar.ts';
import { newYorkInstant } from '../../market/calendar.ts';
import type { RecordedFill } from '../record/fill-record.ts';

/** Symbols that are drawn: the others are named. */
const SHOWN = 4;
/** From so many sessions on a chart has a point per session, whatever the bars. */
const SESSIONS = 60;
/** Points of a chart of bars within sessions, at most. */
const POINTS = 500;
/** Maximum number of points that have room for open, high and low next to the close. */
const SPANS = 130;
/** What is left of a position when it is closed, by rounding. */
const NOTHING = 1e-6;

/** What charts are made of. */
interface Charted {
  readonly series: readonly BarSeries[];
  readonly fills: Iterable<RecordedFill>;
  /** The sessions of the run. */
  readonly dates: readonly IsoDate[];
  /** First and last instant that the run read. */
  readonly from: number;
  readonly to: number;
}

/** Charts of the symbols with the largest traded value, with every execution of theirs. */
export function priceCharts(charted: Charted): PriceCharts {
  const bySymbol = new Map<string, { fills: RecordedFill[]; value: number }>();
  for (const fill of charted.fills) {
    const known = bySymbol.get(fill.symbol) ?? { fills: [], value: 0 };
    known.fills.push(fill);
    known.value += Math.abs(fill.signed) * fill.price * (fill.multiplier ?? 1);
    bySymbol.set(fill.symbol, known);
  }
  const ranked = [...bySymbol].sort(([a, x], [b, y]) => y.value - x.value || (a < b ? -1 : 1));
  return {
    shown: ranked.slice(0, SHOWN).flatMap(([symbol, { fills }]) => {
      const series = charted.series.find((one) => one.symbol === symbol);
      return series === undefined ? [] : [chartOf(series, fills, charted)];
    }),
    others: ranked.slice(SHOWN).map(([symbol]) => symbol),
  };
}

function chartOf(
  series: BarSeries,
  fills: readonly RecordedFill[],
  { dates, from, to }: Charted,
): PriceChart {
  const { columns, symbol } = series;
  const bars = sliceBars(columns, lowerBound(columns.end, from), lowerBound(columns.end, to + 1));
  const factorAt = splitFactor(series, to);
  const bySession = series.timeframe === '1Day' || dates.length >= SESSIONS;
  const groups = bySession ? sessionGroups(bars, dates) : barGroups(bars);
  const point = (value: (group: Group) => number): readonly (number | null)[] =>
    groups.map((group) => {
      if (group === undefined) return null;
      const adjusted = value(group) / factorAt(bars.end[group.to - 1]!);
      return Number.isFinite(adjusted) ? Number(adjusted.toPrecision(7)) : null;
    });
  const over = ({ from: first, to: end }: Group, column: Float64Array): Float64Array =>
    column.subarray(first, end);
  return {
    symbol,
    ...(bySession ? {} : { ends: groups.map((group) => bars.end[group!.to - 1]!) }),
    close: point((group) => bars.close[group.to - 1]!),
    ...(groups.length > SPANS
      ? {}
      : {
          span: {
            open: point((group) => bars.open[group.from]!),
            high: point((group) => Math.max(...over(group, bars.high))),
            low: point((group) => Math.min(...over(group, bars.low))),
          },
        }),
    fills: chartFills(fills, factorAt),
  };
}

/** Rows of bars that are one point, from the first to before the last. */
interface Group {
  readonly from: number;
  readonly to: number;
}

/** A group for each session; undefined for one without a bar. */
function sessionGroups(
  { end }: BarColumns,
  dates: readonly IsoDate[],
): readonly (Group | undefined)[] {
  return dates.map((date) => {
    const from = lowerBound(end, newYorkInstant(date, 0));
    const to = lowerBound(end, newYorkInstant(addDays(date, 1), 0));
    return to > from ? { from, to } : undefined;
  });
}

function barGroups({ length }: BarColumns): readonly Group[] {
  const each = Math.max(1, Math.ceil(length / POINTS));
  return Array.from({ length: Math.ceil(length / each) }, (_, place) => ({
    from: place * each,
    to: Math.min(length, (place + 1) * each),
  }));
}

/** What a share of an instant has become at the end by splits. */
export function splitFactor({ actions }: BarSeries, to: number): (at: number) => number {
  const splits = actions.flatMap((action) =>
    action.kind === 'split' && action.at <= to
      ? [{ at: action.at, ratio: action.to.toNumber() / action.from.toNumber() }]
      : [],
  );
  if (splits.length === 0) return () => 1;
  return (at) =>
    splits.reduce((factor, split) => (split.at > at ? factor * split.ratio : factor), 1);
}

function chartFills(
  fills: readonly RecordedFill[],
  factorAt: (at: number) => number,
): readonly ChartFill[] {
  let held = 0;
  return fills.map(({ at, signed, price, multiplier = 1, reason }) => {
    const factor = factorAt(at);
    const after = held + signed * factor;
    const left = Math.abs(after) < NOTHING ? 0 : after;
    const opens = Math.abs(left) > Math.abs(held) || (left !== 0 && left * held < 0);
    held = left;
    return {
      at,
      side: signed > 0 ? 'buy' : 'sell',
      quantity: Math.abs(signed),
      price,
      ...(multiplier === 1 ? {} : { multiplier }),
      factor,
      opens,
      reason,
    };
  });
}
