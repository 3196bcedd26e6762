import type { Holdings } from '../analysis/performance/holdings.ts';
import type { PerformanceInput, RoundTrip } from '../analysis/performance/input.ts';
import type { PriceCharts } from '../analysis/report/price-chart.ts';
import type { RunProvenance } from '../analysis/report/provenance.ts';
import type { MetricValue } from '../analysis/performance/metric.ts';
import { summarize } from '../analysis/performance/summarize.ts';
import { lowerBound, sliceBars } from '../core/columns.ts';
import { type Money, money } from '../core/decimal.ts';
import { QuipuError } from '../core/errors.ts';
import { DAY, type EpochMs, epochMs, type IsoDate, isoDate } from '../core/time.ts';
import type { JournalEntry } from '../ledger/journal.ts';
import type { BarSeries } from '../market/bar.ts';
import { newYorkDate, newYorkInstant, sessionOn } from '../market/calendar.ts';
import { createSeriesCursor } from '../market/feed-order.ts';
import type { Ticker } from '../market/symbol.ts';
import { sessionReturns } from '../market/total-return.ts';
import type { BookId, ClientOrderId } from '../orders/request.ts';
import {
  changeLimits,
  limitsText,
  RESEARCH_LIMITS,
  type RiskLimits,
  type RiskLimitsChange,
} from '../risk/limits.ts';
import { createExchange } from '../simulator/create-exchange.ts';
import type { FeeOptions, FillTime } from '../simulator/options.ts';
import type { Strategy } from '../strategy/define.ts';
import { adjustedHistory } from './adjusted-history.ts';
import { assumptionsOf } from './backtest-assumptions.ts';
import { buyHoldReturn } from './buy-hold.ts';
import { createEngine, type Engine } from './engine.ts';
import { excursionsOf } from './excursions.ts';
import { priceCharts } from './price-charts.ts';
import { runProvenance } from './run-provenance.ts';
import { RunRecord } from './run-record.ts';
import { runSimulated } from './run-simulated.ts';
import { plainTrips } from './trades.ts';
import { SimulatedBroker } from './simulated-broker.ts';

/** What a fill costs in a backtest. */
export interface BacktestCosts {
  /** Half the spread that a market order pays, in basis points. Default 1: half of 2 bp. */
  readonly halfSpreadBps?: number;
  /** Slippage of a market order, in basis points. Default 1. */
  readonly slippageBps?: number;
  /** Default `us_equities`: no commission, the regulators' fees of the day on sales. */
  readonly fees?: FeeOptions;
  /** Commission in basis points of the value of every fill, both sides. Default 0. */
  readonly commissionBps?: number;
  /** Commission in dollars for every share of every fill. Default 0. */
  readonly commissionPerShare?: number;
}

/** What a backtest runs over and under which assumptions; all but the bars have defaults. */
export interface BacktestOptions {
  /** Raw bars with their corporate actions, one series or several of the strategy's timeframe. */
  readonly bars: BarSeries | readonly BarSeries[];
  /** First day, included, `YYYY-MM-DD` in New York; nothing before it is read. Default: all. */
  readonly from?: string;
  /** Last day, included. Default: all. */
  readonly to?: string;
  /** Dollars at the start. Default 100,000. */
  readonly cash?: number | string;
  readonly costs?: BacktestCosts;
  /**
   * When a market order decided at a close fills. Default `next_open`; `close` is that same close,
   * for comparison with tools that assume it.
   */
  readonly fill?: FillTime;
  /** Bars of its symbol that every order waits before it leaves, 0 or 1. Default 0. */
  readonly delayBars?: 0 | 1;
  /** How targets are sized; the strategy's own choice unless said. */
  readonly shares?: 'whole' | 'fractional';
  /** Default `cash`, on the ex-day; `ignore` leaves them out of the run altogether. */
  readonly dividends?: 'cash' | 'ignore';
  /** Sessions a year for all that is annualized by sessions. Default 252. */
  readonly periodsPerYear?: number;
  /** Whether annual growth counts years by calendar days or by sessions. Default `calendar`. */
  readonly growthBy?: 'calendar' | 'sessions';
  /** Changes of the limits of {@link RESEARCH_LIMITS}. */
  readonly limits?: RiskLimitsChange;
  /** The strategy's parameters; its own defaults where absent. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** Annual risk-free rate as a fraction. Default 0. */
  readonly riskFree?: number;
  /** What the run is compared with: raw bars, those before the run's first session included. */
  readonly benchmark?: BarSeries;
  /** Whether journal entries are kept in the result. Default false. */
  readonly keepJournal?: boolean;
}

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
  readonly metrics: Readonly<Record<string, MetricValue>>;
  /** One metric by its id, without computing the others; undefined for an unknown id. */
  metric(id: string): MetricValue | undefined;
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
  /** Everything that was assumed, a sentence each. */
  readonly assumptions: readonly string[];
  /** Journal entries, when they were asked for. */
  readonly entries: readonly JournalEntry[];
}

