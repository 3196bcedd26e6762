import type { RoundTrip } from './input.ts';
import type { Metric } from './metric.ts';
import { ratio, undefinedBecause } from './metric.ts';
import { losers, winners, withTrades } from './trade-context.ts';

const UNKNOWN = 'round trips were not recorded';

function count(
  id: string,
  title: string,
  select: (trades: readonly RoundTrip[]) => readonly RoundTrip[],
): Metric {
  return {
    id,
    title,
    group: 'trades',
    unit: 'count',
    formula: `number of ${title.toLowerCase()}`,
    compute: ({ input }) =>
      input.roundTrips === undefined ? undefinedBecause(UNKNOWN) : select(input.roundTrips).length,
  };
}

function share(
  id: string,
  title: string,
  select: (trades: readonly RoundTrip[]) => readonly RoundTrip[],
): Metric {
  return {
    id,
    title,
    group: 'trades',
    unit: 'fraction',
    formula: `${title.toLowerCase()} / closed trades`,
    compute: (context) => withTrades(context, (trades) => select(trades).length / trades.length),
  };
}

/** How many trades there were, and how many of them won. */
export const tradeCountMetrics: readonly Metric[] = [
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
  },
  count('trades_closed', 'Closed trades', (trades) => trades),
  {
    id: 'trades_open',
    title: 'Open trades',
    group: 'trades',
    unit: 'count',
    formula: 'round trips open at the end',
    compute: ({ input }) => input.openTrades ?? undefinedBecause(UNKNOWN),
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
        : ratio(input.roundTrips.length, input.dates.length, 'there are no sessions'),
  },
  share('win_rate', 'Winning trades', winners),
  share('loss_rate', 'Losing trades', losers),
  share('breakeven_rate', 'Trades without profit or loss', (trades) =>
    trades.filter(({ pnl }) => pnl === 0),
  ),
];
