/** What a strategy is run again under. */
export const STRESSES = ['as_run', 'one_bar_later', 'costs_0x', 'costs_2x', 'costs_3x'] as const;

/** The figures of a run under one stress; null where one has no value. */
export interface StressRun {
  readonly stress: (typeof STRESSES)[number];
  /** Fraction over the whole span. */
  readonly totalReturn: number | null;
  /** Fraction a year. */
  readonly cagr: number | null;
  readonly sharpe: number | null;
  /** Fraction, non-negative. */
  readonly maxDrawdown: number | null;
  /** Dollars. */
  readonly finalValue: number;
  /** Round trips. */
  readonly trades: number;
}
