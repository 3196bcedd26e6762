import { METRICS } from '../../analysis/performance/catalogue.ts';
import { CONVENTIONS, type Convention } from '../../analysis/performance/context.ts';
import { explain, findMetric } from '../../analysis/performance/explain.ts';
import type { PerformanceInput } from '../../analysis/performance/input.ts';
import {
  choicesOf,
  formOf,
  isDefined,
  isTooShort,
  type Metric,
  type MetricStep,
  type MetricValue,
  titleOf,
  tooShortText,
} from '../../analysis/performance/metric.ts';
import {
  anyOf,
  type Infer,
  list,
  nullable,
  number,
  object,
  record,
  text,
} from '../../core/schema.ts';
import { appError } from '../errors.ts';
import { nearest } from '../nearest.ts';

const steps = (description: string) =>
  list(object({ what: text(), value: anyOf(number(), text()) }), { description });

/** A metric with its definition and, for what was recorded, the numbers on the way to its value. */
export const explanationSchema = object({
  id: text(),
  title: text(),
  group: text(),
  unit: text(),
  formula: text(),
  choices: nullable(text({ description: 'What the house chooses, and what others choose.' })),
  source: nullable(text({ description: 'Author and year, or the page that defines it.' })),
  convention: text(),
  of: nullable(text({ description: 'The backtest, account or file that it is explained for.' })),
  value: nullable(number()),
  undefined: nullable(text({ description: 'Why there is no value.' })),
  tooShort: nullable(text({ description: 'Why the value should not be believed.' })),
  inputs: steps('What went in.'),
  steps: steps('What the formula is filled in with, then the value.'),
  alternatives: record(nullable(number()), { description: 'The value under each convention.' }),
});

/** An explanation as every surface shows it. */
export type ExplanationView = Infer<typeof explanationSchema>;

/** A metric of the catalog. @throws QuipuError `app.unknown_metric` naming the ids most like it */
export function metricNamed(id: string): Metric {
  const metric = findMetric(id);
  if (metric !== undefined) return metric;
  const ids = METRICS.map((one) => one.id);
  const within = ids.filter((one) => one.split('_').includes(id));
  const like = [...new Set([...within, ...nearest(id, ids, 3)])].slice(0, 3);
  throw appError('app.unknown_metric', `Expected the id of a metric, found "${id}".`, {
    next: `Did you mean ${like.join(', ')}?`,
  });
}

/** The definition of a metric alone. */
export function definitionView(metric: Metric, convention: Convention): ExplanationView {
  const { id, group, unit, source } = metric;
  const { formula } = formOf(metric, convention);
  return {
    id,
    title: titleOf(metric),
    group,
    unit,
    formula,
    convention,
    choices: choicesOf(metric, convention) ?? null,
    source: source ?? null,
    of: null,
    value: null,
    undefined: null,
    tooShort: null,
    inputs: [],
    steps: [],
    alternatives: {},
  };
}

/** A metric explained for what was recorded of a run, an account or a file. */
export function explanationView(
  metric: Metric,
  convention: Convention,
  { of, performance }: { readonly of: string; readonly performance: PerformanceInput },
): ExplanationView {
  const {
    formula,
    value,
    inputs,
    steps: way,
    sessions,
    days,
  } = explain(metric.id, performance, convention);
  return {
    ...definitionView(metric, convention),
    formula,
    of,
    value: isDefined(value) ? value : null,
    undefined: isDefined(value) ? null : value.undefined,
    tooShort:
      isDefined(value) && isTooShort(metric, sessions, days) ? tooShortText(sessions) : null,
    inputs: inputs.map(stepView),
    steps: way.map(stepView),
    alternatives: Object.fromEntries(
      CONVENTIONS.map((name) => [name, numberOrNull(explain(metric.id, performance, name).value)]),
    ),
  };
}

function stepView({ what, value }: MetricStep): ExplanationView['steps'][number] {
  return { what, value: isDefined(value) ? value : `none: ${value.undefined}` };
}

function numberOrNull(value: MetricValue): number | null {
  return isDefined(value) ? value : null;
}
