import { decimal, type Decimal, type Money } from '../core/decimal.ts';
import type { EpochMs } from '../core/time.ts';
import type { Asset } from '../market/asset.ts';
import type { Bar } from '../market/bar.ts';
import type { Ticker } from '../market/symbol.ts';

/** Time at which a market order fills on bars. */
export type FillTime = 'next_open' | 'close';

/** Fill price and size settings, in addition to market data. */
export interface FillOptions {
  /** Half spread paid by an order that takes liquidity on bars, in basis points. */
  readonly halfSpreadBps?: number;
  /** Slippage of an order that takes liquidity on bars, in basis points. */
  readonly slippageBps?: number;
  /**
   * Time at which a market order fills on bars: at the open of the next one, or at the close of the
   * bar that ended at the instant of its placing, if any. Default `next_open`.
   */
  readonly at?: FillTime;
  /** Probability that a fill is partial, of random size; Alpaca's paper trading has 0.1. */
  readonly partial?: number;
}

/**
 * Cost of a fill in addition to its price.
 *
 * `us_equities`: regulatory fees on sells, by day; an object: an exact commission on both sides,
 * plus regulatory fees if enabled.
 */
export type FeeOptions = 'none' | 'us_equities' | Commission;

/** Commission on every fill. */
export interface Commission {
  /** Fraction of the notional. */
  readonly rate: number;
  /** Dollars per share or option contract; coins are charged by value only. Default 0. */
  readonly perShare?: number;
  /** Whether the daily regulatory fees are charged too. Default false. */
  readonly regulatory?: boolean;
}

/**
 * Strictness of order checks.
 *
 * `research` only requires valid orders and leaves cash checks to the caller's gate; `alpaca`
 * checks as Alpaca does: buying power, positions, wash trades, sub-penny prices, market hours.
 */
export type RuleBook = 'research' | 'alpaca';

/** Options of an exchange. */
export interface ExchangeOptions {
  /** Starting cash; booked as a deposit when above zero. */
  readonly deposit?: { readonly amount: Money; readonly at: EpochMs };
  readonly fills?: FillOptions;
  /** Default `none`. */
  readonly fees?: FeeOptions;
  /** Default `research`. */
  readonly rules?: RuleBook;
  /** Tradable assets; when absent, every symbol is tradable, with fractions. */
  readonly assets?: (symbol: Ticker) => Asset | undefined;
  /** Seed of partial fills, and of ids if there is no account; default 0. */
  readonly seed?: number;
  /** Account UUID that ids derive from; absent for ids that depend on the seed. */
  readonly account?: string;
  /** The instant of a bar's open where it is not `bar.start`, as for daily bars. */
  readonly openOf?: (bar: Bar) => EpochMs;
  /**
   * Whether the market is open at the start, before any `session` event. Default: open for
   * `research`, closed for `alpaca`.
   */
  readonly session?: 'open' | 'closed';
  /**
   * Retention of orders. `resting` forgets an order at the drain after the one that reported its
   * end, so that a long backtest does not store orders that are never read; only under `research`,
   * since Alpaca's rules require every client id ever used. Default `all`.
   */
  readonly history?: 'all' | 'resting';
}

/** Exchange options with every default filled in. */
export interface ResolvedOptions {
  readonly halfSpreadBps: number;
  readonly slippageBps: number;
  readonly fillAt: FillTime;
  readonly partial: number;
  readonly fees: FeeOptions;
  readonly rules: RuleBook;
  readonly assets: ((symbol: Ticker) => Asset | undefined) | undefined;
  readonly seed: number;
  /** Source of ids: the account, else the seed. */
  readonly idsOf: number | string;
  readonly openOf: ((bar: Bar) => EpochMs) | undefined;
  /** Whether ended orders are forgotten. */
  readonly forgets: boolean;
  /** Price factor of a buy on bars, per dollar of the open: 1 + costs. */
  readonly buyFactor: Decimal;
  /** Price factor of a sell on bars, per dollar of the open: 1 - costs. */
  readonly sellFactor: Decimal;
}

/** Fills in the defaults: half a spread of 2 bp, 1 bp of slippage, whole fills, no fees. */
export function resolveOptions(options: ExchangeOptions): ResolvedOptions {
  const fills = options.fills ?? {};
  const halfSpreadBps = fills.halfSpreadBps ?? 1;
  const slippageBps = fills.slippageBps ?? 1;
  const costs = decimal(halfSpreadBps).plus(decimal(slippageBps)).times(decimal('0.0001'));
  const one = decimal(1);
  const rules = options.rules ?? 'research';
  return {
    halfSpreadBps,
    slippageBps,
    fillAt: fills.at ?? 'next_open',
    partial: fills.partial ?? 0,
    fees: options.fees ?? 'none',
    rules,
    assets: options.assets,
    seed: options.seed ?? 0,
    idsOf: options.account ?? options.seed ?? 0,
    openOf: options.openOf,
    forgets: rules === 'research' && options.history === 'resting',
    buyFactor: one.plus(costs).trimmed(),
    sellFactor: one.minus(costs).trimmed(),
  };
}
