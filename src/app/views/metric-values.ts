import { METRICS } from '../../analysis/performance/catalogue.ts';
import { isDefined, isTooShort, type MetricValue } from '../../analysis/performance/metric.ts';
import { daysBetween, type IsoDate } from '../../core/time.ts';

/** The metrics of the catalog as surfaces show them. */
export interface MetricValues {
  /** Value by id; null where there is none. */
  readonly metrics: Readonly<Record<string, number | null>>;
  /** Why there is none, by id. */
  readonly undefined: Readonly<Record<string, string>>;
  /** Those with a value that is of too few sessions. */
  readonly tooShort: readonly string[];
}

/** Turns what was computed of some sessions into values, reasons and doubts. */
export function metricValues(
  values: Readonly<Record<string, MetricValue>>,
  dates: readonly IsoDate[],
): MetricValues {
  const [first, last] = [dates[0], dates.at(-1)];
  const days = first === undefined || last === undefined ? 0 : daysBetween(first, last);
  const metrics: Record<string, number | null> = {};
  const reasons: Record<string, string> = {};
  for (const { id } of METRICS) {
    const value = values[id];
    metrics[id] = value !== undefined && isDefined(value) ? value : null;
    if (value !== undefined && !isDefined(value)) reasons[id] = value.undefined;
  }
  const doubtful = METRICS.filter(
    (one) => metrics[one.id] !== null && isTooShort(one, dates.length, days),
  );
  return { metrics, undefined: reasons, tooShort: doubtful.map(({ id }) => id) };
}
