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
  weight(symbol: Ticker): number;
  /** The last price of a symbol, NaN before the first. */
  price(symbol: Ticker): number;
  position(symbol: Ticker): PositionView | undefined;
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

/** A strategy as its author writes it: one object, no base class, no broker in reach. */
export interface StrategyDefinition<P extends Shape, I extends IndicatorSet, M> {
  readonly name: string;
  readonly description?: string;
  /** Parameters with their ranges and defaults; flags, forms and searches are made from them. */
  readonly params?: P;
  readonly symbols: readonly string[];
  readonly timeframe: Timeframe;
  /** Whether targets may be sized in fractions of a share; whole shares unless true. */
  readonly fractional?: boolean;
  readonly indicators?: (params: InferShape<P>) => I;
  /** The strategy's own mutable scratch, kept across restarts; plain JSON data. */
  readonly memory?: (params: InferShape<P>) => M;
  /** Called at the end of each bar, once every indicator is warm. Nothing is nothing. */
  onBar(context: BarContext<InferShape<P>, I, M>): readonly Intent[] | undefined | void;
}

/** A strategy as the engine runs it, its own types erased. */
export interface Strategy {
  readonly name: string;
  readonly description: string;
  readonly params: Shape;
  readonly paramsSchema: Schema<Readonly<Record<string, unknown>>>;
  readonly symbols: readonly Ticker[];
  readonly timeframe: Timeframe;
  readonly fractional: boolean;
  indicators(params: unknown): IndicatorSet;
  memory(params: unknown): unknown;
  readonly hasMemory: boolean;
  onBar(context: BarContext<unknown, IndicatorSet, unknown>): readonly Intent[] | undefined | void;
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
>(definition: StrategyDefinition<P, I, M>): Strategy {
  if (typeof definition !== 'object' || definition === null) {
    throw invalid('definition', 'an object', definition);
  }
  const { name, symbols, timeframe, onBar } = definition;
  if (typeof name !== 'string' || !NAME.test(name)) {
    throw invalid('name', 'lower-case words joined by hyphens, such as "sma-crossover"', name);
  }
  if (!Array.isArray(symbols) || symbols.length === 0 || !symbols.every(isTicker)) {
    throw invalid('symbols', 'a list of symbols such as ["SPY"]', symbols);
  }
  if (!(timeframe in TIMEFRAME_MS)) {
    throw invalid('timeframe', `one of ${Object.keys(TIMEFRAME_MS).join(', ')}`, timeframe);
  }
  if (typeof onBar !== 'function') throw invalid('onBar', 'a function', onBar);
  const params: Shape = definition.params ?? {};
  // The erased form is handed back exactly what the definition's own functions made.
  const erased = definition as unknown as {
    indicators?: (params: unknown) => IndicatorSet;
    memory?: (params: unknown) => unknown;
    onBar: Strategy['onBar'];
  };
  return {
    name,
    description: definition.description ?? '',
    params,
    paramsSchema: object(params) as Schema<Readonly<Record<string, unknown>>>,
    symbols: symbols.map((symbol) => ticker(symbol)),
    timeframe,
    fractional: definition.fractional ?? false,
    indicators: (given) => erased.indicators?.(given) ?? {},
    memory: (given) => erased.memory?.(given),
    hasMemory: erased.memory !== undefined,
    onBar: erased.onBar,
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
