import { AssertionError } from '../core/assert.ts';
import { messageOf } from '../core/errors.ts';
import type { BarColumns } from '../core/columns.ts';
import { type SourcePlace, thrownAt } from '../core/thrown-at.ts';
import { type EpochMs, formatInstant } from '../core/time.ts';
import type { Portfolio } from '../ledger/portfolio.ts';
import type { Timeframe } from '../market/bar.ts';
import type { Ticker } from '../market/symbol.ts';
import type { BookId } from '../orders/request.ts';
import type { Intent } from '../strategy/intent.ts';
import { type BookConfig, BookRunner, type Watcher } from './book-runner.ts';
import type { Markets, MarketState, StrategyBar } from './markets.ts';
import { ALL_BARS } from './orders/identify.ts';
import type { Moment, Orders } from './orders/orders.ts';
import type { Recorder } from './recorder.ts';

/** Where Quipu's own files are, whose lines say nothing to the author of a strategy. */
const OWN_FILES = new URL('..', import.meta.url).href;

/** A symbol's market state and the strategies that watch it. */
export interface Lane {
  readonly market: MarketState;
  readonly watchers: Watcher[];
}

/** Dependencies of the strategy host. */
export interface StrategyHostParts {
  readonly books: readonly BookConfig[];
  readonly portfolio: Portfolio;
  readonly markets: Markets;
  readonly recorder: Recorder;
}

/** Calls strategies with their bars, hands their intents on, and stops a strategy that fails. */
export class StrategyHost {
  readonly runners: readonly BookRunner[];
  readonly #markets: Markets;
  readonly #recorder: Recorder;
  readonly #lanes = new Map<Ticker, Lane>();
  /** The lane of the last bar: mostly the next one's, too. */
  #lane: Lane | undefined;
  /**
   * Watchers whose bar of this instant is applied and whose strategy was not yet called, up to
   * `#dueCount`: emptying an array would allocate it again at every bar.
   */
  readonly #due: Watcher[] = [];
  #dueCount = 0;

  constructor({ books, portfolio, markets, recorder }: StrategyHostParts) {
    this.#markets = markets;
    this.#recorder = recorder;
    this.runners = books.map((book) => new BookRunner(book, portfolio, markets));
    let rank = 0;
    for (const runner of this.runners) {
      for (const [symbol, watcher] of runner.watchers) {
        watcher.rank = rank;
        rank += 1;
        this.laneOf(symbol).watchers.push(watcher);
      }
    }
  }

  laneOf(symbol: Ticker): Lane {
    let lane = this.#lane;
    if (lane !== undefined && lane.market.symbol === symbol) return lane;
    lane = this.#lanes.get(symbol);
    if (lane === undefined) {
      lane = { market: this.#markets.get(symbol), watchers: [] };
      this.#lanes.set(symbol, lane);
    }
    this.#lane = lane;
    return lane;
  }

  /** Notifies the runner of a book that its position in a symbol has changed. */
  onPosition(book: BookId, symbol: Ticker): void {
    for (const runner of this.runners) if (runner.id === book) runner.onPosition(symbol);
  }

  /** Lets strategies continue with the memory that they had when the journal ended. */
  recall(): void {
    for (const runner of this.runners) runner.recall(runner.state.memory);
  }

  /**
   * Steps the indicators of a lane; a strategy that is warm is called by {@link decide}, unless a
   * newer bar has superseded this one.
   */
  onBar({ watchers }: Lane, { bar, at, timeframe, superseded }: StrategyBar): void {
    for (let index = 0; index < watchers.length; index += 1) {
      const watcher = watchers[index]!;
      // A bar that was seen already, in this life or in the history, is not decided on twice.
      if (watcher.runner.strategy.timeframe !== timeframe || at <= watcher.at) continue;
      if (!watcher.step(bar, at) || superseded === true) continue;
      this.#due[this.#dueCount] = watcher;
      this.#dueCount += 1;
    }
  }

  /**
   * Calls the strategies that have a new bar and are warm: by book, and in a book by symbol
   * in its own order, so that the spelling of a ticker decides nothing.
   *
   * @param orders where intents go; undefined while nothing is decided, as during recovery
   */
  decide(orders: Orders | undefined): void {
    const count = this.#dueCount;
    if (count === 0) return;
    this.#dueCount = 0;
    if (orders === undefined) return;
    const [first] = this.#due;
    if (count === 1 && first!.runner.strategy.onBars === undefined) {
      this.#ask(first!, undefined, orders);
      return;
    }
    const due = this.#due.slice(0, count).sort(byRank);
    for (let place = 0; place < count;) place += this.#decideFrom(due, place, orders);
  }

  /** Calls the strategy of the watcher at a place; returns how many watchers the call served. */
  #decideFrom(due: readonly Watcher[], place: number, orders: Orders): number {
    const watcher = due[place]!;
    const { runner } = watcher;
    if (runner.strategy.onBars === undefined) {
      this.#ask(watcher, undefined, orders);
      return 1;
    }
    let end = place + 1;
    while (end < due.length && due[end]!.runner === runner) end += 1;
    this.#ask(watcher, due.slice(place, end), orders);
    return end - place;
  }

