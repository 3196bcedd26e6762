import type { PerformanceContext } from './context.ts';
import type { RoundTrip } from './input.ts';
import type { Metric, MetricValue } from './metric.ts';
import { finite, isDefined, ratio, undefinedBecause, whenDefined } from './metric.ts';
import { mean, stdev } from './moments.ts';
import {
  greatestBy,
  losers,
  meanBy,
  medianBy,
  tradeReturn,
  winners,
  withTrades,
} from './trade-context.ts';
import { geometricMean } from './volatility.ts';

const pnlOf = ({ pnl }: RoundTrip): number => pnl;

function total(trades: readonly RoundTrip[]): number {
  return trades.reduce((sum, { pnl }) => sum + pnl, 0);
}

/** Σ profits / |Σ losses| of the closed trades. */
function profitFactor(trades: readonly RoundTrip[]): MetricValue {
  return ratio(total(winners(trades)), -total(losers(trades)), 'no trade lost');
}

/** Average profit of the winners over the average loss of the losers. */
function payoff(trades: readonly RoundTrip[]): MetricValue {
  const won = meanBy(winners(trades), pnlOf, 'no trade won');
  const lost = meanBy(losers(trades), ({ pnl }) => -pnl, 'no trade lost');
  return ratio(won, lost, 'no trade lost');
}

/** The profit factor of backtesting.py: of relative profits, whatever the size of the trades. */
function relativeProfitFactor(trades: readonly RoundTrip[]): MetricValue {
  const sumOf = (some: readonly RoundTrip[]): number =>
    some.reduce((sum, trade) => sum + tradeReturn(trade), 0);
  return ratio(sumOf(winners(trades)), -sumOf(losers(trades)), 'no trade lost');
}

/**
 * LEAN's profit-loss ratio: mean profit of winners over mean loss of all others, each profit a
 * fraction of the capital that the trades before it left.
 */
function leanPayoff(trades: readonly RoundTrip[], capital: number): MetricValue {
  let before = capital;
  const sums = { won: 0, lost: 0 };
  for (const { pnl } of trades.toSorted((a, b) => a.closedAt - b.closedAt)) {
    sums[pnl > 0 ? 'won' : 'lost'] += pnl / before;
    before += pnl;
  }
  const count = winners(trades).length;
  if (count === 0) return undefinedBecause('no trade won');
  return ratio(sums.won / count, -sums.lost / (trades.length - count), 'no trade lost');
}

function leanExpectancy(trades: readonly RoundTrip[], capital: number): MetricValue {
  const p = winRate(trades);
  return whenDefined(leanPayoff(trades, capital), (value) => p * value - (1 - p));
}

/** The constant return of a trade that compounds to the same growth; 0 after a total loss. */
function geometricTrade(trades: readonly RoundTrip[]): MetricValue {
  const returns = Float64Array.from(trades, tradeReturn);
  return returns.some((value) => value <= -1) ? 0 : finite(geometricMean(returns), '');
}

function winRate(trades: readonly RoundTrip[]): number {
  return winners(trades).length / trades.length;
}

function kelly(trades: readonly RoundTrip[]): MetricValue {
  const p = winRate(trades);
  const q = losers(trades).length / trades.length;
  return whenDefined(payoff(trades), (value) => ratio(p * value - q, value, 'no trade won'));
}

function cpc(trades: readonly RoundTrip[]): MetricValue {
  const factor = profitFactor(trades);
  const pay = payoff(trades);
  if (!isDefined(factor)) return factor;
  return whenDefined(pay, (value) => factor * winRate(trades) * value);
}

function systemQuality(trades: readonly RoundTrip[]): MetricValue {
  const results = Float64Array.from(trades, pnlOf);
  if (results.length < 2) return { undefined: 'fewer than two trades' };
  const scaled = Math.sqrt(results.length) * mean(results);
  return ratio(scaled, stdev(results), 'the results do not vary');
}

const leastBy: Choose = (trades, value) => -greatestBy(trades, (trade) => -value(trade));

type Choose = (trades: readonly RoundTrip[], value: (trade: RoundTrip) => number) => MetricValue;

const EACH: readonly (readonly [id: string, title: string, formula: string, choose: Choose])[] = [
  ['avg_trade', 'Average trade', 'mean', (trades, value) => meanBy(trades, value, '')],
  ['median_trade', 'Median trade', 'median', medianBy],
  ['best_trade', 'Best trade', 'max', greatestBy],
  ['worst_trade', 'Worst trade', 'min', leastBy],
];

