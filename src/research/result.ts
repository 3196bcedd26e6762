import type { Holdings } from '../analysis/performance/holdings.ts';
import type { PerformanceInput, RoundTrip } from '../analysis/performance/input.ts';
import type { MetricId } from '../analysis/performance/catalog.ts';
import type { MetricValue } from '../analysis/performance/metric.ts';
import { summarize } from '../analysis/performance/summarize.ts';
import type { Caveat } from '../analysis/report/caveat.ts';
import type { PriceCharts } from '../analysis/report/price-chart.ts';
import type { RunProvenance } from '../analysis/report/provenance.ts';
import { lowerBound, sliceBars } from '../core/columns.ts';
import { QuipuError } from '../core/errors.ts';
import type { IsoDate } from '../core/time.ts';
import type { Engine } from '../engine/engine.ts';
import type { JournalEntry } from '../ledger/journal.ts';
import { marketValue } from '../market/instrument.ts';
import type { Ticker } from '../market/symbol.ts';
import { sessionReturns } from '../market/total-return.ts';
import { limitsText, type RiskLimits } from '../risk/limits.ts';
import type { Strategy } from '../strategy/define.ts';
import { assumptionsOf } from './assumptions.ts';
import { caveatsOf, type RunFacts } from './caveats.ts';
import type { BacktestOptions } from './options.ts';
import { type Setup, withDividends } from './prepare.ts';
import { excursionsOf } from './record/excursions.ts';
import type { RefusedOrders } from './record/order-outcomes.ts';
import { plainTrips } from './record/round-trips.ts';
import { buyHoldReturn } from './report/buy-hold.ts';
import { priceCharts } from './report/price-charts.ts';
import { runProvenance } from './report/provenance.ts';

/** A holding at the end of a run, valued at its last close. */
export interface OpenPosition {
  readonly symbol: string;
  readonly quantity: string;
  readonly cost: string;
  readonly price: number;
  readonly value: number;
}

/** What came out of a backtest. */
export interface BacktestResult {
  readonly strategy: string;
  readonly params: Readonly<Record<string, unknown>>;
  readonly symbols: readonly string[];
  /** The symbol that it is compared with; null without one. */
  readonly benchmark: string | null;
  /** First and last session with a bar. */
  readonly from: IsoDate;
  readonly to: IsoDate;
  readonly bars: number;
  /** Metric id to value; see the catalog. */
  readonly metrics: Readonly<Record<MetricId, MetricValue>>;
  /** One metric by its id, without computing the others. */
  metric(id: MetricId): MetricValue;
  readonly initialValue: number;
  /** Cash and open positions at the last close. */
  readonly finalValue: number;
  /** Exact cash at the end, decimal text. */
  readonly cash: string;
  readonly fees: string;
  readonly income: string;
  readonly orders: number;
  readonly fills: number;
  /** Denials by the code of the control. */
  readonly denied: Readonly<Record<string, number>>;
  /** Orders that the simulated broker refused, by its code. */
  readonly refused: readonly RefusedOrders[];
  readonly dates: readonly IsoDate[];
  readonly equity: Float64Array;
  readonly roundTrips: readonly RoundTrip[];
  /** Everything that the metrics were computed from, for reports. */
  readonly performance: PerformanceInput;
  /** What each holding was worth at the end of each session. */
  readonly holdings: Holdings;
  /** Prices of the symbols that were traded most, with every execution of theirs. */
  readonly charts: PriceCharts;
  /** Hashes of data and configuration, gaps, and where the indicators were warm. */
  readonly provenance: RunProvenance;
  readonly openPositions: readonly OpenPosition[];
  readonly limits: RiskLimits;
  /** The rates that the metrics are computed with. */
  readonly rates: {
    /** Risk-free rate of a year, a fraction. */
    readonly riskFree: number;
    readonly periodsPerYear: number;
    readonly growthBy: 'calendar' | 'sessions';
  };
  /** What to know before reading any figure, the gravest first; most often none. */
  readonly caveats: readonly Caveat[];
  /** Everything that was assumed, a sentence each. */
  readonly assumptions: readonly string[];
  /** Journal entries, when requested. */
  readonly entries: readonly JournalEntry[];
}

/** The benchmark's return of each session; nothing without a benchmark. */
function comparedWith(
  options: BacktestOptions,
  dates: readonly IsoDate[],
): Pick<PerformanceInput, 'benchmark' | 'benchmarkFrom'> {
  const { benchmark: given } = options;
  if (given === undefined) return {};
  const { returns, from } = sessionReturns(withDividends(given, options), dates);
  if (from !== undefined) return { benchmark: returns, benchmarkFrom: from };
  throw new QuipuError(
    'research.no_benchmark',
    `There is no return of ${given.symbol} in any session from ${dates[0]} to ${dates.at(-1)}.`,
    { next: 'Compare with a symbol whose bars cover the run, or leave the benchmark out.' },
  );
}

