/** One execution as a chart shows it. */
export interface ChartFill {
  /** Milliseconds since 1970. */
  readonly at: number;
  readonly side: 'buy' | 'sell';
  /** Shares, as executed. */
  readonly quantity: number;
  /** Dollars a share, as executed. */
  readonly price: number;
  /** Dollars of value per unit and dollar of price; 1 where absent. */
  readonly multiplier?: number;
  /** What an old share has become until the end by splits: 7 after a split of 7 for 1. */
  readonly factor: number;
  /** Whether a position grew, or turned to the other side. */
  readonly opens: boolean;
  /** What the strategy said. */
  readonly reason: string;
}

/** Prices of one symbol in shares of the last session, with every execution. */
export interface PriceChart {
  readonly symbol: string;
  /** The end of each point, milliseconds; absent where there is a point per session. */
  readonly ends?: readonly number[];
  /** Dollars at each point, null where nothing was traded. */
  readonly close: readonly (number | null)[];
  /** Open, high and low of each point, where there are few enough to see. */
  readonly span?: {
    readonly open: readonly (number | null)[];
    readonly high: readonly (number | null)[];
    readonly low: readonly (number | null)[];
  };
  /** In the order of time. */
  readonly fills: readonly ChartFill[];
}

/** Charts of the symbols that were traded most. */
export interface PriceCharts {
  /** By traded value, the largest first. */
  readonly shown: readonly PriceChart[];
  /** Symbols that were traded and have no chart, by traded value. */
  readonly others: readonly string[];
}