const moneyAndPercent: readonly Metric[] = EACH.flatMap(([id, title, formula, choose]) => [
  {
    id,
    title,
    group: 'trades' as const,
    unit: 'money' as const,
    formula: `${formula} of profit after fees`,
    compute: (context: PerformanceContext) =>
      withTrades(context, (trades) => choose(trades, pnlOf)),
  },
  {
    id: `${id}_pct`,
    title: `${title}, relative`,
    group: 'trades' as const,
    unit: 'fraction' as const,
    formula: `${formula} of profit after fees / (entry price · quantity)`,
    ...(id === 'avg_trade' ? { convention: 'backtesting: the geometric mean' } : {}),
    compute: (context: PerformanceContext) =>
      withTrades(context, (trades) =>
        id === 'avg_trade' && context.convention === 'backtesting'
          ? geometricTrade(trades)
          : choose(trades, tradeReturn),
      ),
  },
]);

function onTrades(
  metric: Omit<Metric, 'compute' | 'group'>,
  use: (trades: readonly RoundTrip[], context: PerformanceContext) => MetricValue,
): Metric {
  const compute = (context: PerformanceContext): MetricValue =>
    withTrades(context, (trades) => use(trades, context));
  return { ...metric, group: 'trades', compute };
}

/** What trades earned, and the ratios of what was won to what was lost. */
export const tradeResultMetrics: readonly Metric[] = [
  ...moneyAndPercent,
  onTrades(
    {
      id: 'avg_win',
      title: 'Average win',
      unit: 'money',
      formula: 'mean profit of winning trades',
    },
    (trades) => meanBy(winners(trades), pnlOf, 'no trade won'),
  ),
  onTrades(
    {
      id: 'avg_loss',
      title: 'Average loss',
      unit: 'money',
      formula: 'mean profit of losing trades',
    },
    (trades) => meanBy(losers(trades), pnlOf, 'no trade lost'),
  ),
  onTrades(
    {
      id: 'payoff',
      title: 'Payoff ratio',
      unit: 'ratio',
      formula: 'avg_win / |avg_loss|',
      convention: 'lean: of profits over the capital before each, trades without profit as losses',
    },
    (trades, { convention, input }) =>
      convention === 'lean' ? leanPayoff(trades, input.initialEquity) : payoff(trades),
  ),
  onTrades(
    {
      id: 'profit_factor',
      title: 'Profit factor',
      unit: 'ratio',
      formula: 'Σ wins / |Σ losses|',
      convention: 'backtesting: of relative profits instead of dollars',
    },
    (trades, { convention }) =>
      convention === 'backtesting' ? relativeProfitFactor(trades) : profitFactor(trades),
  ),
  onTrades(
    {
      id: 'expectancy',
      title: 'Expectancy',
      unit: 'money',
      formula: 'win_rate·avg_win − loss_rate·|avg_loss|',
    },
    (trades) => total(trades) / trades.length,
  ),
  onTrades(
    {
      id: 'expectancy_pct',
      title: 'Expectancy, relative',
      unit: 'fraction',
      formula: 'mean of profit / (entry price · quantity)',
    },
    (trades) => meanBy(trades, tradeReturn, ''),
  ),
  onTrades(
    {
      id: 'expectancy_ratio',
      title: 'Expectancy ratio',
      unit: 'ratio',
      formula: 'expectancy / |avg_loss|',
      convention: 'lean: win_rate·payoff − (1 − win_rate), its own payoff',
    },
    (trades, { convention, input }) =>
      convention === 'lean'
        ? leanExpectancy(trades, input.initialEquity)
        : ratio(
            total(trades) / trades.length,
            meanBy(losers(trades), ({ pnl }) => -pnl, 'no trade lost'),
            'no trade lost',
          ),
  ),
  onTrades(
    {
      id: 'sqn',
      title: 'System quality number',
      unit: 'ratio',
      formula: '√N·mean(pnl)/σ(pnl)',
      source: 'Tharp 2008, Definitive Guide to Position Sizing',
    },
    systemQuality,
  ),
  onTrades(
    {
      id: 'kelly',
      title: 'Kelly fraction',
      unit: 'fraction',
      formula: 'win_rate − loss_rate / payoff',
      source: 'Kelly 1956, Bell System Technical Journal 35(4)',
    },
    kelly,
  ),
  onTrades(
    {
      id: 'risk_of_ruin',
      title: 'Risk of ruin (QuantStats form)',
      unit: 'fraction',
      formula: '((1 − win_rate) / (1 + win_rate))^N',
      source: 'QuantStats',
    },
    (trades) => ((1 - winRate(trades)) / (1 + winRate(trades))) ** trades.length,
  ),
  onTrades(
    {
      id: 'cpc_index',
      title: 'CPC index',
      unit: 'ratio',
      formula: 'profit_factor·win_rate·payoff',
      source: 'QuantStats',
    },
    cpc,
  ),
];