function provenanceOf(strategy: Strategy, options: BacktestOptions, setup: Setup): RunProvenance {
  const { engine, series, from, to, limits } = setup;
  const inside = series.map((one) => {
    const { columns, actions } = one;
    const [first, end] = [lowerBound(columns.end, from), lowerBound(columns.end, to + 1)];
    return {
      ...one,
      columns: sliceBars(columns, first, end),
      actions: actions.filter(({ at }) => at >= from && at <= to),
    };
  });
  const { cash, costs, delayBars, shares, dividends, periodsPerYear, growthBy, riskFree } = options;
  const chosen = { cash, costs, delayBars, shares, dividends, periodsPerYear, growthBy, riskFree };
  const [runner] = engine.runners;
  return runProvenance({
    series: inside,
    lookbackOf: (symbol) => runner?.watchers.get(symbol as Ticker)?.lookback ?? 0,
    fill: options.fill ?? 'next_open',
    config: {
      ...chosen,
      from: options.from,
      to: options.to,
      fill: options.fill,
      strategy: strategy.name,
      timeframe: strategy.timeframe,
      symbols: series.map(({ symbol }) => symbol),
      params: runner?.params ?? {},
      limits: limitsText(limits),
      benchmark: options.benchmark?.symbol ?? null,
    },
  });
}

/** What the strategy still holds, at its last prices. */
function openPositionsOf(engine: Engine): readonly OpenPosition[] {
  return [...(engine.runners[0]?.state.positions.values() ?? [])].map(
    ({ symbol, instrument, quantity, cost }) => {
      const { price } = engine.markets.get(symbol);
      const value = marketValue(instrument, price, quantity.toNumber());
      return { symbol, quantity: quantity.toString(), cost: cost.toString(), price, value };
    },
  );
}

/** What the measures of a run are made of. */
function measuredOf(options: BacktestOptions, { engine, record, series }: Setup): PerformanceInput {
  const { halfSpreadBps = 1, slippageBps = 1 } = options.costs ?? {};
  const course = excursionsOf(series, halfSpreadBps + slippageBps);
  const recorded = record.performance(engine, options.riskFree ?? 0, course).input;
  const { periodsPerYear, growthBy } = options;
  return {
    ...recorded,
    holdings: record.holdings(),
    // Looked up in the bars on demand: a search over thousands of runs does not need it.
    get buyHoldReturn() {
      return buyHoldReturn(series, recorded.dates);
    },
    ...comparedWith(options, recorded.dates),
    ...(periodsPerYear === undefined ? {} : { periodsPerYear }),
    ...(growthBy === undefined ? {} : { growthBy }),
  };
}

function runFactsOf(
  { engine: { portfolio }, record, series, ended }: Setup,
  { dates, equity, benchmark, benchmarkFrom }: PerformanceInput,
  provenance: RunProvenance,
): RunFacts {
  return {
    from: dates[0]!,
    to: dates.at(-1)!,
    orders: portfolio.orderCount,
    fills: portfolio.fillCount,
    outcomes: record.outcomes,
    equity,
    cash: record.cash,
    dates,
    benchmark,
    benchmarkFrom,
    provenance,
    series,
    ended,
  };
}

/** Computes the result of a finished run; what only a report needs is computed when read. */
export function resultOf(
  strategy: Strategy,
  options: BacktestOptions,
  setup: Setup,
): BacktestResult {
  const { engine, record, limits, series } = setup;
  const { portfolio } = engine;
  const input = measuredOf(options, setup);
  let metrics: BacktestResult['metrics'] | undefined;
  return {
    strategy: strategy.name,
    params: engine.runners[0]?.params ?? {},
    symbols: series.map(({ symbol }) => symbol),
    benchmark: options.benchmark?.symbol ?? null,
    from: input.dates[0]!,
    to: input.dates.at(-1)!,
    bars: setup.bars,
    // Computed on demand: a search over thousands of runs needs only one of them.
    get metrics() {
      metrics ??= summarize(input);
      return metrics;
    },
    metric: (id) => (metrics ?? summarize(input, 'quipu', [id]))[id],
    initialValue: input.initialEquity,
    finalValue: engine.equity,
    cash: portfolio.cash.toString(),
    fees: portfolio.fees.toString(),
    income: portfolio.income.toString(),
    orders: portfolio.orderCount,
    fills: portfolio.fillCount,
    denied: Object.fromEntries(record.outcomes.denied),
    refused: record.outcomes.refused,
    dates: input.dates,
    equity: input.equity,
    // Copied on demand: a search over thousands of runs does not need them.
    get roundTrips() {
      return plainTrips(input.roundTrips ?? []);
    },
    performance: input,
    holdings: input.holdings ?? record.holdings(),
    // Made on demand, as only a report needs it.
    get charts() {
      const { from, to } = setup;
      return priceCharts({ series, fills: record.fills.fills(), dates: input.dates, from, to });
    },
    // A pass over all bars, made on demand, as only a report needs it.
    get provenance() {
      return provenanceOf(strategy, options, setup);
    },
    // With the gaps of all bars, made on demand, as a search does not need it.
    get caveats() {
      return caveatsOf(options, runFactsOf(setup, input, this.provenance));
    },
    openPositions: openPositionsOf(engine),
    limits,
    rates: {
      riskFree: options.riskFree ?? 0,
      periodsPerYear: options.periodsPerYear ?? 252,
      growthBy: options.growthBy ?? 'calendar',
    },
    assumptions: assumptionsOf(options, {
      limits,
      fractional: engine.runners[0]?.strategy.fractional ?? strategy.fractional,
    }),
    entries: record.entries,
  };
}
