import type { Bound, IndicatorState } from '../analysis/indicators/define.ts';
import { canonicalJson } from '../core/canonical.ts';
import type { BarColumns } from '../core/columns.ts';
import { QuipuError } from '../core/errors.ts';
import { type EpochMs, epochMs } from '../core/time.ts';
import { type Book, bookOf, type Portfolio, type Position } from '../ledger/portfolio.ts';
import type { Money, Quantity } from '../core/decimal.ts';
import type { Bar } from '../market/bar.ts';
import { averagePrice, type Instrument, marketValue } from '../market/instrument.ts';
import type { Ticker } from '../market/symbol.ts';
import type { OrderState } from '../orders/lifecycle.ts';
import type { BookId } from '../orders/request.ts';
import type {
  BarContext,
  BookView,
  IndicatorSet,
  SymbolView,
  PositionView,
  Strategy,
} from '../strategy/define.ts';
import { checkIntents } from '../strategy/check-intents.ts';
import type { Intent } from '../strategy/intent.ts';
import type { Markets, MarketState } from './markets.ts';
import { bookValue } from './book-value.ts';
import { readingClass } from './readings.ts';
import { Slice } from './slice.ts';

/** One strategy with its parameters and its share of the account. */
export interface BookConfig {
  readonly id: BookId;
  readonly strategy: Strategy;
  /** Validated against the strategy's own shape when the engine is made. */
  readonly params?: Readonly<Record<string, unknown>>;
  /** Symbols instead of the strategy's own. */
  readonly symbols?: readonly Ticker[];
  /** Fraction of the opening equity that the book receives. */
  readonly capital: number;
}

interface Running {
  readonly bound: Bound;
  readonly columns: readonly number[];
  state: IndicatorState;
  readonly input: Float64Array;
  readonly output: Float64Array;
}

const COLUMN_INDEX: Readonly<Record<string, number>> = {
  open: 0,
  high: 1,
  low: 2,
  close: 3,
  volume: 4,
};

/** A strategy's view of one symbol: its indicators' states and the context of its calls. */
export class Watcher
  implements BarContext<unknown, IndicatorSet, unknown>, SymbolView<IndicatorSet>
{
  readonly runner: BookRunner;
  readonly market: MarketState;
  /** Place among all watchers: by book, then by the order of the book's symbols. */
  rank = 0;
  at: EpochMs = epochMs(0);
  bar: Bar;
  position: PositionView | undefined = undefined;
  readonly indicators: BarContext<unknown, IndicatorSet, unknown>['indicators'];
  readonly params: unknown;
  readonly book: BookView;
  /** Bars that must still be seen before every indicator is warm. */
  coldBars: number;
  readonly lookback: number;
  readonly #running: Running[] = [];
  readonly #row = new Float64Array(5);
  /** Bars seen while cold, so that a history that is answered late does not drop them. */
  #cold: { readonly bar: Bar; readonly at: EpochMs }[] = [];

  constructor(runner: BookRunner, market: MarketState, set: IndicatorSet) {
    this.runner = runner;
    this.market = market;
    this.params = runner.params;
    this.book = runner;
    const { symbol } = market;
    this.bar = {
      symbol,
      start: epochMs(0),
      open: NaN,
      high: NaN,
      low: NaN,
      close: NaN,
      volume: NaN,
    };
    const readings: Record<string, unknown> = {};
    let lookback = 0;
    for (const [name, bound] of Object.entries(set)) {
      const output = new Float64Array(bound.outputs.length).fill(Number.NaN);
      const columns = bound.inputs.map((column) => columnIndex(runner.strategy.name, column));
      const input = new Float64Array(columns.length);
      this.#running.push({ bound, columns, state: bound.createState(), input, output });
      readings[name] = new (readingClass(bound.outputs))(output);
      lookback = Math.max(lookback, bound.lookback);
    }
    this.lookback = lookback;
    this.coldBars = lookback + 1;
    this.indicators = readings as BarContext<unknown, IndicatorSet, unknown>['indicators'];
  }

  get memory(): unknown {
    return this.runner.memory;
  }

  get symbol(): Ticker {
    return this.market.symbol;
  }

  /** Steps every indicator over a bar; true when all of them are warm. */
  step(bar: Bar, at: EpochMs): boolean {
    this.bar = bar;
    this.at = at;
    const row = this.#row;
    row[0] = bar.open;
    row[1] = bar.high;
    row[2] = bar.low;
    row[3] = bar.close;
    row[4] = bar.volume;
    const running = this.#running;
    for (let index = 0; index < running.length; index += 1) {
      const { bound, columns, state, input, output } = running[index]!;
      for (let column = 0; column < columns.length; column += 1) {
        input[column] = row[columns[column]!]!;
      }
      bound.step(state, input, output);
    }
    if (this.coldBars === 0) return true;
    // The bar belongs to its feed, which may use the object again.
    this.#cold.push({ bar: { ...bar }, at });
    this.coldBars -= 1;
    if (this.coldBars > 0) return false;
    this.#cold = [];
    return true;
  }

  /** Forgets what the indicators were measured over, because it is in other shares. */
  cool(): void {
    for (const running of this.#running) {
      running.state = running.bound.createState();
      running.output.fill(Number.NaN);
    }
    this.coldBars = this.lookback + 1;
    this.#cold = [];
  }

  /**
   * Restarts the indicators from history in today's shares, then applies the bars seen since. A
   * history that ends before what warm indicators have seen changes nothing.
   */
  warm(bars: BarColumns): void {
    const { at, bar } = this;
    const end = bars.length === 0 ? 0 : bars.end[bars.length - 1]!;
    if (this.coldBars === 0 && end < at) return;
    const since = this.#cold.filter((seen) => seen.at > end);
    this.cool();
    this.#replay(bars);
    for (const seen of since) this.step(seen.bar, seen.at);
    if (this.at >= at) return;
    // A bar that was seen is never decided on again, even if history contains it.
    this.at = at;
    this.bar = bar;
  }

  #replay(bars: BarColumns): void {
    for (let index = 0; index < bars.length; index += 1) {
      this.step(
        {
          symbol: this.market.symbol,
          start: epochMs(bars.start[index]!),
          open: bars.open[index]!,
          high: bars.high[index]!,
          low: bars.low[index]!,
          close: bars.close[index]!,
          volume: bars.volume[index]!,
        },
        epochMs(bars.end[index]!),
      );
    }
  }
}

