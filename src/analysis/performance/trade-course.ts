import type { PerformanceContext } from './context.ts';
import type { RoundTrip } from './input.ts';
import type { Metric, MetricStep, MetricUnit, MetricValue } from './metric.ts';
import { isDefined, ratio, undefinedBecause } from './metric.ts';
import { meanSteps, step, type Steps } from './steps.ts';
import { longestRun } from './tails.ts';
import {
  greatestBy,
  greatestSteps,
  heldDays,
  losers,
  meanBy,
  medianBy,
  medianSteps,
  onTrades,
  tradeSteps,
  winners,
  withTrades,
} from './trade-context.ts';

/** Results in the order of closing; sorted once, however many measures ask. */
const RESULTS = new WeakMap<readonly RoundTrip[], readonly number[]>();

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
  named: Pick<Metric, 'id' | 'title' | 'formula'> & { readonly unit?: MetricUnit },
  measure: (adverse: readonly number[], favorable: readonly number[]) => MetricValue,
  steps: Steps,
): Metric {
  return {
    unit: 'money',
    ...named,
    group: 'trades',
    compute: (context) => excursions(context, measure),
    steps: tradeSteps((_, context) => steps(context)),
  };
}

/** The sum of the excursions on one side, or of both. */
function excursionSteps(...sides: readonly ('adverse' | 'favorable')[]): Steps {
  return (context) =>
    sides.map((side) =>
      step(
        side === 'adverse' ? 'Σ greatest loss while open' : 'Σ greatest profit while open',
        excursions(context, (adverse, favorable) =>
          (side === 'adverse' ? adverse : favorable).reduce((total, value) => total + value, 0),
        ),
      ),
    );
}

/** The trade that went furthest to one side. */
const furthestSteps =
  (side: 'adverse' | 'favorable'): Steps =>
  (context) =>
    greatestSteps(context.input.roundTrips ?? [], (trade) => trade[side] ?? Number.NaN);

/** The sum of how long some trades were held, and their number. */
const heldSteps =
  (what: string, choose: (trades: readonly RoundTrip[]) => readonly RoundTrip[]) =>
  (trades: readonly RoundTrip[]): readonly MetricStep[] =>
    meanSteps('calendar days', choose(trades).map(heldDays), what);

/** Results in the order of closing, as long as there are few enough to read. */
const runSteps = (trades: readonly RoundTrip[]): readonly MetricStep[] => {
  const results = byClose(trades);
  const signs = results.map((pnl) => (pnl > 0 ? 'W' : pnl < 0 ? 'L' : '0')).join('');
  const shown = signs.length <= 120 ? signs : `${signs.slice(0, 119)}…`;
  return [step('by closing time, W won and L lost', shown)];
};

const HELD = 'calendar days from opening to closing';

/** How long trades ran, their streaks, and how far they went against and for us. */
export const tradeCourseMetrics: readonly Metric[] = [
  onTrades(
    { id: 'avg_duration_days', title: 'Average duration', unit: 'days', formula: `mean ${HELD}` },
    (trades) => meanBy(trades, heldDays, ''),
    heldSteps('of trades', (trades) => trades),
  ),
  onTrades(
    {
      id: 'median_duration_days',
      title: 'Median duration',
      unit: 'days',
      formula: `median ${HELD}`,
    },
    (trades) => medianBy(trades, heldDays),
    (trades) => medianSteps(trades, heldDays),
  ),
  onTrades(
    { id: 'max_duration_days', title: 'Longest duration', unit: 'days', formula: `max ${HELD}` },
    (trades) => greatestBy(trades, heldDays),
    (trades) => greatestSteps(trades, heldDays),
  ),
  onTrades(
    {
      id: 'avg_win_duration_days',
      title: 'Average duration of winners',
      unit: 'days',
      formula: `mean ${HELD}, winning trades`,
    },
    (trades) => meanBy(winners(trades), heldDays, 'no trade won'),
    heldSteps('winning trades', winners),
  ),
  onTrades(
    {
      id: 'avg_loss_duration_days',
      title: 'Average duration of losers',
      unit: 'days',
      formula: `mean ${HELD}, losing trades`,
    },
    (trades) => meanBy(losers(trades), heldDays, 'no trade lost'),
    heldSteps('losing trades', losers),
  ),
  onTrades(
    {
      id: 'max_consecutive_wins',
      title: 'Most wins in a row',
      unit: 'count',
      formula: 'longest run of winning trades by closing time',
    },
    (trades) => longestRun(byClose(trades), (pnl) => pnl > 0),
    runSteps,
  ),
  onTrades(
    {
      id: 'max_consecutive_losses',
      title: 'Most losses in a row',
      unit: 'count',
      formula: 'longest run of losing trades by closing time',
    },
    (trades) => longestRun(byClose(trades), (pnl) => pnl < 0),
    runSteps,
  ),
  onTrades(
    {
      id: 'max_consecutive_wins_money',
      title: 'Greatest profit in a row of wins',
      unit: 'money',
      formula: 'greatest sum of profits in a run of winning trades',
    },
    (trades) => greatestRunSum(byClose(trades), 1),
    runSteps,
  ),
  onTrades(
    {
      id: 'max_consecutive_losses_money',
      title: 'Greatest loss in a row of losses',
      unit: 'money',
      formula: 'least sum of profits in a run of losing trades',
    },
    (trades) => greatestRunSum(byClose(trades), -1),
    runSteps,
  ),
  excursion(
    { id: 'avg_mae', title: 'Average adverse excursion', formula: 'mean greatest loss while open' },
    (adverse) => average(adverse),
    excursionSteps('adverse'),
  ),
  excursion(
    { id: 'max_mae', title: 'Greatest adverse excursion', formula: 'max greatest loss while open' },
    (adverse) => greatest(adverse),
    furthestSteps('adverse'),
  ),
  excursion(
    {
      id: 'avg_mfe',
      title: 'Average favorable excursion',
      formula: 'mean greatest profit while open',
    },
    (_, favorable) => average(favorable),
    excursionSteps('favorable'),
  ),
  excursion(
    {
      id: 'max_mfe',
      title: 'Greatest favorable excursion',
      formula: 'max greatest profit while open',
    },
    (_, favorable) => greatest(favorable),
    furthestSteps('favorable'),
  ),
  excursion(
    { id: 'edge_ratio', title: 'Edge ratio', unit: 'ratio', formula: 'avg_mfe / avg_mae' },
    (adverse, favorable) =>
      ratio(average(favorable), average(adverse), 'no trade was ever at a loss'),
    excursionSteps('adverse', 'favorable'),
  ),
  {
    id: 'end_trade_drawdown',
    title: 'End-of-trade drawdown',
    group: 'trades',
    unit: 'money',
    formula: 'avg_mfe − avg_trade',
    compute: endDrawdown,
    steps: tradeSteps((trades, context) => [
      ...excursionSteps('favorable')(context),
      step(
        'Σ profit',
        trades.reduce((total, { pnl }) => total + pnl, 0),
      ),
    ]),
  },
];
