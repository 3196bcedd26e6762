import { reportModel } from './model.ts';
import { equityCsv, metricsCsv, tradesCsv } from './report-csv.ts';
import type { ReportInput } from './report-input.ts';
import { reportJson } from './report-json.ts';
import { reportMarkdown } from './report-markdown.ts';
import { type ReportableRun, reportOfRun, type RunReportOptions } from './report-of-run.ts';
import { drawTearSheet } from './tear-sheet.ts';

/** The files of a report by name, each as its whole text. */
export interface ReportFiles {
  readonly 'report.html': string;
  readonly 'report.json': string;
  readonly 'metrics.csv': string;
  readonly 'equity.csv': string;
  readonly 'trades.csv': string;
  readonly 'report.md': string;
}

/**
 * Makes every file of a report: of a backtest's result, or of any input.
 *
 * The same input gives the same bytes; nothing is read from outside.
 *
 * @param subject a result of `runBacktest`, or what `reportOfReturns` and `reportOfRun` make
 * @param options for a result only: benchmark, convention and header
 * @throws QuipuError `analysis.invalid_performance_input`
 */
export function buildReport(
  subject: ReportInput | ReportableRun,
  options: RunReportOptions = {},
): ReportFiles {
  const input = 'header' in subject ? subject : reportOfRun(subject, options);
  const model = reportModel(input);
  return {
    'report.html': drawTearSheet(model),
    'report.json': reportJson(model),
    'metrics.csv': metricsCsv(model),
    'equity.csv': equityCsv(model),
    'trades.csv': tradesCsv(model),
    'report.md': reportMarkdown(model),
  };
}
