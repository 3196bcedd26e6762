import type { IsoDate } from '../../core/time.ts';
import type { BarSeries } from '../../market/bar.ts';
import { sessionReturns } from '../../market/total-return.ts';

/**
 * Mean total return of series, each held from its first close within the sessions to its last,
 * dividends put back into it on the ex-day.
 *
 * @returns undefined where none has two closes within the sessions
 */
export function buyHoldReturn(
  series: readonly BarSeries[],
  dates: readonly IsoDate[],
): number | undefined {
  const totals = series.flatMap((one) => {
    const { returns } = sessionReturns(one, dates);
    // The first session's return is to the close before the run, which was not to be had.
    const held = returns.subarray(1).filter((value) => !Number.isNaN(value));
    return held.length === 0 ? [] : [held.reduce((growth, value) => growth * (1 + value), 1) - 1];
  });
  if (totals.length === 0) return undefined;
  return totals.reduce((sum, total) => sum + total, 0) / totals.length;
}
