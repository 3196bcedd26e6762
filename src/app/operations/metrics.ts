import { type Infer, object, optional, text } from '../../core/schema.ts';
import type { Documents } from '../../store/ports.ts';
import { conventionField } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { findRunReport } from '../stored-runs.ts';
import {
  definitionView,
  explanationSchema,
  type ExplanationView,
  explanationView,
  metricNamed,
} from '../views/explanation.ts';

const input = object({
  metric: text({ min: 1, max: 60, description: 'Its id, such as max_drawdown.' }),
  run: optional(text({ min: 1, max: 60, description: 'The id of a kept backtest.' })),
  convention: conventionField,
});

/** What is asked about a metric. */
export type MetricQuestion = Infer<typeof input>;

/** How a metric is defined and how its value came about. */
export const metricsExplain = defineOperation({
  name: 'metrics.explain',
  title: 'Explain a metric',
  summary: 'Explains a metric, an error code or a term',
  description:
    'How a metric is defined; for a backtest that was kept also its inputs, the steps to its ' +
    'value, and the value by every convention. Use it when a figure is doubted.',
  effect: 'read',
  role: 'viewer',
  input,
  output: explanationSchema,
  rest: { method: 'GET', path: '/v1/metrics/{metric}' },
  tool: { name: 'explain_metric', idempotent: true },
  command: { words: 'explain', positional: ['metric'] },
  run: (question, { context }) => explainFrom(context.documents, question),
});

/**
 * Answers the question from stored runs.
 *
 * @throws QuipuError `app.unknown_metric`, `app.run_not_found`
 */
export async function explainFrom(
  documents: Documents,
  { metric: id, run, convention }: MetricQuestion,
): Promise<ExplanationView> {
  const metric = metricNamed(id);
  if (run === undefined) return definitionView(metric, convention);
  const { performance } = await findRunReport(documents, run);
  return explanationView(metric, convention, { run, performance });
}
