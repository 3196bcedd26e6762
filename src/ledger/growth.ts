import type { Money } from '../core/decimal.ts';

/**
 * The account's growth as of its last mark, as a time-weighted index: deposits and withdrawals
 * between two marks do not change it. The marks are the valuations that the journal has: at the
 * open and at the close of each trading day.
 */
export interface Growth {
  /** 1 at the first mark. */
  readonly index: number;
  /** The highest index of a mark so far, the high-water mark. */
  readonly high: number;
  /** Equity at the last mark, an estimate. */
  readonly equity: number;
  /** Net deposits by then. */
  readonly contributed: Money;
}

/** An account with its growth so far; a portfolio is one. */
export interface Grown {
  /** Null before the first mark. */
  readonly growth: Growth | null;
  /** Net deposits by now. */
  readonly contributed: Money;
}

/** The growth after another mark; a mark without a complete valuation counts for nothing. */
export function growthAfter({ growth, contributed }: Grown, equity: number | null): Growth | null {
  if (equity === null) return growth;
  if (growth === null) return { index: 1, high: 1, equity, contributed };
  const index = indexAt(growth, equity, contributed);
  return { index, high: Math.max(growth.high, index), equity, contributed };
}

/**
 * The fraction by which equity is below the high-water mark now: 0 at or above it, and before the
 * first mark; NaN where equity is.
 */
export function drawdownOf({ growth, contributed }: Grown, equity: number): number {
  if (Number.isNaN(equity)) return Number.NaN;
  if (growth === null) return 0;
  return Math.max(0, 1 - indexAt(growth, equity, contributed) / growth.high);
}

/** The equity at which the drawdown is exactly a fraction; minus infinity before the first mark. */
export function equityAtDrawdown({ growth, contributed }: Grown, drawdown: number): number {
  if (growth === null || !(growth.index > 0)) return Number.NEGATIVE_INFINITY;
  const flows = contributed.minus(growth.contributed).toNumber();
  return flows + ((1 - drawdown) * growth.high * growth.equity) / growth.index;
}

function indexAt({ index, equity: before, contributed }: Growth, now: number, by: Money): number {
  // An account that was empty at the last mark grows from what it has now.
  if (!(before > 0)) return index;
  // Most often nothing was paid in since, and this is computed for every order.
  const flows = by === contributed ? 0 : by.minus(contributed).toNumber();
  return (index * Math.max(0, now - flows)) / before;
}
