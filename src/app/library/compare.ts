import { metricDifferenceText, metricText } from '../../analysis/report/metric-text.ts';
import { UNDEFINED } from '../../core/number-text.ts';
import { METRICS } from '../../analysis/performance/catalog.ts';
import type { MetricUnit } from '../../analysis/performance/metric.ts';
import type { StoredRun } from './stored-run.ts';

/** A metric of several runs side by side; null for a run without a value. */
export interface ComparedMetric {
  readonly id: string;
  readonly title: string;
  readonly unit: MetricUnit;
  /** Shown with a minus sign, like drawdowns; the values here are the catalog's own. */
  readonly shownNegative: boolean;
  readonly values: readonly (number | null)[];
  /** Each value minus that of the first run; null where one of them has none. */
  readonly differences: readonly (number | null)[];
  /** The values as every surface formats them. */
  readonly valueTexts: readonly string[];
  readonly differenceTexts: readonly string[];
}

/** Returns every metric of the runs, in report order. */
export function compareRuns(runs: readonly StoredRun[]): readonly ComparedMetric[] {
  return METRICS.map((metric) => {
    const { id, title, unit, shownNegative } = metric;
    const values = runs.map(({ data }) => {
      const value = data[id];
      // Dollars are strings; in runs saved earlier they are numbers.
      const isNumber = typeof value === 'number' || (unit === 'money' && typeof value === 'string');
      return isNumber ? Number(value) : null;
    });
    const [first = null] = values;
    const differences = values.map((value) =>
      value === null || first === null ? null : value - first,
    );
    return {
      id,
      title,
      unit,
      shownNegative: shownNegative === true,
      values,
      differences,
      valueTexts: values.map((value) => (value === null ? UNDEFINED : metricText(metric, value))),
      differenceTexts: differences.map((difference) =>
        difference === null ? UNDEFINED : metricDifferenceText(metric, difference),
      ),
    };
  });
}
