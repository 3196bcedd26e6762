import { METRICS } from '../../analysis/performance/catalog.ts';
import { isDefined, isTooShort, type MetricValue } from '../../analysis/performance/metric.ts';
import { centsText } from '../operation/fields.ts';
import { daysBetween, type IsoDate } from '../../core/time.ts';

/** Catalog metrics as surfaces show them. */
export interface MetricValues {
  /** Value by id, dollars as a string with cents; null where there is none. */
  readonly metrics: Readonly<Record<string, number | string | null>>;
  /** Reason for a missing value, by id. */
  readonly undefined: Readonly<Record<string, string>>;
  /** Metrics whose value rests on too few trading days. */
  readonly tooShort: readonly string[];
}

/** Converts computed metrics to values, reasons and warnings. */
export function metricValues(
  values: Readonly<Record<string, MetricValue>>,
  dates: readonly IsoDate[],
): MetricValues {
  const [first, last] = [dates[0], dates.at(-1)];
  const days = first === undefined || last === undefined ? 0 : daysBetween(first, last);
  const metrics: Record<string, number | string | null> = {};
  const reasons: Record<string, string> = {};
  for (const { id, unit } of METRICS) {
    const value = values[id];
    const known = value !== undefined && isDefined(value) ? value : null;
    metrics[id] = known !== null && unit === 'money' ? centsText(known) : known;
    if (value !== undefined && !isDefined(value)) reasons[id] = value.undefined;
  }
  const unreliable = METRICS.filter(
    (one) => metrics[one.id] !== null && isTooShort(one, dates.length, days),
  );
  return { metrics, undefined: reasons, tooShort: unreliable.map(({ id }) => id) };
}
