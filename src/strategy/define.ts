import type { Bound } from '../analysis/indicators/define.ts';
import { QuipuError } from '../core/errors.ts';
import { type InferShape, object, type Schema, type Shape } from '../core/schema.ts';
import type { EpochMs } from '../core/time.ts';
import { type Bar, TIMEFRAME_MS, type Timeframe } from '../market/bar.ts';
import { isTicker, type Ticker, ticker } from '../market/symbol.ts';
import type { OrderState } from '../orders/lifecycle.ts';
import type { Intent } from './intent.ts';

/** Indicators by the name a strategy gives them. */
export type IndicatorSet = Readonly<Record<string, Bound>>;

/** The values of a set of indicators at the current bar, typed from their definitions. */
export type Readings<I extends IndicatorSet> = {
  readonly [K in keyof I]: I[K] extends Bound<infer O> ? { readonly [V in O]: number } : never;
};

/** What a book holds of one symbol, as estimates for deciding. */
export interface PositionView {
  /** Shares; negative when short. */
  readonly quantity: number;
  /** Average price paid for a share. */
  readonly averagePrice: number;
  readonly openedAt: EpochMs;
}

/** The strategy's own share of the account, as estimates for deciding. */
export interface BookView {
  readonly equity: number;
  readonly cash: number;
  /** The fraction of equity in a symbol. */
  weight(symbol: string): number;
  /** The last price of a symbol, NaN before the first. */
  price(symbol: string): number;
  position(symbol: string): PositionView | undefined;
  /** Own orders that may still be alive. */
  orders(): readonly OrderState[];
}

/** What a strategy sees when a bar of one of its symbols has ended. Valid during the call only. */
export interface BarContext<P, I extends IndicatorSet, M> {
  readonly at: EpochMs;
  /** Prices in today's shares: a split never looks like a crash. */
  readonly bar: Bar;
  readonly position: PositionView | undefined;
  readonly indicators: Readings<I>;
  readonly params: P;
  readonly memory: M;
  readonly book: BookView;
}

/** One symbol at an instant. Valid during the call only. */
export interface SymbolView<I extends IndicatorSet> {
  readonly symbol: Ticker;
  /** The bar that ended at this instant, in today's shares. */
  readonly bar: Bar;
  readonly position: PositionView | undefined;
  readonly indicators: Readings<I>;
}

/** What a strategy sees when the bars of an instant have ended. Valid during the call only. */
export interface SliceContext<P, I extends IndicatorSet, M> {
  readonly at: EpochMs;
  /** Symbols with a bar at this instant and warm indicators, in the order of the strategy. */
  readonly symbols: readonly SymbolView<I>[];
  /** Symbols without a bar at this instant: they did not trade, or their data have a hole. */
  readonly missing: readonly Ticker[];
  /** Symbols with a bar at this instant whose indicators are not warm yet. */
  readonly cold: readonly Ticker[];
  readonly params: P;
  readonly memory: M;
  readonly book: BookView;
  /** Returns one of `symbols`; undefined when it is missing or cold. */
  get(symbol: string): SymbolView<I> | undefined;
}

/** What a strategy returns: its intents, or nothing. */
export type StrategyAnswer = readonly Intent[] | undefined | void;

/** A strategy as its author writes it: one object, no base class, no broker in reach. */
export type StrategyDefinition<P extends Shape, I extends IndicatorSet, M> = StrategyDescription<
  P,
  I,
  M
> &
  (
    | {
        /**
         * Called for each symbol that has a bar at an instant and warm indicators, once all bars of
         * the instant are applied. Returning nothing changes nothing.
         */
        onBar(context: BarContext<InferShape<P>, I, M>): StrategyAnswer;
        readonly onBars?: undefined;
      }
    | {
        /**
         * Called once for each instant, with all symbols that have a bar: for ranking, rotation and
         * pairs. Sells of one answer are sized and reviewed before its buys.
         */
        onBars(slice: SliceContext<InferShape<P>, I, M>): StrategyAnswer;
        readonly onBar?: undefined;
      }
  );

/** What a strategy's page tells its reader, in whole sentences. */
export interface StrategyNotes {
  /** Why it should earn anything. */
  readonly idea: string;
  /** Books, papers or rules that it follows; may be empty. */
  readonly sources: readonly string[];
  /** In which markets it loses money. */
  readonly losesWhen: string;
}

