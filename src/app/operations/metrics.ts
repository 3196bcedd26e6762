import { measuredOf, type ReportInput } from '../../analysis/report/report-input.ts';
import { flag, type Infer, object, optional, text } from '../../core/schema.ts';
import { appError } from '../kit/errors.ts';
import { conventionField, dayField } from '../operation/fields.ts';
import type { ReadContext } from '../context/app-context.ts';
import { type Call, defineOperation } from '../operation/define.ts';
import { reportOfAccount } from '../reports/report-of-account.ts';
import { ratesFields, withRates } from '../reports/with-rates.ts';
import { findRunReport } from '../library/stored-runs.ts';
import {
  definitionView,
  explanationSchema,
  type ExplanationView,
  explanationView,
  metricNamed,
} from '../views/explanation.ts';

const input = object({
  metric: text({ min: 1, max: 60, description: 'Metric id, such as max_drawdown.' }),
  run: optional(text({ min: 1, max: 60, description: 'A saved backtest, by id or name.' })),
  account: optional(flag({ description: 'Explain it for the account, from its journal.' })),
  from: dayField('First day of the account, included.'),
  to: dayField('Last day of the account, included.'),
  benchmark: optional(text({ max: 32, description: 'A symbol to compare the account with.' })),
  convention: conventionField,
  ...ratesFields,
});

/** Question about a metric. */
export type MetricQuestion = Infer<typeof input>;

/** The definition of a metric and the steps to its value. */
export const metricsExplain = defineOperation({
  name: 'metrics.explain',
  title: 'Explain a metric',
  summary: 'Explains a metric, an error code or a term',
  description:
    'Defines a metric; for a saved backtest or the account it also gives the inputs, the steps ' +
    'to the value, and the value under every convention. Use it to check a figure.',
  effect: 'read',
  role: 'viewer',
  input,
  output: explanationSchema,
  rest: { method: 'GET', path: '/v1/metrics/{metric}' },
  tool: { name: 'explain_metric', idempotent: true },
  command: { words: 'explain', positional: ['metric'] },
  run: (question, { context }: Call<ReadContext>) =>
    explainFrom(question, {
      ofRun: (run) => findRunReport(context.documents, run),
      ofAccount: () => reportOfAccount(context, question, question.benchmark),
    }),
});

/** Where saved runs and the account are read from. */
export interface MetricSources {
  ofRun(run: string): Promise<ReportInput>;
  ofAccount(): Promise<ReportInput>;
}

/** Whether a question concerns the account: it names the account, days or a benchmark. */
export function isOfAccount({ account, from, to, benchmark }: MetricQuestion): boolean {
  return account === true || [from, to, benchmark].some((value) => value !== undefined);
}

/**
 * Answers the question from a saved run or the account; otherwise gives the definition.
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
    throw appError(
      'app.usage',
      `Expected a backtest or the account to explain ${id}, found both.`,
      {
        next: 'Leave out the backtest, or the account options: account, from, to, benchmark.',
      },
    );
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
