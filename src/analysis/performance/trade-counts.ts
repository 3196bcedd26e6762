import type { RoundTrip } from './input.ts';
import type { Metric, MetricForm } from './metric.ts';
import { ratioOf, undefinedBecause, metricList } from './metric.ts';
import { byDay } from './day-results.ts';
import { step, type Steps } from './steps.ts';
import { losers, tradeSteps, winners, withTrades } from './trade-context.ts';

const UNKNOWN = 'round trips were not recorded';

/** How many round trips were closed, and how many are open. */
const allSteps: Steps = ({ input }) => [
  step('closed trades', input.roundTrips?.length ?? undefinedBecause(UNKNOWN)),
  step('open trades', input.openTrades ?? undefinedBecause('open trades were not recorded')),
];

function count<const Id extends string>(
  id: Id,
  title: string,
  select: (trades: readonly RoundTrip[]) => readonly RoundTrip[],
): Metric<Id> {
  return {
    id,
    title,
    group: 'trades',
    unit: 'count',
    formula: `number of ${title.toLowerCase()}`,
    compute: ({ input }) =>
      input.roundTrips === undefined ? undefinedBecause(UNKNOWN) : select(input.roundTrips).length,
    steps: allSteps,
  };
}

const unwon = (trades: readonly RoundTrip[]): readonly RoundTrip[] =>
  trades.filter(({ pnl }) => pnl <= 0);

function share<const Id extends string>(
  id: Id,
  title: string,
  select: (trades: readonly RoundTrip[]) => readonly RoundTrip[],
): Metric<Id> {
  return {
    id,
    title,
    group: 'trades',
    unit: 'fraction',
    formula: `${title.toLowerCase()} / closed trades`,
    compute: (context) => withTrades(context, (trades) => select(trades).length / trades.length),
    steps: tradeSteps((trades) => [step(title.toLowerCase(), select(trades).length)]),
  };
}

/** LEAN's: what did not win has lost. @see LEAN, Common/Statistics/PortfolioStatistics.cs */
const notWinning: MetricForm = {
  formula: 'closed trades without a profit / closed trades',
  compute: (context) => withTrades(context, (trades) => unwon(trades).length / trades.length),
  steps: tradeSteps((trades) => [step('trades without a profit', unwon(trades).length)]),
};

/** `loss_rate`. */
export const lossRateMetric: Metric<'loss_rate'> = {
  ...share('loss_rate', 'Losing trades', losers),
  forms: { lean: notWinning },
};

/** How many trades there were, and how many of them won. */
export const tradeCountMetrics = metricList([
  {
    id: 'trades',
    title: 'Trades',
    group: 'trades',
    unit: 'count',
    formula: 'closed and open round trips',
    compute: ({ input }) =>
      input.roundTrips === undefined
        ? undefinedBecause(UNKNOWN)
        : input.roundTrips.length + (input.openTrades ?? 0),
    steps: allSteps,
  },
  count('trades_closed', 'Closed trades', (trades) => trades),
  {
    id: 'trades_open',
    title: 'Open trades',
    group: 'trades',
    unit: 'count',
    formula: 'round trips open at the end',
    compute: ({ input }) => input.openTrades ?? undefinedBecause(UNKNOWN),
    steps: allSteps,
  },
  count('trades_long', 'Long trades', (trades) => trades.filter(({ side }) => side === 'long')),
  count('trades_short', 'Short trades', (trades) => trades.filter(({ side }) => side === 'short')),
  {
    id: 'trades_per_day',
    title: 'Trades a session',
    group: 'trades',
    unit: 'ratio',
    formula: 'closed trades / sessions',
    compute: ({ input }) =>
      input.roundTrips === undefined
        ? undefinedBecause(UNKNOWN)
        : ratioOf(input.roundTrips.length, input.dates.length, 'there are no sessions'),
    steps: (context) => [allSteps(context)[0]!, step('sessions', context.input.dates.length)],
  },
  {
    ...share('win_rate', 'Winning trades', winners),
    // Under another convention it is of days.
    title: 'Win rate',
    forms: { quantstats: byDay.winRate },
  },
  lossRateMetric,
  share('breakeven_rate', 'Trades without profit or loss', (trades) =>
    trades.filter(({ pnl }) => pnl === 0),
  ),
]);
