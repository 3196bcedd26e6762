import { lowerBound, sliceBars } from '../core/columns.ts';
import { money } from '../core/decimal.ts';
import { QuipuError } from '../core/errors.ts';
import { DAY, type EpochMs, epochMs, isoDate } from '../core/time.ts';
import type { SimulatedBroker } from '../engine/drive/simulated-broker.ts';
import { createEngine, type Engine } from '../engine/engine.ts';
import type { BarSeries } from '../market/bar.ts';
import { newYorkInstant } from '../market/calendar.ts';
import { type Ticker, ticker } from '../market/symbol.ts';
import { type BookId, type ClientOrderId, numberedOrderId } from '../orders/request.ts';
import { changeLimits, limitsText, RESEARCH_LIMITS, type RiskLimits } from '../risk/limits.ts';
import type { Strategy } from '../strategy/define.ts';
import { brokerOf } from './costs.ts';
import { type EndedSymbol, endedSymbols, withEnds } from './ended.ts';
import type { BacktestOptions, BarsInput } from './options.ts';
import { RunRecord } from './record/run-record.ts';

/** Data of a backtest: checked, cut to its days, and free of parameters, so that runs share it. */
export interface PreparedData {
  /** Whole series; bars before `from` are history for warm-up. */
  readonly series: readonly BarSeries[];
  readonly from: EpochMs;
  readonly to: EpochMs;
  /** Start of the first bar inside the range. */
  readonly startsAt: EpochMs;
  /** Number of bars inside the range, all symbols together. */
  readonly bars: number;
  /** Symbols that end within the range. */
  readonly ended: readonly EndedSymbol[];
}

/**
 * Checks the bars against the strategy's timeframe and the range of days.
 *
 * @throws QuipuError `research.timeframe`, `research.range`, `research.no_bars`,
 *   `market.invalid_symbol`
 */
export function prepareData(
  { name, timeframe }: Pick<Strategy, 'name' | 'timeframe'>,
  options: BacktestOptions,
): PreparedData {
  const given = Array.isArray(options.bars) ? options.bars : [options.bars as BarsInput];
  const series = (given as readonly BarsInput[]).map((one) => withDividends(one, options));
  for (const one of series) {
    if (one.timeframe === timeframe) continue;
    throw new QuipuError(
      'research.timeframe',
      `Strategy ${name} reads ${timeframe} bars; those of ${one.symbol} are ${one.timeframe}.`,
      { next: `Give bars of ${timeframe}, or change the strategy's timeframe.` },
    );
  }
  const { from, to } = range(options);
  const inside = series.map(({ columns }) =>
    sliceBars(columns, lowerBound(columns.end, from), lowerBound(columns.end, to + 1)),
  );
  const bars = inside.reduce((sum, { length }) => sum + length, 0);
  if (bars === 0) {
    throw new QuipuError('research.no_bars', 'There is no bar between the two dates.', {
      next: 'Choose dates that the data cover, or add data.',
    });
  }
  const ended = endedSymbols(series, { from, to }, options.delisting);
  const first = Math.min(...inside.map(({ start }) => start[0] ?? Number.POSITIVE_INFINITY));
  return { series: withEnds(series, ended), ended, from, to, startsAt: epochMs(first), bars };
}

/** One run over prepared data: an engine, a simulated broker, and the record of both. */
export interface Setup extends PreparedData {
  readonly engine: Engine;
  readonly broker: SimulatedBroker;
  readonly record: RunRecord;
  readonly limits: RiskLimits;
}

/**
 * Creates engine, broker and record of one run.
 *
 * @throws QuipuError `core.invalid_input` for parameters or limits
 */
export function setUp(strategy: Strategy, options: BacktestOptions, data: PreparedData): Setup {
  const { series, startsAt } = data;
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
        symbols: inOrderOf(strategy, series),
        capital: 1,
      },
    ],
    limits,
    orderIds: ordinalIds(),
    observer: record,
    records: options.keepJournal === true ? 'full' : 'totals',
  });
  const broker = brokerOf(strategy, options, { cash, startsAt });
  return { ...data, engine, broker, record, limits };
}

/**
 * The series, without its dividends where the options ignore them.
 *
 * @throws QuipuError `market.invalid_symbol`
 */
export function withDividends(given: BarsInput, { dividends }: BacktestOptions): BarSeries {
  const series = { ...given, symbol: ticker(given.symbol) };
  if (dividends !== 'ignore') return series;
  return { ...series, actions: series.actions.filter(({ kind }) => kind !== 'dividend') };
}

/** Ids that are unique within one run, which is all that a broker of one run can ask. */
function ordinalIds(): () => ClientOrderId {
  let ordinal = 0;
  return () => {
    ordinal += 1;
    return numberedOrderId(ordinal);
  };
}

function range({ from, to }: BacktestOptions): { from: EpochMs; to: EpochMs } {
  const first = from === undefined ? undefined : isoDate(from);
  const last = to === undefined ? undefined : isoDate(to);
  if (first !== undefined && last !== undefined && first > last) {
    throw new QuipuError('research.range', `Expected from ${first} to come before to ${last}.`, {
      next: 'Exchange the two dates.',
    });
  }
  return {
    from: first === undefined ? epochMs(Number.NEGATIVE_INFINITY) : newYorkInstant(first, 0),
    to: last === undefined ? epochMs(Number.POSITIVE_INFINITY) : newYorkInstant(last, DAY - 1),
  };
}

/** The symbols of the series: first those of the strategy, in its order, then the others. */
function inOrderOf({ symbols }: Strategy, series: readonly BarSeries[]): readonly Ticker[] {
  const given = new Set(series.map(({ symbol }) => symbol));
  return [...new Set([...symbols.filter((symbol) => given.has(symbol)), ...given])];
}
