import type { PerformanceContext } from './context.ts';
import type { RoundTrip } from './input.ts';
import type { Metric, MetricUnit, MetricValue } from './metric.ts';
import { isDefined, ratio, undefinedBecause } from './metric.ts';
import { longestRun } from './tails.ts';
import {
  greatestBy,
  heldDays,
  losers,
  meanBy,
  medianBy,
  winners,
  withTrades,
} from './trade-context.ts';

interface Named {
  readonly id: string;
  readonly title: string;
  readonly unit: MetricUnit;
  readonly formula: string;
}

function onTrades(named: Named, use: (trades: readonly RoundTrip[]) => MetricValue): Metric {
  return { ...named, group: 'trades', compute: (context) => withTrades(context, use) };
}

function byClose(trades: readonly RoundTrip[]): readonly number[] {
  let results = RESULTS.get(trades);
  if (results === undefined) {
    results = trades.toSorted((a, b) => a.closedAt - b.closedAt).map(({ pnl }) => pnl);
    RESULTS.set(trades, results);
  }
  return results;
}

/** The greatest sum of profits in a row of trades on one side of 0. */
function greatestRunSum(results: readonly number[], sign: 1 | -1): number {
  let greatest = 0;
  let current = 0;
  for (const result of results) {
    current = result * sign > 0 ? current + result * sign : 0;
    greatest = Math.max(greatest, current);
  }
  return greatest * sign;
}

interface Courses {
  readonly adverse: readonly number[];
  readonly favorable: readonly number[];
}

/** The excursions that are known; looked up once, however many measures ask. */
const COURSES = new WeakMap<readonly RoundTrip[], Courses>();

function coursesOf(trades: readonly RoundTrip[]): Courses {
  let courses = COURSES.get(trades);
  if (courses === undefined) {
    courses = {
      adverse: trades.flatMap(({ adverse }) => adverse ?? []),
      favorable: trades.flatMap(({ favorable }) => favorable ?? []),
    };
    COURSES.set(trades, courses);
  }
  return courses;
}

function excursions(
  context: PerformanceContext,
  measure: (adverse: readonly number[], favorable: readonly number[]) => MetricValue,
): MetricValue {
  return withTrades(context, (trades) => {
    const { adverse, favorable } = coursesOf(trades);
    if (adverse.length < trades.length || favorable.length < trades.length) {
      return undefinedBecause('excursions were not recorded');
    }
    return measure(adverse, favorable);
  });
}

function average(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0) / values.length;
}

function greatest(values: readonly number[]): number {
  return values.reduce((kept, value) => Math.max(kept, value), -Infinity);
}

function endDrawdown(context: PerformanceContext): MetricValue {
  return excursions(context, (_, favorable) => {
    const closing = withTrades(context, (trades) => meanBy(trades, ({ pnl }) => pnl, ''));
    return isDefined(closing) ? average(favorable) - closing : closing;
  });
}

function excursion(
  named: Omit<Named, 'unit'> & { readonly unit?: MetricUnit },
  measure: (adverse: readonly number[], favorable: readonly number[]) => MetricValue,
): Metric {
  return {
    unit: 'money',
    ...named,
    group: 'trades',
    compute: (context) => excursions(context, measure),
  };
}

const HELD = 'calendar days from opening to closing';

/** How long trades ran, their streaks, and how far they went against and for us. */
export const tradeCourseMetrics: readonly Metric[] = [
  onTrades(
    { id: 'avg_duration_days', title: 'Average duration', unit: 'days', formula: `mean ${HELD}` },
    (trades) => meanBy(trades, heldDays, ''),
  ),
  onTrades(
    {
      id: 'median_duration_days',
      title: 'Median duration',
      unit: 'days',
      formula: `median ${HELD}`,
    },
    (trades) => medianBy(trades, heldDays),
  ),
  onTrades(
    { id: 'max_duration_days', title: 'Longest duration', unit: 'days', formula: `max ${HELD}` },
    (trades) => greatestBy(trades, heldDays),
  ),
  onTrades(
    {
      id: 'avg_win_duration_days',
      title: 'Average duration of winners',
      unit: 'days',
      formula: `mean ${HELD}, winning trades`,
    },
    (trades) => meanBy(winners(trades), heldDays, 'no trade won'),
  ),
  onTrades(
    {
      id: 'avg_loss_duration_days',
      title: 'Average duration of losers',
      unit: 'days',
      formula: `mean ${HELD}, losing trades`,
    },
    (trades) => meanBy(losers(trades), heldDays, 'no trade lost'),
  ),
  onTrades(
    {
      id: 'max_consecutive_wins',
      title: 'Most wins in a row',
      unit: 'count',
      formula: 'longest run of winning trades by closing time',
    },
    (trades) => longestRun(byClose(trades), (pnl) => pnl > 0),
  ),
  onTrades(
    {
      id: 'max_consecutive_losses',
      title: 'Most losses in a row',
      unit: 'count',
      formula: 'longest run of losing trades by closing time',
    },
    (trades) => longestRun(byClose(trades), (pnl) => pnl < 0),
  ),
  onTrades(
    {
      id: 'max_consecutive_wins_money',
      title: 'Greatest profit in a row of wins',
      unit: 'money',
      formula: 'greatest sum of profits in a run of winning trades',
    },
    (trades) => greatestRunSum(byClose(trades), 1),
  ),
  onTrades(
    {
      id: 'max_consecutive_losses_money',
      title: 'Greatest loss in a row of losses',
      unit: 'money',
      formula: 'least sum of profits in a run of losing trades',
    },
    (trades) => greatestRunSum(byClose(trades), -1),
  ),
  excursion(
    { id: 'avg_mae', title: 'Average adverse excursion', formula: 'mean greatest loss while open' },
    (adverse) => average(adverse),
  ),
  excursion(
    { id: 'max_mae', title: 'Greatest adverse excursion', formula: 'max greatest loss while open' },
    (adverse) => greatest(adverse),
  ),
  excursion(
    {
      id: 'avg_mfe',
      title: 'Average favorable excursion',
      formula: 'mean greatest profit while open',
    },
    (_, favorable) => average(favorable),
  ),
  excursion(
    {
      id: 'max_mfe',
      title: 'Greatest favorable excursion',
      formula: 'max greatest profit while open',
    },
    (_, favorable) => greatest(favorable),
  ),
  excursion(
    { id: 'edge_ratio', title: 'Edge ratio', unit: 'ratio', formula: 'avg_mfe / avg_mae' },
    (adverse, favorable) =>
      ratio(average(favorable), average(adverse), 'no trade was ever at a loss'),
  ),
  {
    id: 'end_trade_drawdown',
    title: 'End-of-trade drawdown',
    group: 'trades',
    unit: 'money',
    formula: 'avg_mfe − avg_trade',
    compute: endDrawdown,
  },
]; /** Results in the order of closing; sorted once, however many measures ask. */
const RESULTS = new WeakMap<readonly RoundTrip[], readonly number[]>();
