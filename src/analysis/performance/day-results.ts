import type { PerformanceContext } from './context.ts';
import type { MetricForm, MetricStep, MetricValue } from './metric.ts';
import { finite, ratioOf, whenDefined } from './metric.ts';
import { mean, select } from './moments.ts';
import { gainsAbove, lossesBelow } from './omega.ts';
import { meanSteps, step } from './steps.ts';

const won = ({ returns }: PerformanceContext): Float64Array => select(returns, (r) => r > 0);
const lost = ({ returns }: PerformanceContext): Float64Array => select(returns, (r) => r < 0);

function winRate(context: PerformanceContext): MetricValue {
  const moved = select(context.returns, (value) => value !== 0).length;
  return finite(won(context).length / moved, 'no day moved');
}

function payoff(context: PerformanceContext): MetricValue {
  return ratioOf(
    finite(mean(won(context)), 'no day gained'),
    finite(-mean(lost(context)), 'no day lost'),
    'no day lost',
  );
}

const factor = ({ returns }: PerformanceContext): MetricValue =>
  ratioOf(gainsAbove(returns), lossesBelow(returns), 'no day lost');

const movedSteps = (context: PerformanceContext): readonly MetricStep[] => [
  step('r above 0', won(context).length),
  step('r other than 0', won(context).length + lost(context).length),
];

const rateAndPayoff = (context: PerformanceContext): readonly MetricStep[] => [
  step('win_rate', winRate(context)),
  step('payoff', payoff(context)),
];

/**
 * What QuantStats calls winning, paying off and ruin: of days with a return, not of round trips, so
 * that a column of returns alone has them.
 *
 * @see QuantStats 0.0.78, quantstats/stats.py
 */
export const byDay = {
  winRate: {
    formula: 'number of r above 0 / number of r other than 0',
    compute: winRate,
    steps: movedSteps,
  },
  payoff: {
    formula: 'mean of the r above 0 / |mean of the r below 0|',
    compute: payoff,
    steps: (context) => [
      ...meanSteps('r above 0', won(context), 'days above 0'),
      ...meanSteps('r below 0', lost(context), 'days below 0'),
    ],
  },
  profitFactor: {
    formula: 'Σ r above 0 / |Σ r below 0|',
    compute: factor,
    steps: ({ returns }) => [
      step('Σ r above 0', gainsAbove(returns)),
      step('|Σ r below 0|', lossesBelow(returns)),
    ],
  },
  kelly: {
    formula: '(win_rate·payoff - (1 - win_rate)) / payoff, of days',
    compute: (context) =>
      whenDefined(winRate(context), (p) =>
        whenDefined(payoff(context), (value) =>
          ratioOf(p * value - (1 - p), value, 'no day gained'),
        ),
      ),
    steps: rateAndPayoff,
  },
  cpc: {
    formula: 'profit_factor·win_rate·payoff, of days',
    compute: (context) =>
      whenDefined(factor(context), (value) =>
        whenDefined(winRate(context), (p) =>
          whenDefined(payoff(context), (paid) => value * p * paid),
        ),
      ),
    steps: (context) => [step('profit_factor', factor(context)), ...rateAndPayoff(context)],
  },
  ruin: {
    formula: '((1 - win_rate) / (1 + win_rate))^n, n days',
    compute: (context) =>
      whenDefined(winRate(context), (p) => ((1 - p) / (1 + p)) ** context.returns.length),
    steps: (context) => [step('win_rate', winRate(context)), step('n', context.returns.length)],
  },
  timeInMarket: {
    formula: '⌈100·number of r other than 0 / n⌉ / 100',
    compute: (context) => {
      const moved = select(context.returns, (value) => value !== 0).length;
      const share = finite(moved / context.returns.length, 'there are no returns');
      return whenDefined(share, (value) => Math.ceil(value * 100) / 100);
    },
    steps: ({ returns }) => [
      step('r other than 0', select(returns, (value) => value !== 0).length),
      step('n', returns.length),
    ],
  },
} as const satisfies Readonly<Record<string, MetricForm>>;
