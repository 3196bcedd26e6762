import type { PerformanceContext } from './context.ts';
import type { RoundTrip } from './input.ts';
import type { Metric, MetricForm, MetricStep, MetricValue } from './metric.ts';
import { computeMetric, finite, isDefined, ratioOf, whenDefined, metricList } from './metric.ts';
import { mean, stdev } from './moments.ts';
import { byDay } from './day-results.ts';
import { meanSteps, metricStep, step } from './steps.ts';
import { lossRateMetric } from './trade-counts.ts';
import {
  greatestBy,
  greatestSteps,
  losers,
  meanBy,
  medianBy,
  medianSteps,
  onTrades,
  tradeReturn,
  tradeSteps,
  winners,
  withTrades,
  wonAndLost,
} from './trade-context.ts';
import { geometricMean } from './volatility.ts';

const pnlOf = ({ pnl }: RoundTrip): number => pnl;

function total(trades: readonly RoundTrip[]): number {
  return trades.reduce((sum, { pnl }) => sum + pnl, 0);
}

/** Σ profits / |Σ losses| of the closed trades. */
function profitFactor(trades: readonly RoundTrip[]): MetricValue {
  return ratioOf(total(winners(trades)), -total(losers(trades)), 'no trade lost');
}

/** Average profit of the winners over the average loss of the losers. */
function payoff(trades: readonly RoundTrip[]): MetricValue {
  const won = meanBy(winners(trades), pnlOf, 'no trade won');
  const lost = meanBy(losers(trades), ({ pnl }) => -pnl, 'no trade lost');
  return ratioOf(won, lost, 'no trade lost');
}

/** Sum of the relative profits of some trades, whatever their size. */
function relativeSum(trades: readonly RoundTrip[]): number {
  return trades.reduce((sum, trade) => sum + tradeReturn(trade), 0);
}

const relativeFactor: MetricForm = {
  formula: 'Σ wins / |Σ losses|, each a fraction of entry price · quantity',
  compute: (context) =>
    withTrades(context, (trades) =>
      ratioOf(relativeSum(winners(trades)), -relativeSum(losers(trades)), 'no trade lost'),
    ),
  steps: (context) => [
    { what: 'Σ wins', value: withTrades(context, (trades) => relativeSum(winners(trades))) },
    { what: '|Σ losses|', value: withTrades(context, (trades) => -relativeSum(losers(trades))) },
  ],
};

/**
 * LEAN's mean profit of winners and mean loss of all others, each profit a fraction of the capital
 * that the trades before it left.
 */
function relativeMeans(
  trades: readonly RoundTrip[],
  capital: number,
): { readonly won: MetricValue; readonly lost: MetricValue } {
  let before = capital;
  const sums = { won: 0, lost: 0 };
  for (const { pnl } of trades.toSorted((a, b) => a.closedAt - b.closedAt)) {
    sums[pnl > 0 ? 'won' : 'lost'] += pnl / before;
    before += pnl;
  }
  const count = winners(trades).length;
  return {
    won: ratioOf(sums.won, count, 'no trade won'),
    lost: ratioOf(-sums.lost, trades.length - count, 'no trade lost'),
  };
}

function leanPayoff(trades: readonly RoundTrip[], capital: number): MetricValue {
  const { won, lost } = relativeMeans(trades, capital);
  return ratioOf(won, lost, 'no trade lost');
}

const relativePayoff: MetricForm = {
  formula:
    'mean win / |mean loss|, each over the capital that the trades before it left, ' +
    'a trade without profit being a loss',
  compute: (context) =>
    withTrades(context, (trades) => leanPayoff(trades, context.input.initialEquity)),
  steps: (context) =>
    (['won', 'lost'] as const).map((side) => ({
      what: side === 'won' ? 'mean win' : '|mean loss|',
      value: withTrades(
        context,
        (trades) => relativeMeans(trades, context.input.initialEquity)[side],
      ),
    })),
};

const relativeExpectancy: MetricForm = {
  formula: 'win_rate·payoff - (1 - win_rate)',
  compute: (context) =>
    withTrades(context, (trades) => {
      const p = winRate(trades);
      return whenDefined(payoffOf(trades, context), (value) => p * value - (1 - p));
    }),
  steps: (context) => rateAndPayoff(context),
};

const kellyOfAll: MetricForm = {
  formula: 'win_rate - (1 - win_rate) / payoff',
  compute: (context) =>
    withTrades(context, (trades) => {
      const p = winRate(trades);
      return whenDefined(payoff(trades), (value) => p - (1 - p) / value);
    }),
  steps: (context) => rateAndPayoff(context),
};

function rateAndPayoff(context: PerformanceContext): readonly MetricStep[] {
  return [
    { what: 'win_rate', value: withTrades(context, winRate) },
    { what: 'payoff', value: withTrades(context, (trades) => payoffOf(trades, context)) },
  ];
}

