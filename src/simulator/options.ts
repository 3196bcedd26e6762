import { decimal, type Decimal, type Money } from '../core/decimal.ts';
import type { EpochMs } from '../core/time.ts';
import type { Asset } from '../market/asset.ts';
import type { Bar } from '../market/bar.ts';
import type { Ticker } from '../market/symbol.ts';

/** When a market order fills on bars. */
export type FillTime = 'next_open' | 'close';

/** How a fill is priced and sized beside what the market says. */
export interface FillOptions {
  /** Half the spread that an order which takes liquidity pays on bars, in basis points. */
  readonly halfSpreadBps?: number;
  /** Slippage of an order which takes liquidity on bars, in basis points. */
  readonly slippageBps?: number;
  /**
   * When a market order fills on bars: at the open of the next one, or at the close of the bar that
   * ended at the very instant of its placing, where there is one. Default `next_open`.
   */
  readonly at?: FillTime;
  /** Probability that a fill is partial, of random size; Alpaca's paper trading has 0.1. */
  readonly partial?: number;
}

/**
 * What a fill costs beside its price.
 *
 * `us_equities`: the regulators' fees on sales, by the day; an object: a commission on both sides,
 * exact, and the regulators' fees where it says so.
 */
export type FeeOptions = 'none' | 'us_equities' | Commission;

/** A commission on every fill. */
export interface Commission {
  /** Fraction of the notional. */
  readonly rate: number;
  /** Dollars a share. Default 0. */
  readonly perShare?: number;
  /** Whether the regulators' fees of the day are charged besides. Default false. */
  readonly regulatory?: boolean;
}

/**
 * How strict the exchange is at placing.
 *
 * `research` asks only that an order makes sense and leaves money to the caller's own gate;
 * `alpaca` answers as Alpaca does: buying power, holdings, wash trades, sub-penny prices, sessions.
 */
export type RuleBook = 'research' | 'alpaca';

/** What an exchange is made from. */
export interface ExchangeOptions {
  /** Money in the account at the start; booked as a deposit when above zero. */
  readonly deposit?: { readonly amount: Money; readonly at: EpochMs };
  readonly fills?: FillOptions;
  /** Default `none`. */
  readonly fees?: FeeOptions;
  /** Default `research`. */
  readonly rules?: RuleBook;
  /** What can be traded; absent means that every symbol can, in fractions too. */
  readonly assets?: (symbol: Ticker) => Asset | undefined;
  /** Seeds ids and partial fills; default 0. */
  readonly seed?: number;
  /** The instant of a bar's open where it is not `bar.start`, as for daily bars. */
  readonly openOf?: (bar: Bar) => EpochMs;
  /**
   * Whether the core session runs at the start, before any `session` event. Default: open for
   * `research`, closed for `alpaca`.
   */
  readonly session?: 'open' | 'closed';
  /**
   * Which orders stay known. `resting` forgets an order at the drain after the one that told its
   * end, so that a long backtest does not pay for keeping what nobody asks for; only under
   * `research`, since Alpaca's rules ask for every client id ever used. Default `all`.
   */
  readonly history?: 'all' | 'resting';
}

/** Options with every default filled in. */
export interface ResolvedOptions {
  readonly halfSpreadBps: number;
  readonly slippageBps: number;
  readonly fillAt: FillTime;
  readonly partial: number;
  readonly fees: FeeOptions;
  readonly rules: RuleBook;
  readonly assets: ((symbol: Ticker) => Asset | undefined) | undefined;
  readonly seed: number;
  readonly openOf: ((bar: Bar) => EpochMs) | undefined;
  /** Whether ended orders are forgotten. */
  readonly forgets: boolean;
  /** What a buyer pays on bars per dollar of the open: 1 + costs. */
  readonly buyFactor: Decimal;
  /** What a seller gets on bars per dollar of the open: 1 - costs. */
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
    openOf: options.openOf,
    forgets: rules === 'research' && options.history === 'resting',
    buyFactor: one.plus(costs).trimmed(),
    sellFactor: one.minus(costs).trimmed(),
  };
}
