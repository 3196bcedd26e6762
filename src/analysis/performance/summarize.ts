import { METRICS } from './catalogue.ts';
import type { Convention } from './context.ts';
import { performanceContext } from './context.ts';
import type { PerformanceInput } from './input.ts';
import { computeMetric, type MetricValue } from './metric.ts';

/**
 * The metrics of the catalog for one equity curve: all of them, or `only` those named.
 *
 * @returns metric id to value, in the order of a report; a metric without a value has its reason
 * @throws QuipuError `analysis.invalid_performance_input`
 */
export function summarize(
  input: PerformanceInput,
  convention: Convention = 'quipu',
  only?: readonly string[],
): Readonly<Record<string, MetricValue>> {
  const context = performanceContext(input, convention);
  const chosen = METRICS.filter(({ id }) => only === undefined || only.includes(id));
  return Object.fromEntries(chosen.map((metric) => [metric.id, computeMetric(metric, context)]));
}
