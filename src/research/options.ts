import type { InferShape, Shape } from '../core/schema.ts';
import type { BarSeries } from '../market/bar.ts';
import type { RiskLimitsChange } from '../risk/limits.ts';
import type { FeeOptions, FillTime } from '../simulator/options.ts';

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

/** Bars of one symbol, which a plain string names. */
export type BarsInput = Omit<BarSeries, 'symbol'> & { readonly symbol: string };

/** What a backtest runs over and under which assumptions; all but the bars have defaults. */
export interface BacktestOptions<P extends Shape = Shape> {
  /** Raw bars with their corporate actions, one series or several of the strategy's timeframe. */
  readonly bars: BarsInput | readonly BarsInput[];
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
  /**
   * What a share of a symbol is worth, in dollars, after its last bar within the run; its last
   * price where absent. Positions are closed at it on the next session.
   */
  readonly delisting?: Readonly<Record<string, number>>;
  /** Changes of the limits of {@link RESEARCH_LIMITS}. */
  readonly limits?: RiskLimitsChange;
  /** The strategy's parameters; its own defaults where absent. */
  readonly params?: Partial<InferShape<P>>;
  /** Annual risk-free rate as a fraction. Default 0. */
  readonly riskFree?: number;
  /** What the run is compared with: raw bars, those before the run's first session included. */
  readonly benchmark?: BarsInput;
  /** The seed of the simulated market that the bars are from; absent for real prices. */
  readonly simulatedSeed?: number;
  /** Whether journal entries are kept in the result. Default false. */
  readonly keepJournal?: boolean;
}
