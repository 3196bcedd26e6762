import { METRICS } from '../analysis/performance/catalogue.ts';
import type { MetricUnit } from '../analysis/performance/metric.ts';
import type { StoredRun } from './stored-runs.ts';

/** A metric of several runs side by side; a run without a value has null. */
export interface ComparedMetric {
  readonly id: string;
  readonly title: string;
  readonly unit: MetricUnit;
  /** Shown with a minus sign, as drawdowns are; the values here are the catalogue's own. */
  readonly shownNegative: boolean;
  readonly values: readonly (number | null)[];
  /** Each value less that of the first run; null where one of them has none. */
  readonly differences: readonly (number | null)[];
}

/** Every metric of the runs, in the order of a report. */
export function compareRuns(runs: readonly StoredRun[]): readonly ComparedMetric[] {
  return METRICS.map(({ id, title, unit, shownNegative }) => {
    const values = runs.map(({ data }) => {
      const value = data[id];
      return typeof value === 'number' ? value : null;
    });
    const [first = null] = values;
    const differences = values.map((value) =>
      value === null || first === null ? null : value - first,
    );
    return { id, title, unit, shownNegative: shownNegative === true, values, differences };
  });
}