/**
 * Runs a strategy over recorded bars: the same engine, gate and ledger as live, a simulated broker.
 *
 * An order decided at a close fills at the next open plus costs; nothing can see ahead.
 *
 * @throws QuipuError `engine.no_bars`, `engine.timeframe`, `engine.range`, `engine.no_benchmark`,
 *   `core.invalid_input` for parameters, `engine.strategy_failed` when the strategy threw (half a
 *   run would mislead)
 */
export function runBacktest(strategy: Strategy, options: BacktestOptions): BacktestResult {
  const setup = prepare(sized(strategy, options), options);
  const { engine, record } = setup;
  const cursor = createSeriesCursor(setup.series, {
    from: setup.from,
    to: setup.to,
    sessions: true,
  });
  runSimulated({
    engine,
    broker: setup.broker,
    feed: cursor,
    startsAt: setup.startsAt,
    delays: options.delayBars === 1,
    history: (command) => adjustedHistory(setup.series, setup.from, command),
    journal: (entries) => record.note(entries),
    onSession: ({ phase, at }) => {
      if (phase === 'close') record.close(engine, at);
    },
  });
  record.finish(engine);
  refuseFailed(strategy, engine);
  return resultOf(strategy, options, setup);
}

/** The strategy with the sizing that was asked for. */
function sized(strategy: Strategy, { shares }: BacktestOptions): Strategy {
  return shares === undefined ? strategy : { ...strategy, fractional: shares === 'fractional' };
}

function refuseFailed({ name }: Strategy, { runners }: Engine): void {
  const failed = runners.find(({ state }) => state.state === 'error');
  if (failed === undefined) return;
  const reason = failed.state.stateReason;
  throw new QuipuError('engine.strategy_failed', `Strategy ${name} stopped by itself: ${reason}.`, {
    next: 'Correct onBar in the strategy file and run it again.',
  });
}

interface Setup {
  readonly series: readonly BarSeries[];
  readonly from: EpochMs;
  readonly to: EpochMs;
  readonly startsAt: EpochMs;
  readonly engine: Engine;
  readonly broker: SimulatedBroker;
  readonly record: RunRecord;
  readonly limits: RiskLimits;
  readonly bars: number;
}

function prepare(strategy: Strategy, options: BacktestOptions): Setup {
  const given = Array.isArray(options.bars) ? options.bars : [options.bars as BarSeries];
  const series = (given as readonly BarSeries[]).map((one) => withDividends(one, options));
  for (const { symbol, timeframe } of series) {
    if (timeframe === strategy.timeframe) continue;
    throw new QuipuError(
      'engine.timeframe',
      `Strategy ${strategy.name} reads ${strategy.timeframe} bars; ` +
        `those of ${symbol} are ${timeframe}.`,
      { next: `Give bars of ${strategy.timeframe}, or change the strategy's timeframe.` },
    );
  }
  const { from, to } = range(options);
  const inside = series.map(({ columns }) =>
    sliceBars(columns, lowerBound(columns.end, from), lowerBound(columns.end, to + 1)),
  );
  const bars = inside.reduce((sum, { length }) => sum + length, 0);
  if (bars === 0) {
    throw new QuipuError('engine.no_bars', 'There is no bar between the two dates.', {
      next: 'Choose dates that the data cover, or add data.',
    });
  }
  const first = Math.min(...inside.map(({ start }) => start[0] ?? Number.POSITIVE_INFINITY));
  const startsAt = epochMs(first);
  const limits = changeLimits(RESEARCH_LIMITS, options.limits ?? {});
  const cash = money(options.cash ?? 100_000);
  const record = new RunRecord(cash.toNumber(), options.keepJournal ?? false);
  const engine = createEngine({
    manifest: {
      version: '1',
      mode: 'sim',
      account: 'backtest',
      limits: limitsText(limits),
      data: '',
      seed: 0,
    },
    books: [
      {
        id: strategy.name as BookId,
        strategy,
        params: options.params ?? {},
        symbols: series.map(({ symbol }) => symbol),
        capital: 1,
      },
    ],
    limits,
    orderIds: ordinalIds(),
    observer: record,
    records: options.keepJournal === true ? 'full' : 'totals',
  });
  const broker = brokerOf(strategy, options, { cash, startsAt });
  return { series, from, to, startsAt, engine, broker, record, limits, bars };
}

/** The simulated broker with an account, at the costs and the fill time of the options. */
function brokerOf(
  strategy: Strategy,
  options: BacktestOptions,
  { cash, startsAt }: { readonly cash: Money; readonly startsAt: EpochMs },
): SimulatedBroker {
  const daily = strategy.timeframe === '1Day';
  const exchange = createExchange({
    deposit: { amount: cash, at: startsAt },
    fills: {
      halfSpreadBps: options.costs?.halfSpreadBps ?? 1,
      slippageBps: options.costs?.slippageBps ?? 1,
      at: options.fill ?? 'next_open',
    },
    fees: feesOf(options.costs ?? {}),
    rules: 'research',
    history: 'resting',
    ...(daily ? { openOf: (bar) => sessionOn(newYorkDate(bar.start))?.open ?? bar.start } : {}),
  });
  return new SimulatedBroker({
    exchange,
    account: 'backtest',
    startsAt,
    keepFills: false,
    seesEveryBar: options.fill === 'close',
  });
}