/** The payoff ratio under a context's convention. */
function payoffOf(trades: readonly RoundTrip[], context: PerformanceContext): MetricValue {
  const { convention, input } = context;
  return convention === 'lean' ? leanPayoff(trades, input.initialEquity) : payoff(trades);
}

/** The constant return of a trade that compounds to the same growth; 0 after a total loss. */
function geometricTrade(trades: readonly RoundTrip[]): MetricValue {
  const returns = Float64Array.from(trades, tradeReturn);
  return returns.some((value) => value <= -1) ? 0 : finite(geometricMean(returns), '');
}

function winRate(trades: readonly RoundTrip[]): number {
  return winners(trades).length / trades.length;
}

function kelly(trades: readonly RoundTrip[], context: PerformanceContext): MetricValue {
  const p = winRate(trades);
  return whenDefined(computeMetric(lossRateMetric, context), (q) =>
    whenDefined(payoffOf(trades, context), (value) =>
      ratioOf(p * value - q, value, 'no trade won'),
    ),
  );
}

/** The profit factor under a context's convention. */
function factorOf(trades: readonly RoundTrip[], context: PerformanceContext): MetricValue {
  return context.convention === 'backtesting'
    ? relativeFactor.compute(context)
    : profitFactor(trades);
}

function cpc(trades: readonly RoundTrip[], context: PerformanceContext): MetricValue {
  const factor = factorOf(trades, context);
  const pay = payoffOf(trades, context);
  if (!isDefined(factor)) return factor;
  return whenDefined(pay, (value) => factor * winRate(trades) * value);
}

function systemQuality(trades: readonly RoundTrip[]): MetricValue {
  const results = Float64Array.from(trades, pnlOf);
  if (results.length < 2) return { undefined: 'fewer than two trades' };
  const scaled = Math.sqrt(results.length) * mean(results);
  return ratioOf(scaled, stdev(results), 'the results do not vary');
}

const leastBy: Choose = (trades, value) => -greatestBy(trades, (trade) => -value(trade));

type Choose = (trades: readonly RoundTrip[], value: (trade: RoundTrip) => number) => MetricValue;

const geometricTrades: MetricForm = {
  formula: 'Π(1 + profit after fees / (entry price · quantity))^(1/N) - 1',
  compute: (context) => withTrades(context, geometricTrade),
  steps: (context) => [
    {
      what: 'Π(1 + profit / (entry price · quantity))',
      value: withTrades(context, (trades) =>
        trades.reduce((growth, trade) => growth * (1 + tradeReturn(trade)), 1),
      ),
    },
    { what: 'N', value: withTrades(context, (trades) => trades.length) },
  ],
};

/** How one trade is chosen from all, or all are made one, and what that is made of. */
interface Chosen {
  readonly id: `${'avg' | 'median' | 'best' | 'worst'}_trade`;
  readonly title: string;
  readonly formula: string;
  readonly choose: Choose;
  readonly steps: (
    trades: readonly RoundTrip[],
    value: (trade: RoundTrip) => number,
  ) => readonly MetricStep[];
}

const EACH: readonly Chosen[] = [
  {
    id: 'avg_trade',
    title: 'Average trade',
    formula: 'mean',
    choose: (trades, value) => meanBy(trades, value, ''),
    steps: (trades, value) => meanSteps('of them', trades.map(value)).slice(0, 1),
  },
  {
    id: 'median_trade',
    title: 'Median trade',
    formula: 'median',
    choose: medianBy,
    steps: medianSteps,
  },
  {
    id: 'best_trade',
    title: 'Best trade',
    formula: 'max',
    choose: greatestBy,
    steps: greatestSteps,
  },
  {
    id: 'worst_trade',
    title: 'Worst trade',
    formula: 'min',
    choose: leastBy,
    steps: (trades, value) => greatestSteps(trades, (trade) => -value(trade)),
  },
];

const moneyAndPercent = EACH.flatMap(
  ({
    id,
    title,
    formula,
    choose,
    steps,
  }): readonly Metric<Chosen['id'] | `${Chosen['id']}_pct`>[] => [
    {
      id,
      title,
      group: 'trades',
      unit: 'money',
      isChange: true,
      formula: `${formula} of profit after fees`,
      compute: (context: PerformanceContext) =>
        withTrades(context, (trades) => choose(trades, pnlOf)),
      steps: tradeSteps((trades) => steps(trades, pnlOf)),
    },
    {
      id: `${id}_pct`,
      title: `${title}, relative`,
      group: 'trades',
      unit: 'fraction',
      isChange: true,
      formula: `${formula} of profit after fees / (entry price · quantity)`,
      compute: (context: PerformanceContext) =>
        withTrades(context, (trades) => choose(trades, tradeReturn)),
      steps: tradeSteps((trades) => steps(trades, tradeReturn)),
      ...(id === 'avg_trade' ? { forms: { backtesting: geometricTrades } } : {}),
    },
  ],
);

