import { integer, list, object, oneOf, optional, record, text } from '../../core/schema.ts';
import { conventionField, dayField } from '../operation/fields.ts';
import { builtReport } from '../reports/report-of-returns.ts';
import type { ReadContext } from '../context/app-context.ts';
import { type Call, defineOperation } from '../operation/define.ts';
import { compareToBacktest } from '../reports/compare-to-backtest.ts';
import { reportOfAccount } from '../reports/report-of-account.ts';
import { ratesFields, withRates } from '../reports/with-rates.ts';
import { findRunReport } from '../library/stored-runs.ts';
import { partsOf, REPORT_FORMATS } from '../library/stored-report.ts';

/** Maximum characters of a file; a ten-year tear sheet has about a million. */
const MOST = 50_000_000;

/** The tear sheet of the account, from its journal. */
export const reportsAccount = defineOperation({
  name: 'reports.account',
  title: 'Account report',
  summary: 'Builds a report of the account, a backtest or a CSV',
  description:
    'Builds a report of this account over a range of days from its journal, with the same ' +
    'metrics, charts and tables as a backtest report. Returns exclude deposits and withdrawals.',
  effect: 'read',
  role: 'viewer',
  input: object({
    from: dayField('First day, included; by default the first day of the account.'),
    to: dayField('Last day, included; by default the last day of the account.'),
    convention: conventionField,
    ...ratesFields,
    against: optional(
      text({ min: 1, max: 60, description: 'A saved backtest to compare the account with.' }),
    ),
    benchmark: optional(
      text({ max: 32, description: 'A symbol to compare with, such as SPY, dividends included.' }),
    ),
    format: optional(
      oneOf(REPORT_FORMATS, { description: 'Only this format: html, json, csv or md.' }),
    ),
  }),
  output: object({
    title: text(),
    from: text({ description: 'First trading day.' }),
    to: text({ description: 'Last trading day.' }),
    periods: integer({ description: 'Number of trading days.' }),
    findings: list(text(), { description: 'Warnings to read before using the numbers.' }),
    files: record(text({ max: MOST }), {
      description: 'Content of each file, by file name.',
    }),
  }),
  rest: { method: 'GET', path: '/v1/reports/account' },
  tool: { none: 'a report is a set of files for people, too large for an assistant to read' },
  command: { words: 'report build' },
  async run(
    { format, against, benchmark, riskFree, periodsPerYear, ...question },
    { context }: Call<ReadContext>,
  ) {
    const { documents } = context;
    const compared = withRates(await reportOfAccount(context, question, benchmark), {
      riskFree,
      periodsPerYear,
    });
    const input =
      against === undefined
        ? compared
        : compareToBacktest(compared, against, await findRunReport(documents, against));
    const { files, summary } = builtReport(input);
    return { ...summary, files: { ...partsOf(files, format) } };
  },
});
