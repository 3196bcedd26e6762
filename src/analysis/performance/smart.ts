import type { PerformanceContext } from './context.ts';
import type { Metric, MetricForm, MetricValue } from './metric.ts';
import { computeMetric, finite, ratioOf, metricList } from './metric.ts';
import { sampleCorrelation } from './moments.ts';
import { sharpeMetric } from './sharpe.ts';
import { sortinoMetric } from './sortino.ts';
import { metricStep, step } from './steps.ts';

const STILL = 'the returns do not vary';

/**
 * How much autocorrelation understates the deviation of longer periods.
 *
 * √(1 + 2·Σ_{k=1}^{n-1} ((n - k)/n)·ρ^k), ρ = |corr(r_t, r_{t-1})|
 *
 * @returns NaN when the returns do not vary
 */
function autocorrelationPenalty(returns: Float64Array): number {
  const n = returns.length;
  const rho = autocorrelation(returns);
  let total = 0;
  let power = 1;
  for (let k = 1; k < n; k += 1) {
    power *= rho;
    total += ((n - k) / n) * power;
    if (power < 1e-18) break;
  }
  return Math.sqrt(1 + 2 * total);
}

function autocorrelation(returns: Float64Array): number {
  return Math.abs(sampleCorrelation(returns.subarray(0, -1), returns.subarray(1)));
}

/** How a ratio is defined and explained with the penalty laid on it. */
function penalizing(metric: Metric): MetricForm {
  return {
    formula: `${metric.id} / √(1 + 2·Σ ((n - k)/n)·ρ^k), ρ = |corr(r_t, r_{t-1})|`,
    compute: (context) => penalized(context, computeMetric(metric, context)),
    steps: (context) => [
      metricStep(metric, context),
      step('n', context.returns.length),
      step('ρ', autocorrelation(context.returns), STILL),
      step('√(1 + 2·Σ ((n - k)/n)·ρ^k)', autocorrelationPenalty(context.returns), STILL),
    ],
  };
}

function penalized(context: PerformanceContext, value: MetricValue): MetricValue {
  const penalty = autocorrelationPenalty(context.returns);
  return ratioOf(value, finite(penalty, STILL), STILL);
}

/** `smart_sharpe`, `smart_sortino`. */
export const smartMetrics = metricList([
  {
    id: 'smart_sharpe',
    title: 'Smart Sharpe ratio',
    group: 'risk_adjusted',
    unit: 'ratio',
    source: 'QuantStats',
    ...penalizing(sharpeMetric),
  },
  {
    id: 'smart_sortino',
    title: 'Smart Sortino ratio',
    group: 'risk_adjusted',
    unit: 'ratio',
    source: 'QuantStats',
    ...penalizing(sortinoMetric),
  },
]);
