import { performanceContext } from '../analysis/performance/context.ts';
import { trackingOf } from '../analysis/report/against.ts';
import type { ReportInput } from '../analysis/report/report-input.ts';
import { appError } from './errors.ts';

/** The fewest sessions in common that can be told apart. */
const LEAST = 2;

/**
 * The report of an account held against a kept backtest, over the sessions that both have.
 *
 * @throws QuipuError `app.no_data` where fewer than two sessions are in common
 */
export function heldAgainst(input: ReportInput, id: string, run: ReportInput): ReportInput {
  const { convention = 'quipu', header } = input;
  const own = performanceContext(input.performance, convention);
  const other = performanceContext(run.performance, convention);
  const { title } = run.header;
  const against = { run: id, title, dates: other.dates, returns: [...other.returns] };
  const { dates } = trackingOf(own, against, own.periodsPerYear);
  if (dates.length < LEAST) {
    throw appError(
      'app.no_data',
      `Expected at least ${LEAST} sessions in common with ${id}, found ${dates.length}: ` +
        `the account has ${spanText(own.dates)}, the backtest ${spanText(other.dates)}.`,
      { next: `Run ${title} over the days of the account, and name that run.` },
    );
  }
  const books = header.facts?.find(([label]) => label === 'Books')?.[1];
  const isOther = books !== undefined && !books.includes(`(${title})`);
  const found = `${id} is a backtest of ${title}, which no book of this account runs.`;
  return {
    ...input,
    header: {
      ...header,
      ...(isOther ? { findings: [...(header.findings ?? []), found] } : {}),
      ...(header.reproduce === undefined
        ? {}
        : { reproduce: `${header.reproduce} --against ${id}` }),
    },
    against,
  };
}

function spanText(dates: readonly string[]): string {
  const [first] = dates;
  return first === undefined ? 'no session' : `${first} to ${dates.at(-1)}`;
}
