import { areNumbers } from './order-statistics.ts';
import type { PerformanceContext } from './context.ts';
import type { Metric, MetricValue } from './metric.ts';
import { finite, measured, ratio } from './metric.ts';
import { mean, quantile, select } from './moments.ts';

/** |95 % quantile| / |5 % quantile| of the returns. */
export function tailRatio(returns: Float64Array): MetricValue {
  if (!areNumbers(returns)) return measured(Number.NaN, returns, 'the returns are not finite');
  const lower = Math.abs(quantile(returns, 0.05));
  const upper = Math.abs(quantile(returns, 0.95));
  return ratio(
    finite(upper, 'there are no returns'),
    finite(lower, 'there are no returns'),
    'the 5 % quantile is 0',
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

/** R² of a straight line through the cumulative log returns. */
export function stability(returns: Float64Array): MetricValue {
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
  const rows = (n * (n * n - 1)) / 12;
  const reason = 'the curve does not move, or less than two returns';
  return measured(slope ** 2 / (rows * spread), returns, reason);
}

const runs = (id: string, title: string, holds: (value: number) => boolean): Metric => ({
  id,
  title,
  group: 'risk',
  unit: 'sessions',
  formula: title.toLowerCase(),
  compute: ({ returns }: PerformanceContext) => longestRun(returns, holds),
});

/** Tail and outlier ratios, runs of days, stability. */
export const tailMetrics: readonly Metric[] = [
  {
    id: 'tail_ratio',
    title: 'Tail ratio',
    group: 'risk',
    unit: 'ratio',
    formula: '|Q95(r)| / |Q05(r)|',
    compute: ({ returns }) => tailRatio(returns),
  },
  {
    id: 'outlier_win_ratio',
    title: 'Outlier win ratio',
    group: 'risk',
    unit: 'ratio',
    formula: 'Q99(r) / mean(r ≥ 0)',
    source: 'QuantStats',
    compute: ({ returns }) =>
      ratio(
        finite(quantile(returns, 0.99), 'there are no returns'),
        finite(mean(select(returns, (value) => value >= 0)), 'no day gained'),
        'no day gained',
      ),
  },
  {
    id: 'outlier_loss_ratio',
    title: 'Outlier loss ratio',
    group: 'risk',
    unit: 'ratio',
    formula: 'Q01(r) / mean(r < 0)',
    source: 'QuantStats',
    compute: ({ returns }) =>
      ratio(
        finite(quantile(returns, 0.01), 'there are no returns'),
        finite(mean(select(returns, (value) => value < 0)), 'no day lost'),
        'no day lost',
      ),
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
  },
];
