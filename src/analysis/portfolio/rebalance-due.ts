import { percentText } from '../../core/number-text.ts';
import type { IsoDate } from '../../core/time.ts';
import { sessionOn } from '../../market/calendar.ts';
import { checkNumber } from '../arguments.ts';
import { spanOf } from '../performance/calendar-returns.ts';
import type { RebalanceRow } from './rebalance.ts';

/** How often a portfolio is rebalanced by the exchange's calendar. */
export type RebalanceEvery = 'day' | 'week' | 'month' | 'quarter' | 'year';

/** When a portfolio is rebalanced: by the calendar, by drift, or by whichever comes first. */
export interface RebalanceSchedule {
  /** Once in so long; by drift alone when absent. */
  readonly every?: RebalanceEvery;
  /** Distance of a weight from its target that calls for it at any session, a fraction. */
  readonly drift?: number;
}

/** Whether to rebalance, and why. */
export interface RebalanceDue {
  readonly due: boolean;
  readonly by: 'calendar' | 'drift' | null;
  readonly reason: string;
}

/**
 * Whether a portfolio is due for rebalancing on a trading day.
 *
 * By the calendar at the first session of a week (from Monday), month, quarter or year that the
 * last rebalancing was not in; holidays count, so that a month may begin on its third.
 *
 * @param last the date of the last rebalancing; null where there was none, which is due immediately
 * @throws QuipuError `analysis.invalid_argument`, `market.outside_calendar`
 */
export function rebalanceDue(
  schedule: RebalanceSchedule,
  at: { readonly date: IsoDate; readonly last: IsoDate | null; readonly equity: number },
  rows: readonly RebalanceRow[],
): RebalanceDue {
  const { every, drift } = schedule;
  const { date, last, equity } = at;
  checkNumber('equity', equity, { above: 0 });
  if (drift !== undefined) checkNumber('drift', drift, { least: 0 });
  const no = (reason: string): RebalanceDue => ({ due: false, by: null, reason });
  if (sessionOn(date) === undefined) return no(`${date} is no session`);
  if (every !== undefined) {
    if (last === null) return { due: true, by: 'calendar', reason: 'never rebalanced' };
    const another = every === 'day' ? date > last : spanOf(date, every) > spanOf(last, every);
    if (another) {
      return { due: true, by: 'calendar', reason: `another ${every} since ${last}` };
    }
  }
  for (const { symbol, shares, price, target } of drift === undefined ? [] : rows) {
    const weight = (shares * price) / equity;
    checkNumber(`weight of ${symbol}`, weight);
    if (Math.abs(weight - target) <= drift!) continue;
    const [now, wanted] = [weight, target].map(percentText);
    return { due: true, by: 'drift', reason: `${symbol} is at ${now}, its target ${wanted}` };
  }
  return no('neither the calendar nor a weight asks for it');
}
