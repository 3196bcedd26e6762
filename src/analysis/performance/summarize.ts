import { METRICS, type MetricId } from './catalog.ts';
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
export function summarize<Id extends MetricId = MetricId>(
  input: PerformanceInput,
  convention: Convention = 'quipu',
  only?: readonly Id[],
): Readonly<Record<Id, MetricValue>> {
  const context = performanceContext(input, convention);
  const chosen = METRICS.filter(
    ({ id }) => only === undefined || (only as readonly MetricId[]).includes(id),
  );
  const entries = chosen.map((metric) => [metric.id, computeMetric(metric, context)] as const);
  return Object.fromEntries(entries) as Record<Id, MetricValue>;
}
