import { areNumbers } from './order-statistics.ts';
import type { PerformanceContext } from './context.ts';
import type { Metric, MetricStep, MetricValue } from './metric.ts';
import { finite, measured, ratioOf, metricList } from './metric.ts';
import { mean, quantile, quantileOfSorted, select } from './moments.ts';
import { meanSteps, step } from './steps.ts';

/** |95% quantile| / |5% quantile| of the returns. */
export function tailRatio(returns: Float64Array): MetricValue {
  if (!areNumbers(returns)) return measured(Number.NaN, returns, 'the returns are not finite');
  const lower = Math.abs(quantile(returns, 0.05));
  const upper = Math.abs(quantile(returns, 0.95));
  return ratioOf(
    finite(upper, 'there are no returns'),
    finite(lower, 'there are no returns'),
    'the 5% quantile is 0',
  );
}

/** The length of the longest run of values for which `holds`. */
export function longestRun(values: Iterable<number>, holds: (value: number) => boolean): number {
  let longest = 0;
  let current = 0;
  for (const value of values) {
    current = holds(value) ? current + 1 : 0;
    longest = Math.max(longest, current);
  }
  return longest;
}

/** A straight line through the cumulative log returns, by the sums that it is made of. */
function lineThrough(returns: Float64Array): {
  readonly slope: number;
  readonly rows: number;
  readonly spread: number;
} {
  let path = 0;
  const levels = returns.map((value) => (path += Math.log1p(value)));
  const n = levels.length;
  const middle = (n - 1) / 2;
  const center = mean(levels);
  let slope = 0;
  let spread = 0;
  for (const [row, level] of levels.entries()) {
    slope += (row - middle) * (level - center);
    spread += (level - center) ** 2;
  }
  return { slope, spread, rows: (n * (n * n - 1)) / 12 };
}

/** R² of a straight line through the cumulative log returns. */
export function stability(returns: Float64Array): MetricValue {
  const { slope, spread, rows } = lineThrough(returns);
  const reason = 'the curve does not move, or less than two returns';
  return measured(slope ** 2 / (rows * spread), returns, reason);
}

/** The row on which the longest run ends, the first of several; -1 where there is none. */
function runEnd(values: Float64Array, holds: (value: number) => boolean): number {
  const longest = longestRun(values, holds);
  let current = 0;
  return values.findIndex((value) => {
    current = holds(value) ? current + 1 : 0;
    return current > 0 && current === longest;
  });
}

const quantileStep = (name: string, { sorted }: PerformanceContext, p: number): MetricStep =>
  step(name, quantileOfSorted(sorted, p), 'there are no returns');

const runs = <const Id extends string>(
  id: Id,
  title: string,
  holds: (value: number) => boolean,
): Metric<Id> => ({
  id,
  title,
  group: 'risk',
  unit: 'sessions',
  formula: title.toLowerCase(),
  compute: ({ returns }: PerformanceContext) => longestRun(returns, holds),
  steps: ({ returns, dates }: PerformanceContext) => {
    const last = dates[runEnd(returns, holds)];
    return [step('sessions', returns.length), step('last session of the run', last ?? 'none')];
  },
});

/** Tail and outlier ratios, runs of days, stability. */
export const tailMetrics = metricList([
  {
    id: 'tail_ratio',
    title: 'Tail ratio',
    group: 'risk',
    unit: 'ratio',
    formula: '|Q95(r)| / |Q05(r)|',
    compute: ({ returns }) => tailRatio(returns),
    steps: (context) => [
      quantileStep('Q95(r)', context, 0.95),
      quantileStep('Q05(r)', context, 0.05),
    ],
  },
  {
    id: 'outlier_win_ratio',
    title: 'Outlier win ratio',
    group: 'risk',
    unit: 'ratio',
    formula: 'Q99(r) / mean(r ≥ 0)',
    source: 'QuantStats',
    compute: ({ returns }) =>
      ratioOf(
        finite(quantile(returns, 0.99), 'there are no returns'),
        finite(mean(select(returns, (value) => value >= 0)), 'no day gained'),
        'no day gained',
      ),
    steps: (context) => [
      quantileStep('Q99(r)', context, 0.99),
      ...meanSteps(
        'r ≥ 0',
        select(context.returns, (value) => value >= 0),
        'sessions ≥ 0',
      ),
    ],
  },
  {
    id: 'outlier_loss_ratio',
    title: 'Outlier loss ratio',
    group: 'risk',
    unit: 'ratio',
    formula: 'Q01(r) / mean(r < 0)',
    source: 'QuantStats',
    compute: ({ returns }) =>
      ratioOf(
        finite(quantile(returns, 0.01), 'there are no returns'),
        finite(mean(select(returns, (value) => value < 0)), 'no day lost'),
        'no day lost',
      ),
    steps: (context) => [
      quantileStep('Q01(r)', context, 0.01),
      ...meanSteps(
        'r < 0',
        select(context.returns, (value) => value < 0),
        'sessions < 0',
      ),
    ],
  },
  runs('max_consecutive_up_days', 'Longest run of days up', (value) => value > 0),
  runs('max_consecutive_down_days', 'Longest run of days down', (value) => value < 0),
  {
    id: 'stability',
    title: 'Stability',
    group: 'risk',
    unit: 'ratio',
    formula: 'R² of the cumulative log return on time',
    source: 'empyrical',
    compute: ({ returns }) => stability(returns),
    steps: ({ returns }) => {
      const { slope, spread, rows } = lineThrough(returns);
      return [
        step('n', returns.length),
        step('Σ (x - mean x)(y - mean y), x the session, y the log', slope),
        step('Σ (x - mean x)²', rows),
        step('Σ (y - mean y)²', spread),
      ];
    },
  },
]);
