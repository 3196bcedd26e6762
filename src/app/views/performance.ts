import { METRICS } from '../../analysis/performance/catalog.ts';
import { isDefined, SESSIONS_NEEDED } from '../../analysis/performance/metric.ts';
import { summarize } from '../../analysis/performance/summarize.ts';
import { metricText } from '../../analysis/report/metric-text.ts';
import { measuredOf, type ReportInput } from '../../analysis/report/report-input.ts';
import {
  anyOf,
  type Infer,
  integer,
  list,
  nullable,
  number,
  object,
  record,
  text,
} from '../../core/schema.ts';
import { caveatsSchema } from './caveat.ts';
import { metricValues } from './metric-values.ts';

/** Metrics of an account over a range of days. */
export const performanceSchema = object({
  caveats: caveatsSchema,
  title: text(),
  from: text({ description: 'First trading day.' }),
  to: text({ description: 'Last trading day.' }),
  sessions: integer(),
  sessionsNeeded: integer({
    description: 'Minimum number of trading days for ratios and annual figures.',
  }),
  convention: text(),
  benchmark: nullable(text()),
  metrics: record(nullable(anyOf(number(), text())), {
    description:
      'Value by id, dollars as a string; null where there is none. Drawdowns are zero or ' +
      'positive, shown with a minus sign as a loss; VaR, CVaR and returns are negative for a ' +
      'loss.',
  }),
  texts: record(text(), { description: 'The value formatted for people, such as +12.7%.' }),
  undefined: record(text(), { description: 'Metrics without a value, and the reason.' }),
  tooShort: list(text(), { description: 'Metrics whose value rests on too few trading days.' }),
  findings: list(text()),
});

/** Metrics of an account over a range of days. */
export type PerformanceView = Infer<typeof performanceSchema>;

/** Computes the metrics of report data. */
export function performanceView(input: ReportInput): PerformanceView {
  const { performance, header, convention = 'quipu' } = input;
  const values = summarize(measuredOf(input), convention);
  const { dates } = performance;
  const { metrics, undefined: reasons, tooShort } = metricValues(values, dates);
  const texts: Record<string, string> = {};
  for (const metric of METRICS) {
    const value = values[metric.id];
    if (value !== undefined && isDefined(value)) texts[metric.id] = metricText(metric, value);
  }
  return {
    caveats: header.caveats ?? [],
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
