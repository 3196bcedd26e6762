import { METRICS } from '../../analysis/performance/catalogue.ts';
import { isDefined, isTooShort, SESSIONS_NEEDED } from '../../analysis/performance/metric.ts';
import { summarize } from '../../analysis/performance/summarize.ts';
import { daysBetween } from '../../core/time.ts';
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
  const metrics: Record<string, number | null> = {};
  const texts: Record<string, string> = {};
  const reasons: Record<string, string> = {};
  const [first, last] = [performance.dates[0], performance.dates.at(-1)];
  const sessions = performance.dates.length;
  const days = first === undefined || last === undefined ? 0 : daysBetween(first, last);
  for (const metric of METRICS) {
    const { id } = metric;
    const value = values[id];
    metrics[id] = value !== undefined && isDefined(value) ? value : null;
    if (value === undefined) continue;
    if (isDefined(value)) texts[id] = metricText(metric, value);
    else reasons[id] = value.undefined;
  }
  return {
    title: header.title,
    from: first ?? '',
    to: last ?? '',
    sessions,
    sessionsNeeded: SESSIONS_NEEDED,
    convention,
    benchmark: header.benchmark ?? null,
    metrics,
    texts,
    undefined: reasons,
    tooShort: METRICS.filter(
      (one) => metrics[one.id] !== null && isTooShort(one, sessions, days),
    ).map(({ id }) => id),
    findings: header.findings ?? [],
  };
}
