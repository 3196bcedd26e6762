import type { PerformanceContext } from './context.ts';
import type { Metric, MetricStep, MetricValue } from './metric.ts';
import { computeMetric, finite, formFor } from './metric.ts';
import { sum } from './moments.ts';

/** The numbers on the way to a metric, as its definition gives them. */
export type Steps = (context: PerformanceContext) => readonly MetricStep[];

/** One step; a number that is not finite is undefined for `reason`. */
export function step(
  what: string,
  value: MetricValue | string,
  reason = 'there is nothing to take it of',
): MetricStep {
  return { what, value: typeof value === 'number' ? finite(value, reason) : value };
}

/** What a mean is made of: the sum of the values, and how many there are. */
export function meanSteps(
  what: string,
  values: readonly number[] | Float64Array,
  count = 'n',
): readonly MetricStep[] {
  return [step(`Σ ${what}`, sum(Float64Array.from(values))), step(count, values.length)];
}

/** What a quantile is made of: its place among the values, its two neighbors, the way between. */
export function quantileSteps(sorted: Float64Array, p: number): readonly MetricStep[] {
  const n = sorted.length;
  if (n === 0) return [step('n', n)];
  const place = (n - 1) * p;
  const below = Math.floor(place);
  const next = Math.min(below + 1, n - 1);
  const named = (rank: number): string => `r of rank ${rank}, counted from 0 at the lowest`;
  return [
    step('n', n),
    step(`(n - 1)·${p}, its place`, place),
    step(named(below), sorted[below]!),
    ...(next === below ? [] : [step(named(next), sorted[next]!)]),
    step('way from the one to the other', place - below),
  ];
}

/** Another metric under the same convention, by its id. */
export function metricStep(metric: Metric, context: PerformanceContext): MetricStep {
  return { what: metric.id, value: computeMetric(metric, context) };
}

/** The steps to another metric, of a metric that is the same. */
export function stepsTo(metric: Metric, context: PerformanceContext): readonly MetricStep[] {
  return formFor(metric, context).steps(context);
}
