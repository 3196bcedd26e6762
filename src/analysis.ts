export type { Convention, PerformanceContext } from './analysis/performance/context.ts';
export { CONVENTIONS, performanceContext } from './analysis/performance/context.ts';
export type { PerformanceInput, RoundTrip } from './analysis/performance/input.ts';
export type {
  Metric,
  MetricGroup,
  MetricUnit,
  MetricValue,
  UndefinedMetric,
} from './analysis/performance/metric.ts';
export { isDefined } from './analysis/performance/metric.ts';
export { METRICS } from './analysis/performance/catalogue.ts';
export { summarize } from './analysis/performance/summarize.ts';
