import { METRICS } from '../../analysis/performance/catalog.ts';
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
  signOf,
  titleOf,
  tooShortText,
} from '../../analysis/performance/metric.ts';
import { metricText } from '../../analysis/report/metric-text.ts';
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
import { appError } from '../kit/errors.ts';
import { nearest } from '../kit/nearest.ts';

const steps = (description: string) =>
  list(object({ what: text(), value: anyOf(number(), text()) }), { description });

/** A metric with its definition and, for a run or account, the steps to its value. */
export const explanationSchema = object({
  id: text(),
  title: text(),
  group: text(),
  unit: text(),
  sign: nullable(
    text({ description: 'What the sign of the value means, where it can be taken wrong.' }),
  ),
  formula: text(),
  choices: nullable(text({ description: "Quipu's choices, and those of other tools." })),
  source: nullable(text({ description: 'Author and year, or the page that defines it.' })),
  convention: text(),
  of: nullable(text({ description: 'The backtest, account or file of the value.' })),
  value: nullable(number()),
  undefined: nullable(text({ description: 'Why there is no value.' })),
  tooShort: nullable(text({ description: 'Why the value is unreliable.' })),
  inputs: steps('Inputs.'),
  steps: steps('The formula with its numbers, then the value.'),
  alternatives: record(nullable(number()), { description: 'The value under each convention.' }),
});

/** An explanation on every surface. */
export type ExplanationView = Infer<typeof explanationSchema>;

/** Returns a metric of the catalog. @throws QuipuError `app.unknown_metric` with the closest ids */
export function metricNamed(id: string): Metric {
  const metric = findMetric(id);
  if (metric !== undefined) return metric;
  const ids = METRICS.map((one) => one.id);
  const within = ids.filter((one) => one.split('_').includes(id));
  const like = [...new Set([...within, ...nearest(id, ids, 3)])].slice(0, 3);
  throw appError('app.unknown_metric', `Expected the id of a metric, found "${id}".`, {
    next:
      like.length === 0
        ? 'docs/reference/metrics.md lists every metric.'
        : `Did you mean ${like.join(', ')}?`,
  });
}

/** Formats a value of a catalog metric. */
export function metricValueText(id: string, value: number): string {
  return metricText(metricNamed(id), value);
}

/** Returns the definition of a metric alone. */
export function definitionView(metric: Metric, convention: Convention): ExplanationView {
  const { id, group, unit, source } = metric;
  const { formula } = formOf(metric, convention);
  return {
    id,
    title: titleOf(metric),
    group,
    unit,
    sign: signOf(metric) === '' ? null : signOf(metric),
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

/** Explains a metric for a run, an account or a file. */
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