  /**
   * Requests adjusted history for every strategy that watches a symbol whose shares were split, and
   * calls none of them until there is history, or enough new bars.
   */
  requestHistory(symbol: Ticker, until: EpochMs): void {
    for (const watcher of this.laneOf(symbol).watchers) {
      watcher.cool();
      const { timeframe } = watcher.runner.strategy;
      const bars = Number.MAX_SAFE_INTEGER;
      this.#recorder.command({ kind: 'history', symbol, timeframe, bars, until });
    }
  }

  /** Restarts the indicators of a symbol from its history. */
  warm(symbol: Ticker, timeframe: Timeframe, bars: BarColumns): void {
    for (const watcher of this.laneOf(symbol).watchers) {
      if (watcher.runner.strategy.timeframe === timeframe) watcher.warm(bars);
    }
  }

  /**
   * Asks a running strategy for its intents and hands them on.
   *
   * @param watcher the watcher of the bar, or the first of the slice
   * @param slice the watchers of an instant; undefined to call the strategy with one bar
   */
  #ask(watcher: Watcher, slice: readonly Watcher[] | undefined, orders: Orders): void {
    const { runner } = watcher;
    if (runner.state.state !== 'running') return;
    let intents: readonly Intent[] | undefined;
    let memory: string | undefined;
    try {
      intents = slice === undefined ? runner.ask(watcher) : runner.askAll(slice);
      memory = runner.changedMemory();
    } catch (error) {
      this.#fail(momentOf(watcher, slice), error, thrownAt(error, OWN_FILES));
      return;
    }
    if (intents !== undefined) {
      const moment = momentOf(watcher, slice);
      try {
        orders.decide(moment, intents);
      } catch (error) {
        this.#fail(moment, error);
      }
    }
    if (memory !== undefined) {
      this.#recorder.record({ kind: 'remembered', book: runner.id, memory });
    }
  }

  /** A strategy that fails stops alone; the others and the account continue. */
  #fail({ runner: { id: book }, at, bar }: Moment, error: unknown, place?: SourcePlace): void {
    // A broken assertion is a fault of Quipu, not of the strategy.
    if (error instanceof AssertionError) throw error;
    const where = bar === ALL_BARS ? 'the bars' : `the ${bar} bar`;
    const source = place === undefined ? '' : ` (${place.file}:${place.line})`;
    const moment = `${where} of ${formatInstant(at)}`;
    const reason = `the strategy failed at ${moment}: ${messageOf(error)}${source}`;
    this.#recorder.record({ kind: 'book_state', book, state: 'error', reason });
  }
}

function momentOf({ runner, at, symbol }: Watcher, slice: readonly Watcher[] | undefined): Moment {
  return { runner, at, bar: slice === undefined ? symbol : ALL_BARS };
}

function byRank(a: Watcher, b: Watcher): number {
  return a.rank - b.rank;
}
