import { METRICS } from './catalogue.ts';
import type { Convention } from './context.ts';
import { performanceContext } from './context.ts';
import type { PerformanceInput } from './input.ts';
import type { MetricValue } from './metric.ts';

/**
 * Every metric of the catalog for one equity curve.
 *
 * @returns metric id to value, in the order of a report; a metric without a value has its reason
 * @throws QuipuError `analysis.invalid_performance_input`
 */
export function summarize(
  input: PerformanceInput,
  convention: Convention = 'quipu',
): Readonly<Record<string, MetricValue>> {
  const context = performanceContext(input, convention);
  return Object.fromEntries(METRICS.map((metric) => [metric.id, metric.compute(context)]));
}
