import { METRICS } from '../../analysis/performance/catalogue.ts';
import { SESSIONS_NEEDED } from '../../analysis/performance/metric.ts';
import { summarize } from '../../analysis/performance/summarize.ts';
import { metricText } from '../../analysis/report/number-text.ts';
import { measuredOf, type ReportInput } from '../../analysis/report/report-input.ts';
import {
  type Infer,
  integer,
  list,
  nullable,
  number,
  object,
  record,
  text,
} from '../../core/schema.ts';
import { metricValues } from './metric-values.ts';

/** The metrics of an account over some days. */
export const performanceSchema = object({
  title: text(),
  from: text({ description: 'The first session.' }),
  to: text({ description: 'The last session.' }),
  sessions: integer(),
  sessionsNeeded: integer({ description: 'Fewer make ratios and figures of a year too short.' }),
  convention: text(),
  benchmark: nullable(text()),
  metrics: record(nullable(number()), { description: 'Value by id; null where there is none.' }),
  texts: record(text(), { description: 'The same as every surface shows it, such as 12.7 %.' }),
  undefined: record(text(), { description: 'Metrics without a value, and why.' }),
  tooShort: list(text(), { description: 'Metrics that have a value, of too few sessions.' }),
  findings: list(text()),
});

/** The metrics of an account over some days. */
export type PerformanceView = Infer<typeof performanceSchema>;

/** Computes the metrics of what a report would be made of. */
export function performanceView(input: ReportInput): PerformanceView {
  const { performance, header, convention = 'quipu' } = input;
  const values = summarize(measuredOf(input), convention);
  const { dates } = performance;
  const { metrics, undefined: reasons, tooShort } = metricValues(values, dates);
  const texts: Record<string, string> = {};
  for (const metric of METRICS) {
    const value = metrics[metric.id];
    if (typeof value === 'number') texts[metric.id] = metricText(metric, value);
  }
  return {
    title: header.title,
    from: dates[0] ?? '',
    to: dates.at(-1) ?? '',
    sessions: dates.length,
    sessionsNeeded: SESSIONS_NEEDED,
    convention,
    benchmark: header.benchmark ?? null,
    metrics,
    texts,
    undefined: reasons,
    tooShort,
    findings: header.findings ?? [],
  };
}
