import { integer, list, object, oneOf, optional, record, text } from '../../core/schema.ts';
import { conventionField, dayField } from '../fields.ts';
import { builtReport } from '../local-report.ts';
import { defineOperation } from '../operation.ts';
import { heldAgainst } from '../report-against.ts';
import { reportOfAccount } from '../report-of-account.ts';
import { ratesFields, withRates } from '../report-rates.ts';
import { findRunReport } from '../stored-runs.ts';
import { partsOf, REPORT_FORMATS } from '../stored-report.ts';

/** Characters of a file; a tear sheet of ten years has about a million. */
const MOST = 50_000_000;

/** The tear sheet of the account, from its journal. */
export const reportsAccount = defineOperation({
  name: 'reports.account',
  title: 'Report of the account',
  summary: 'Makes a report of the account, a kept backtest or a CSV',
  description:
    'Makes the report of this account over some days from its journal: the same measures, plots ' +
    'and tables as of a backtest, with deposits and withdrawals taken out of the returns.',
  effect: 'read',
  role: 'viewer',
  input: object({
    from: dayField('First day, included; the first of the account when absent.'),
    to: dayField('Last day, included; the last of the account when absent.'),
    convention: conventionField,
    ...ratesFields,
    against: optional(
      text({ min: 1, max: 60, description: 'A kept backtest to hold the account against.' }),
    ),
    benchmark: optional(
      text({ max: 32, description: 'A symbol to compare with, such as SPY, dividends included.' }),
    ),
    format: optional(
      oneOf(REPORT_FORMATS, { description: 'One form only: html, json, csv or md.' }),
    ),
  }),
  output: object({
    title: text(),
    from: text({ description: 'The first session.' }),
    to: text({ description: 'The last session.' }),
    periods: integer({ description: 'How many sessions there are.' }),
    findings: list(text(), { description: 'What should be known before the numbers are used.' }),
    files: record(text({ max: MOST }), {
      description: 'Each file as its whole text, by its name.',
    }),
  }),
  rest: { method: 'GET', path: '/v1/reports/account' },
  tool: { none: 'a report is a set of files for people, larger than an assistant should read' },
  command: { words: 'report build' },
  async run({ format, against, benchmark, riskFree, periodsPerYear, ...question }, { context }) {
    const { documents } = context;
    const compared = withRates(await reportOfAccount(context, question, benchmark), {
      riskFree,
      periodsPerYear,
    });
    const input =
      against === undefined
        ? compared
        : heldAgainst(compared, against, await findRunReport(documents, against));
    const { files, summary } = builtReport(input);
    return { ...summary, files: { ...partsOf(files, format) } };
  },
});
