import { performanceContext } from '../../analysis/performance/context.ts';
import { trackingOf } from '../../analysis/report/against.ts';
import { withOptions } from '../../analysis/report/command.ts';
import type { ReportInput } from '../../analysis/report/report-input.ts';
import { appError } from '../kit/errors.ts';

/** Minimum number of common trading days. */
const LEAST = 2;

/**
 * Compares an account report with a saved backtest, over their common trading days.
 *
 * @throws QuipuError `app.no_data` for fewer than two common trading days
 */
export function compareToBacktest(input: ReportInput, id: string, run: ReportInput): ReportInput {
  const { convention = 'quipu', header } = input;
  const own = performanceContext(input.performance, convention);
  const other = performanceContext(run.performance, convention);
  const { title } = run.header;
  const { start, dates: days } = other;
  const against = { run: id, title, start, dates: days, returns: [...other.returns] };
  const { dates } = trackingOf(own, against, own.periodsPerYear);
  if (dates.length < LEAST) {
    throw appError(
      'app.no_data',
      `Expected at least ${LEAST} trading days in common with ${id}, found ${dates.length}: ` +
        `the account has ${spanText(own.dates)}, the backtest ${spanText(other.dates)}.`,
      { next: `Run a backtest of ${title} over the days of the account, and name that one.` },
    );
  }
  const { books = [] } = header;
  const isOther = books.length > 0 && !books.some(({ strategy }) => strategy === title);
  const found = `${id} is a backtest of ${title}, which no book of this account runs.`;
  return {
    ...input,
    header: {
      ...header,
      ...(isOther ? { findings: [...(header.findings ?? []), found] } : {}),
      ...(header.reproduce === undefined
        ? {}
        : { reproduce: withOptions(header.reproduce, { against: id }) }),
    },
    against,
  };
}

function spanText(dates: readonly string[]): string {
  const [first] = dates;
  return first === undefined ? 'no trading day' : `${first} to ${dates.at(-1)}`;
}