/** What trades earned, and the ratios of what was won to what was lost. */
export const tradeResultMetrics = metricList([
  ...moneyAndPercent,
  onTrades(
    {
      id: 'avg_win',
      title: 'Average win',
      unit: 'money',
      isChange: true,
      formula: 'mean profit of winning trades',
    },
    (trades) => meanBy(winners(trades), pnlOf, 'no trade won'),
    (trades) => wonAndLost(trades).slice(0, 2),
  ),
  onTrades(
    {
      id: 'avg_loss',
      title: 'Average loss',
      unit: 'money',
      isChange: true,
      formula: 'mean profit of losing trades',
    },
    (trades) => meanBy(losers(trades), pnlOf, 'no trade lost'),
    (trades) => wonAndLost(trades).slice(2),
  ),
  onTrades(
    {
      id: 'payoff',
      title: 'Payoff ratio',
      unit: 'ratio',
      formula: 'avg_win / |avg_loss|',
      forms: { quantstats: byDay.payoff, lean: relativePayoff },
    },
    payoff,
    (trades) => [
      step('avg_win', meanBy(winners(trades), pnlOf, 'no trade won')),
      step('avg_loss', meanBy(losers(trades), pnlOf, 'no trade lost')),
    ],
  ),
  onTrades(
    {
      id: 'profit_factor',
      title: 'Profit factor',
      unit: 'ratio',
      formula: 'Σ wins / |Σ losses|',
      forms: { quantstats: byDay.profitFactor, backtesting: relativeFactor },
    },
    profitFactor,
    wonAndLost,
  ),
  onTrades(
    {
      id: 'expectancy',
      title: 'Expectancy',
      unit: 'money',
      isChange: true,
      formula: 'share of wins·avg_win - share of losses·|avg_loss|',
    },
    (trades) => total(trades) / trades.length,
    wonAndLost,
  ),
  onTrades(
    {
      id: 'expectancy_pct',
      title: 'Expectancy, relative',
      unit: 'fraction',
      isChange: true,
      formula: 'mean of profit / (entry price · quantity)',
    },
    (trades) => meanBy(trades, tradeReturn, ''),
    (trades) => meanSteps('profit / (entry price · quantity)', trades.map(tradeReturn)).slice(0, 1),
  ),
  onTrades(
    {
      id: 'expectancy_ratio',
      title: 'Expectancy ratio',
      unit: 'ratio',
      formula: 'expectancy / |avg_loss|',
      forms: { lean: relativeExpectancy },
    },
    (trades) =>
      ratioOf(
        total(trades) / trades.length,
        meanBy(losers(trades), ({ pnl }) => -pnl, 'no trade lost'),
        'no trade lost',
      ),
    (trades) => [
      step('expectancy', total(trades) / trades.length),
      step('avg_loss', meanBy(losers(trades), pnlOf, 'no trade lost')),
    ],
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
    (trades) => [
      step('mean(pnl)', meanBy(trades, pnlOf, '')),
      step('σ(pnl)', stdev(Float64Array.from(trades, pnlOf)), 'fewer than two trades'),
    ],
  ),
  onTrades(
    {
      id: 'kelly',
      title: 'Kelly fraction',
      unit: 'fraction',
      formula: 'win_rate - loss_rate / payoff',
      source: 'Kelly 1956, Bell System Technical Journal 35(4)',
      forms: { quantstats: byDay.kelly, backtesting: kellyOfAll },
    },
    kelly,
    (trades, context) => [
      step('win_rate', winRate(trades)),
      metricStep(lossRateMetric, context),
      step('payoff', payoffOf(trades, context)),
    ],
  ),
  onTrades(
    {
      id: 'risk_of_ruin',
      title: 'Risk of ruin (QuantStats form)',
      unit: 'fraction',
      formula: '((1 - win_rate) / (1 + win_rate))^N, N closed trades',
      convention:
        'the chance to lose everything by a formula that knows only the win rate; ' +
        'ruin_probability is the chance to lose half, simulated from the profits',
      source: 'QuantStats',
      forms: { quantstats: byDay.ruin },
    },
    (trades) => ((1 - winRate(trades)) / (1 + winRate(trades))) ** trades.length,
    (trades) => [step('win_rate', winRate(trades))],
  ),
  onTrades(
    {
      id: 'cpc_index',
      title: 'CPC index',
      unit: 'ratio',
      formula: 'profit_factor·win_rate·payoff',
      source: 'QuantStats',
      forms: { quantstats: byDay.cpc },
    },
    cpc,
    (trades, context) => [
      step('profit_factor', factorOf(trades, context)),
      ...rateAndPayoff(context),
    ],
  ),
]);
