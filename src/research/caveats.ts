import { benchmarkCaveat, caveatsFrom } from '../analysis/report/caveat-list.ts';
import type { Caveat, CaveatFacts } from '../analysis/report/caveat.ts';
import type { ReadSymbol, RunProvenance } from '../analysis/report/provenance.ts';
import { type IsoDate, isoDate } from '../core/time.ts';
import type { BarSeries } from '../market/bar.ts';
import { CALENDAR_YEARS, sessionsBetween } from '../market/calendar.ts';
import type { EndedSymbol } from './ended.ts';
import type { BacktestOptions } from './options.ts';
import type { OrderOutcomes } from './record/order-outcomes.ts';

/** Share of the orders from which it is a caveat that they did not get through. */
const STOPPED_MAX = 0.02;

/** Facts of a finished run that its caveats are made of. */
export interface RunFacts {
  /** First and last session with a bar. */
  readonly from: IsoDate;
  readonly to: IsoDate;
  readonly orders: number;
  readonly fills: number;
  /** What became of the orders that were not executed. */
  readonly outcomes: Pick<OrderOutcomes, 'denials' | 'refusals' | 'expired' | 'offTick'>;
  /** The account's equity and cash at the end of each session. */
  readonly equity: ArrayLike<number>;
  readonly cash: ArrayLike<number>;
  readonly dates: readonly IsoDate[];
  /** The benchmark's return in each session, NaN where it has none. */
  readonly benchmark: Float64Array | undefined;
  /** The day at whose close the benchmark's first return begins. */
  readonly benchmarkFrom: IsoDate | undefined;
  readonly provenance: RunProvenance;
  /** What was read, before it was cut to the run's days. */
  readonly series: readonly BarSeries[];
  /** Symbols that end within the run. */
  readonly ended: readonly EndedSymbol[];
}

/** Returns what to know before reading any figure of a run, the gravest first; most often none. */
export function caveatsOf(options: BacktestOptions, facts: RunFacts): readonly Caveat[] {
  const { provenance, cash, equity, dates } = facts;
  return caveatsFrom([
    ...simulated(options, facts),
    ...idle(facts),
    ...stopped(facts),
    ...belowZero('caveat.negative_equity', equity, dates),
    ...belowZero('caveat.negative_cash', cash, dates),
    ...range(options, facts),
    ...provenance.symbols.flatMap(holes),
    ...ends(facts),
    ...leftOut(facts),
    ...lacking(options, facts),
  ]);
}

function simulated({ simulatedSeed: seed }: BacktestOptions, facts: RunFacts): CaveatFacts[] {
  if (seed === undefined) return [];
  return [{ code: 'caveat.simulated_prices', count: facts.series.length, seed }];
}

/** A run that never traded, and why as far as it is known. */
function idle({ orders, fills, outcomes, provenance }: RunFacts): readonly CaveatFacts[] {
  if (fills > 0) return [];
  if (orders > 0) {
    const count = outcomes.denials.count + outcomes.refusals.count;
    return [{ code: 'caveat.no_fills', count: orders, stopped: count }];
  }
  const { lookback, symbols } = provenance;
  const isCold = symbols.every(({ tradable }) => tradable === null);
  return [{ code: 'caveat.no_orders', count: 0, lookback: isCold ? lookback : 0 }];
}

function stopped({ orders, outcomes }: RunFacts): readonly CaveatFacts[] {
  const { denials, refusals, expired, offTick } = outcomes;
  const repeats = denials.count - denials.distinct + refusals.count - refusals.distinct;
  const of = orders - repeats;
  const both = denials.distinct + refusals.distinct;
  const isMany = both > STOPPED_MAX * of;
  const through = (
    [
      ['caveat.orders_denied', denials.distinct],
      ['caveat.orders_refused', refusals.distinct],
    ] as const
  ).flatMap(([code, count]) => (count > 0 && isMany ? [{ code, count, of, stopped: both }] : []));
  return [
    ...through,
    ...(expired > 0
      ? [{ code: 'caveat.orders_expired' as const, count: expired, of: orders }]
      : []),
    ...(offTick > 0 ? [{ code: 'caveat.order_prices' as const, count: offTick, of: orders }] : []),
  ];
}

function belowZero(
  code: 'caveat.negative_equity' | 'caveat.negative_cash',
  values: ArrayLike<number>,
  dates: readonly IsoDate[],
): readonly CaveatFacts[] {
  const below = dates.flatMap((date, row) => {
    const amount = values[row]!;
    return amount < 0 ? [{ date, amount }] : [];
  });
  const [first] = below;
  if (first === undefined) return [];
  const amount = below.reduce((lowest, one) => Math.min(lowest, one.amount), 0);
  return [{ code, count: below.length, date: first.date, amount }];
}

/** Where the data do not fill the requested span. */
function range({ from, to }: BacktestOptions, facts: RunFacts): readonly CaveatFacts[] {
  const found: CaveatFacts[] = [];
  const code = 'caveat.data_range' as const;
  if (from !== undefined && isLate(from, facts.from)) {
    found.push({ code, count: 1, edge: 'from', date: facts.from, requested: isoDate(from) });
  }
  if (to !== undefined && isLate(facts.to, to)) {
    found.push({ code, count: 1, edge: 'to', date: facts.to, requested: isoDate(to) });
  }
  return found;
}

/** What is missing inside the bars of a symbol, and what its prices do not explain. */
function holes(read: ReadSymbol): readonly CaveatFacts[] {
  const { symbol, missing, longestHole, firstHole, silences, firstSilence } = read;
  const { jumps, firstJump } = read;
  const found: CaveatFacts[] = [];
  if (firstHole !== null) {
    const code = 'caveat.missing_sessions' as const;
    found.push({ code, count: missing, symbol, date: firstHole, longest: longestHole });
  }
  if (firstSilence !== null) {
    found.push({ code: 'caveat.data_gaps', count: silences, symbol, date: firstSilence });
  }
  if (firstJump !== null) {
    found.push({ code: 'caveat.price_jumps', count: jumps, symbol, date: firstJump });
  }
  return found;
}

/** Symbols whose bars end before the run does, and what their shares were worth. */
function ends({ ended }: RunFacts): readonly CaveatFacts[] {
  return ended.map(({ symbol, last, sessions, price, valued }) => ({
    code: 'caveat.symbol_ended',
    count: sessions,
    symbol,
    date: last,
    price,
    valued,
  }));
}

function lacking(
  { benchmark: given }: BacktestOptions,
  { benchmark, benchmarkFrom, dates }: RunFacts,
): readonly CaveatFacts[] {
  if (given === undefined || benchmark === undefined) return [];
  return benchmarkCaveat({ symbol: given.symbol, dates, returns: benchmark, from: benchmarkFrom });
}

/** Bad rows that were left out of the files. */
function leftOut({ series }: RunFacts): readonly CaveatFacts[] {
  return series.flatMap(({ symbol, source }) =>
    source === undefined || source.leftOut === 0
      ? []
      : [
          {
            code: 'caveat.rows_left_out' as const,
            count: source.leftOut,
            of: source.rows,
            symbol,
          },
        ],
  );
}

/** Whether a session lies between the two dates, one of them excluded; any day where unknown. */
function isLate(first: string, second: string): boolean {
  if (first >= second) return false;
  const [start, end] = [isoDate(first), isoDate(second)];
  return !isKnown(start) || !isKnown(end) || sessionsBetween(start, end).length > 1;
}

function isKnown(date: IsoDate): boolean {
  const year = Number(date.slice(0, 4));
  return year >= CALENDAR_YEARS.first && year <= CALENDAR_YEARS.last;
}