function withDividends(series: BarSeries, { dividends }: BacktestOptions): BarSeries {
  if (dividends !== 'ignore') return series;
  return { ...series, actions: series.actions.filter(({ kind }) => kind !== 'dividend') };
}

/** The fees of the exchange: the regulators' or a rate, and a commission where there is one. */
function feesOf(costs: BacktestCosts): FeeOptions {
  const { fees = 'us_equities', commissionBps = 0, commissionPerShare = 0 } = costs;
  if (commissionBps === 0 && commissionPerShare === 0) return fees;
  const own = typeof fees === 'object' ? fees : { rate: 0, regulatory: fees === 'us_equities' };
  return {
    ...own,
    rate: own.rate + commissionBps / 10_000,
    perShare: (own.perShare ?? 0) + commissionPerShare,
  };
}

/** Ids that are unique within one run, which is all that a broker of one run can ask. */
function ordinalIds(): () => ClientOrderId {
  let ordinal = 0;
  return () => {
    ordinal += 1;
    return `qp1-${ordinal}` as ClientOrderId;
  };
}

function range({ from, to }: BacktestOptions): { from: EpochMs; to: EpochMs } {
  const first = from === undefined ? undefined : isoDate(from);
  const last = to === undefined ? undefined : isoDate(to);
  if (first !== undefined && last !== undefined && first > last) {
    throw new QuipuError('engine.range', `Expected from ${first} to come before to ${last}.`, {
      next: 'Exchange the two dates.',
    });
  }
  return {
    from: first === undefined ? epochMs(Number.NEGATIVE_INFINITY) : newYorkInstant(first, 0),
    to: last === undefined ? epochMs(Number.POSITIVE_INFINITY) : newYorkInstant(last, DAY - 1),
  };
}

/** The benchmark's return of each session; nothing without a benchmark. */
function comparedWith(
  options: BacktestOptions,
  dates: readonly IsoDate[],
): { readonly benchmark?: Float64Array } {
  const { benchmark: given } = options;
  if (given === undefined) return {};
  const benchmark = sessionReturns(withDividends(given, options), dates);
  if (!benchmark.every(Number.isNaN)) return { benchmark };
  throw new QuipuError(
    'engine.no_benchmark',
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
    ({ symbol, quantity, cost }) => {
      const { price } = engine.markets.get(symbol);
      const value = quantity.toNumber() * price;
      return { symbol, quantity: quantity.toString(), cost: cost.toString(), price, value };
    },
  );
}

/** What the measures of a run are made of. */
function measuredOf(options: BacktestOptions, { engine, record, series }: Setup): PerformanceInput {
  const { halfSpreadBps = 1, slippageBps = 1 } = options.costs ?? {};
  const course = excursionsOf(series, halfSpreadBps + slippageBps);
  const told = record.performance(engine, options.riskFree ?? 0, course).input;
  const { periodsPerYear, growthBy } = options;
  return {
    ...told,
    holdings: record.holdings(),
    // Looked up in the bars when it is asked for: a search over thousands of runs does not ask.
    get buyHoldReturn() {
      return buyHoldReturn(series, told.dates);
    },
    ...comparedWith(options, told.dates),
    ...(periodsPerYear === undefined ? {} : { periodsPerYear }),
    ...(growthBy === undefined ? {} : { growthBy }),
  };
}

function resultOf(strategy: Strategy, options: BacktestOptions, setup: Setup): BacktestResult {
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
    // Computed when they are asked for: a search over thousands of runs asks for one of them.
    get metrics() {
      metrics ??= summarize(input);
      return metrics;
    },
    metric: (id) => metrics?.[id] ?? summarize(input, 'quipu', [id])[id],
    initialValue: input.initialEquity,
    finalValue: engine.equity,
    cash: portfolio.cash.toString(),
    fees: portfolio.fees.toString(),
    income: portfolio.income.toString(),
    orders: portfolio.orderCount,
    fills: portfolio.fillCount,
    denied: Object.fromEntries(record.denied),
    dates: input.dates,
    equity: input.equity,
    // Made plain when they are asked for: a search over thousands of runs does not ask.
    get roundTrips() {
      return plainTrips(input.roundTrips ?? []);
    },
    performance: input,
    holdings: input.holdings ?? record.holdings(),
    // Made when it is asked for, as only a report asks.
    get charts() {
      const { from, to } = setup;
      return priceCharts({ series, fills: record.fills.fills(), dates: input.dates, from, to });
    },
    // A pass over all bars, made when it is asked for, as only a report asks.
    get provenance() {
      return provenanceOf(strategy, options, setup);
    },
    openPositions: openPositionsOf(engine),
    limits,
    assumptions: assumptionsOf(options, {
      limits,
      fractional: engine.runners[0]?.strategy.fractional ?? strategy.fractional,
      from: input.dates[0]!,
      to: input.dates.at(-1)!,
    }),
    entries: record.entries,
  };
}