/** The parts of a definition apart from its decisions. */
export interface StrategyDescription<P extends Shape, I extends IndicatorSet, M> {
  readonly name: string;
  readonly description?: string;
  readonly notes?: StrategyNotes;
  /** Parameters with their ranges and defaults; flags, forms and searches are made from them. */
  readonly params?: P;
  readonly symbols: readonly string[];
  readonly timeframe: Timeframe;
  /** Whether targets may be sized in fractions of a share; whole shares unless true. */
  readonly fractional?: boolean;
  readonly indicators?: (params: InferShape<P>) => I;
  /** The strategy's own mutable scratch, kept across restarts; plain JSON data. */
  readonly memory?: (params: InferShape<P>) => M;
}

/**
 * A strategy as the engine runs it: the types of its indicators and memory are erased, those of
 * its parameters are kept.
 */
export interface Strategy<P extends Shape = Shape> {
  readonly name: string;
  readonly description: string;
  readonly notes: StrategyNotes | undefined;
  readonly params: P;
  readonly paramsSchema: Schema<Readonly<Record<string, unknown>>>;
  readonly symbols: readonly Ticker[];
  readonly timeframe: Timeframe;
  readonly fractional: boolean;
  indicators(params: unknown): IndicatorSet;
  memory(params: unknown): unknown;
  readonly hasMemory: boolean;
  /** Either this or `onBars` is a function. */
  readonly onBar:
    | ((context: BarContext<unknown, IndicatorSet, unknown>) => StrategyAnswer)
    | undefined;
  readonly onBars:
    | ((slice: SliceContext<unknown, IndicatorSet, unknown>) => StrategyAnswer)
    | undefined;
}

const NAME = /^[a-z][a-z0-9-]{0,39}$/;

/**
 * Checks a definition and makes it runnable.
 *
 * @throws QuipuError `strategy.invalid` naming the field, what was expected and what was found
 */
export function defineStrategy<
  const P extends Shape = Record<never, never>,
  I extends IndicatorSet = Record<never, never>,
  M = undefined,
>(definition: StrategyDefinition<P, I, M>): Strategy<P> {
  if (typeof definition !== 'object' || definition === null) {
    throw invalid('definition', 'an object', definition);
  }
  const { name, symbols, timeframe, onBar, onBars } = definition;
  if (typeof name !== 'string' || !NAME.test(name)) {
    throw invalid('name', 'lower-case words joined by hyphens, such as "sma-crossover"', name);
  }
  if (!Array.isArray(symbols) || symbols.length === 0 || !symbols.every(isTicker)) {
    throw invalid('symbols', 'a list of symbols such as ["SPY"]', symbols);
  }
  if (!Object.hasOwn(TIMEFRAME_MS, timeframe)) {
    throw invalid('timeframe', `one of ${Object.keys(TIMEFRAME_MS).join(', ')}`, timeframe);
  }
  if (onBar !== undefined && onBars !== undefined) {
    throw invalid('onBars', 'nothing next to onBar: a strategy has one of the two', onBars);
  }
  if (onBars !== undefined && typeof onBars !== 'function') {
    throw invalid('onBars', 'a function', onBars);
  }
  if (onBars === undefined && typeof onBar !== 'function') {
    throw invalid('onBar', 'a function, or onBars instead', onBar);
  }
  const params: Shape = definition.params ?? {};
  // The erased form is handed back exactly what the definition's own functions made.
  const erased = definition as unknown as {
    indicators?: (params: unknown) => IndicatorSet;
    memory?: (params: unknown) => unknown;
    onBar: Strategy['onBar'];
    onBars: Strategy['onBars'];
  };
  return {
    name,
    description: definition.description ?? '',
    notes: definition.notes,
    // Without parameters P is the empty shape.
    params: params as P,
    paramsSchema: object(params) as Schema<Readonly<Record<string, unknown>>>,
    symbols: symbols.map((symbol) => ticker(symbol)),
    timeframe,
    fractional: definition.fractional ?? false,
    indicators: (given) => erased.indicators?.(given) ?? {},
    memory: (given) => erased.memory?.(given),
    hasMemory: erased.memory !== undefined,
    onBar: erased.onBar,
    onBars: erased.onBars,
  };
}

function invalid(field: string, expected: string, found: unknown): QuipuError {
  const shown = JSON.stringify(found) ?? typeof found;
  return new QuipuError(
    'strategy.invalid',
    `Strategy field "${field}": expected ${expected}, found ${shown}.`,
    { next: 'Correct the field in the strategy file.' },
  );
}

/**
 * Whether a value from a user's file is a strategy made by {@link defineStrategy}.
 */
export function isStrategy(value: unknown): value is Strategy {
  return typeof value === 'object' && value !== null && 'paramsSchema' in value && 'onBar' in value;
}
