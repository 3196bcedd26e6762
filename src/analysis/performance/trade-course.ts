import type { PerformanceContext } from './context.ts';
import type { RoundTrip } from './input.ts';
import type { Metric, MetricStep, MetricUnit, MetricValue } from './metric.ts';
import { isDefined, ratioOf, undefinedBecause, metricList } from './metric.ts';
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

function excursion<const Id extends string>(
  named: Pick<Metric<Id>, 'id' | 'title' | 'formula' | 'isChange' | 'shownNegative'> & {
    readonly unit?: MetricUnit;
  },
  measure: (adverse: readonly number[], favorable: readonly number[]) => MetricValue,
  steps: Steps,
): Metric<Id> {
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
        side === 'adverse' ? 'Σ MAE' : 'Σ MFE',
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
export const tradeCourseMetrics = metricList([
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
      title: 'Max consecutive wins',
      unit: 'count',
      formula: 'longest run of winning trades by closing time',
    },
    (trades) => longestRun(byClose(trades), (pnl) => pnl > 0),
    runSteps,
  ),
  onTrades(
    {
      id: 'max_consecutive_losses',
      title: 'Max consecutive losses',
      unit: 'count',
      formula: 'longest run of losing trades by closing time',
    },
    (trades) => longestRun(byClose(trades), (pnl) => pnl < 0),
    runSteps,
  ),
  onTrades(
    {
      id: 'max_consecutive_wins_money',
      title: 'Max profit of consecutive wins',
      unit: 'money',
      isChange: true,
      formula: 'greatest sum of profits in a run of winning trades',
    },
    (trades) => greatestRunSum(byClose(trades), 1),
    runSteps,
  ),
  onTrades(
    {
      id: 'max_consecutive_losses_money',
      title: 'Max loss of consecutive losses',
      unit: 'money',
      isChange: true,
      formula: 'least sum of profits in a run of losing trades',
    },
    (trades) => greatestRunSum(byClose(trades), -1),
    runSteps,
  ),
  excursion(
    {
      id: 'avg_mae',
      title: 'Average MAE',
      formula: 'mean maximum adverse excursion: the largest loss of a trade while open',
      shownNegative: true,
    },
    (adverse) => average(adverse),
    excursionSteps('adverse'),
  ),
  excursion(
    {
      id: 'max_mae',
      title: 'Max MAE',
      formula: 'max maximum adverse excursion: the largest loss of a trade while open',
      shownNegative: true,
    },
    (adverse) => greatest(adverse),
    furthestSteps('adverse'),
  ),
  excursion(
    {
      id: 'avg_mfe',
      title: 'Average MFE',
      formula: 'mean maximum favorable excursion: the largest profit of a trade while open',
      isChange: true,
    },
    (_, favorable) => average(favorable),
    excursionSteps('favorable'),
  ),
  excursion(
    {
      id: 'max_mfe',
      title: 'Max MFE',
      formula: 'max maximum favorable excursion: the largest profit of a trade while open',
      isChange: true,
    },
    (_, favorable) => greatest(favorable),
    furthestSteps('favorable'),
  ),
  excursion(
    { id: 'edge_ratio', title: 'Edge ratio', unit: 'ratio', formula: 'avg_mfe / avg_mae' },
    (adverse, favorable) =>
      ratioOf(average(favorable), average(adverse), 'no trade was ever at a loss'),
    excursionSteps('adverse', 'favorable'),
  ),
  {
    id: 'end_trade_drawdown',
    title: 'End-of-trade drawdown',
    group: 'trades',
    unit: 'money',
    shownNegative: true,
    formula: 'avg_mfe - avg_trade',
    compute: endDrawdown,
    steps: tradeSteps((trades, context) => [
      ...excursionSteps('favorable')(context),
      step(
        'Σ profit',
        trades.reduce((total, { pnl }) => total + pnl, 0),
      ),
    ]),
  },
]);
