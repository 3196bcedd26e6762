import type { PerformanceContext } from './context.ts';
import type { Metric, MetricValue } from './metric.ts';
import { computeMetric, finite, ratio } from './metric.ts';
import { correlation } from './moments.ts';
import { sharpeMetric } from './sharpe.ts';
import { sortinoOf } from './sortino.ts';

/**
 * How much autocorrelation understates the deviation of longer periods.
 *
 * √(1 + 2·Σ_{k=1}^{n−1} ((n − k)/n)·ρ^k), ρ = |corr(r_t, r_{t−1})|
 *
 * @returns NaN when the returns do not vary
 */
function autocorrelationPenalty(returns: Float64Array): number {
  const n = returns.length;
  const rho = Math.abs(correlation(returns.subarray(0, -1), returns.subarray(1)));
  let total = 0;
  let power = 1;
  for (let k = 1; k < n; k += 1) {
    power *= rho;
    total += ((n - k) / n) * power;
    if (power < 1e-18) break;
  }
  return Math.sqrt(1 + 2 * total);
}

function penalized(context: PerformanceContext, value: MetricValue): MetricValue {
  const penalty = autocorrelationPenalty(context.returns);
  return ratio(value, finite(penalty, 'the returns do not vary'), 'the returns do not vary');
}

/** `smart_sharpe`, `smart_sortino`. */
export const smartMetrics: readonly Metric[] = [
  {
    id: 'smart_sharpe',
    title: 'Smart Sharpe ratio',
    group: 'risk_adjusted',
    unit: 'ratio',
    formula: 'sharpe / √(1 + 2·Σ ((n − k)/n)·ρ^k), ρ = |corr(r_t, r_{t−1})|',
    source: 'QuantStats',
    compute: (context) => penalized(context, computeMetric(sharpeMetric, context)),
  },
  {
    id: 'smart_sortino',
    title: 'Smart Sortino ratio',
    group: 'risk_adjusted',
    unit: 'ratio',
    formula: 'sortino / √(1 + 2·Σ ((n − k)/n)·ρ^k), ρ = |corr(r_t, r_{t−1})|',
    source: 'QuantStats',
    compute: (context) => penalized(context, sortinoOf(context)),
  },
];
