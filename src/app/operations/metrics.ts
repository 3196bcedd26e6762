import { measuredOf, type ReportInput } from '../../analysis/report/report-input.ts';
import { flag, type Infer, object, optional, text } from '../../core/schema.ts';
import { appError } from '../errors.ts';
import { conventionField, dayField } from '../fields.ts';
import { defineOperation } from '../operation.ts';
import { reportOfAccount } from '../report-of-account.ts';
import { ratesFields, withRates } from '../report-rates.ts';
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
  run: optional(text({ min: 1, max: 60, description: 'A kept backtest, by id or name.' })),
  account: optional(flag({ description: 'For the account, from its journal.' })),
  from: dayField('First day of the account, included.'),
  to: dayField('Last day of the account, included.'),
  benchmark: optional(text({ max: 32, description: 'A symbol to compare the account with.' })),
  convention: conventionField,
  ...ratesFields,
});

/** What is asked about a metric. */
export type MetricQuestion = Infer<typeof input>;

/** How a metric is defined and how its value came about. */
export const metricsExplain = defineOperation({
  name: 'metrics.explain',
  title: 'Explain a metric',
  summary: 'Explains a metric, an error code or a term',
  description:
    'How a metric is defined; for a kept backtest or the account also its inputs, the steps to ' +
    'its value, and the value by every convention. Use it when a figure is doubted.',
  effect: 'read',
  role: 'viewer',
  input,
  output: explanationSchema,
  rest: { method: 'GET', path: '/v1/metrics/{metric}' },
  tool: { name: 'explain_metric', idempotent: true },
  command: { words: 'explain', positional: ['metric'] },
  run: (question, { context }) =>
    explainFrom(question, {
      ofRun: (run) => findRunReport(context.documents, run),
      ofAccount: () => reportOfAccount(context, question, question.benchmark),
    }),
});

/** Where what was recorded is found. */
export interface MetricSources {
  ofRun(run: string): Promise<ReportInput>;
  ofAccount(): Promise<ReportInput>;
}

/** Whether a question is about the account: it says so, or names days or a benchmark of it. */
export function isOfAccount({ account, from, to, benchmark }: MetricQuestion): boolean {
  return account === true || [from, to, benchmark].some((value) => value !== undefined);
}

/**
 * Answers the question from what was recorded of a run or the account, else by the definition.
 *
 * @throws QuipuError `app.unknown_metric`, `app.run_not_found`, `app.no_data`, `app.usage` for both
 */
export async function explainFrom(
  question: MetricQuestion,
  sources: MetricSources,
): Promise<ExplanationView> {
  const { metric: id, run, convention } = question;
  const metric = metricNamed(id);
  const ofAccount = isOfAccount(question);
  if (run !== undefined && ofAccount) {
    throw appError('app.usage', `Expected one thing to explain ${id} for, found a backtest too.`, {
      next: 'Leave out the backtest, or what is said of the account: account, from, to, benchmark.',
    });
  }
  if (run !== undefined) {
    const performance = measuredOf(withRates(await sources.ofRun(run), question));
    return explanationView(metric, convention, { of: run, performance });
  }
  if (!ofAccount) return definitionView(metric, convention);
  const report = withRates(await sources.ofAccount(), question);
  const { title } = report.header;
  return explanationView(metric, convention, { of: title, performance: measuredOf(report) });
}