function columnIndex(strategy: string, column: string): number {
  const index = Object.hasOwn(COLUMN_INDEX, column) ? COLUMN_INDEX[column] : undefined;
  if (index !== undefined) return index;
  throw new QuipuError(
    'engine.unknown_column',
    `Strategy ${strategy} reads the column "${column}"; a bar has ` +
      `${Object.keys(COLUMN_INDEX).join(', ')}.`,
    { next: 'Name one of the columns of a bar in .on(...).' },
  );
}

/** A position as a strategy sees it; its average is computed when it is read. */
class Held implements PositionView {
  readonly quantity: number;
  readonly openedAt: EpochMs;
  readonly #instrument: Instrument;
  readonly #cost: Money;
  readonly #shares: Quantity;

  constructor({ instrument, quantity, cost, openedAt }: Position) {
    this.#instrument = instrument;
    this.quantity = quantity.toNumber();
    this.openedAt = openedAt;
    this.#cost = cost;
    this.#shares = quantity;
  }

  get averagePrice(): number {
    return averagePrice(this.#instrument, this.#cost, { units: this.#shares }).toNumber();
  }
}

/** A strategy running on its book: its watched symbols, its memory and its view. */
export class BookRunner implements BookView {
  readonly id: BookId;
  readonly strategy: Strategy;
  readonly params: Readonly<Record<string, unknown>>;
  readonly symbols: readonly Ticker[];
  readonly capital: number;
  readonly watchers = new Map<Ticker, Watcher>();
  memory: unknown;
  readonly #portfolio: Portfolio;
  readonly #markets: Markets;
  readonly #watches = (symbol: Ticker): boolean => this.watchers.has(symbol);
  readonly #slice: Slice;
  #remembered: string;
  #book: Book | undefined;

  constructor(config: BookConfig, portfolio: Portfolio, markets: Markets) {
    this.id = config.id;
    this.strategy = config.strategy;
    this.params = config.strategy.paramsSchema.parse(config.params ?? {});
    this.symbols = config.symbols ?? config.strategy.symbols;
    this.capital = config.capital;
    this.#portfolio = portfolio;
    this.#markets = markets;
    this.memory = config.strategy.memory(this.params);
    this.#remembered = config.strategy.hasMemory ? canonicalJson(this.memory) : '';
    for (const symbol of this.symbols) {
      const set = config.strategy.indicators(this.params);
      this.watchers.set(symbol, new Watcher(this, markets.get(symbol), set));
    }
    this.#slice = new Slice(this);
  }

  get state(): Book {
    this.#book ??= bookOf(this.#portfolio, this.id);
    return this.#book;
  }

  get cash(): number {
    return this.state.cash.toNumber();
  }

  get equity(): number {
    return bookValue(this.state, this.#markets);
  }

  weight(symbol: string): number {
    const position = this.state.positions.get(symbol as Ticker);
    if (position === undefined) return 0;
    const { instrument, quantity } = position;
    return marketValue(instrument, this.price(symbol), quantity.toNumber()) / this.equity;
  }

  price(symbol: string): number {
    return this.#markets.get(symbol as Ticker).price;
  }

  position(symbol: string): PositionView | undefined {
    const position = this.state.positions.get(symbol as Ticker);
    if (position === undefined) return undefined;
    return new Held(position);
  }

  orders(): readonly OrderState[] {
    return [...this.#portfolio.open.values()].filter(({ request }) => request.book === this.id);
  }

  /** Called when the ledger changed what the book holds of a symbol. */
  onPosition(symbol: Ticker): void {
    const watcher = this.watchers.get(symbol);
    if (watcher !== undefined) watcher.position = this.position(symbol);
  }

  /**
   * Calls `onBar` for a symbol; returns undefined when the strategy wants nothing.
   *
   * @throws whatever the strategy throws, and QuipuError `strategy.invalid_intent`
   */
  ask(watcher: Watcher): readonly Intent[] | undefined {
    return checkIntents(this.strategy.onBar?.(watcher), this.#watches);
  }

  /**
   * Calls `onBars` with the symbols of an instant; returns undefined when it wants nothing.
   *
   * @param due the watchers that have a bar and are warm, in the order of the book's symbols
   * @throws whatever the strategy throws, and QuipuError `strategy.invalid_intent`
   */
  askAll(due: readonly Watcher[]): readonly Intent[] | undefined {
    return checkIntents(this.strategy.onBars?.(this.#slice.show(due)), this.#watches);
  }

  /** Returns the memory as text if it changed since the last report; undefined otherwise. */
  changedMemory(): string | undefined {
    if (!this.strategy.hasMemory) return undefined;
    const text = canonicalJson(this.memory);
    if (text === this.#remembered) return undefined;
    this.#remembered = text;
    return text;
  }

  /** Restores the memory that the journal saved. */
  recall(text: string): void {
    if (text === '' || !this.strategy.hasMemory) return;
    this.memory = JSON.parse(text);
    this.#remembered = text;
  }
}
