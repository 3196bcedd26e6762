import { buildReport, type ReportFiles } from '../../analysis/report/build-report.ts';
import type { ReportInput } from '../../analysis/report/report-input.ts';
import { parseReturns, reportOfReturns } from '../../analysis/report/returns-csv.ts';
import { sha256Hex } from '../../core/sha256.ts';
import { countText } from '../../core/number-text.ts';
import type { World } from '../../core/world.ts';
import { appError } from '../kit/errors.ts';
import { conventionField } from '../operation/fields.ts';
import { refuseRows } from '../files/refuse-rows.ts';
import { type Rates, withRates } from './with-rates.ts';
import { VERSION } from '../kit/version.ts';

/** A report of a return or equity file. */
export interface LocalReport {
  readonly file: string;
  /** Name of a convention; Quipu's own when absent. */
  readonly convention: string | undefined;
  /** Skips and reports bad rows instead of rejecting the file. */
  readonly skipBadRows: boolean;
  /** Overrides the risk-free rate of 0 and the periods per year inferred from the dates. */
  readonly rates?: Rates;
}

/** Files of a report, not yet written, and its summary. */
export interface BuiltReport {
  readonly files: ReportFiles;
  /** Default output folder. */
  readonly folder: string;
  readonly summary: {
    readonly title: string;
    readonly from: string;
    readonly to: string;
    readonly periods: number;
    readonly findings: readonly string[];
  };
}

/** Returns the default folder of a report, named after its title. */
export function reportFolder(title: string): string {
  return `./${title.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')}-report`;
}

/** Builds the files and the summary of a report. */
export function builtReport(input: ReportInput): BuiltReport {
  const { title, findings = [] } = input.header;
  const { dates } = input.performance;
  return {
    files: buildReport(input),
    folder: reportFolder(title),
    summary: {
      title,
      from: dates[0] ?? '',
      to: dates.at(-1) ?? '',
      periods: dates.length,
      findings,
    },
  };
}

/**
 * Builds the report of a return file; validates the whole file first.
 *
 * @throws QuipuError `app.no_data`, or `app.data_row` with file, line and reason
 */
export async function buildLocalReport(world: World, local: LocalReport): Promise<BuiltReport> {
  return builtReport(await readReturns(world, local));
}

/** Refuses to report on what is left of a file. @throws QuipuError `app.unreliable_result` */
function refuseMostlyBad(file: string, rows: number, good: number): void {
  if (good === 0 || (rows - good) * 2 <= rows) return;
  const left = `${rows - good} of ${countText(rows, 'row')} of ${file} are bad`;
  throw appError('app.unreliable_result', `${left}: the rest says nothing.`, {
    next: 'Correct the rows: without --skip-bad-rows the first are named.',
    facts: { rows, leftOut: rows - good },
  });
}

/**
 * Builds the report data of a return or equity file.
 *
 * @throws QuipuError as {@link buildLocalReport} does
 */
export async function readReturns(world: World, local: LocalReport): Promise<ReportInput> {
  const { file, skipBadRows, rates = {} } = local;
  const convention = conventionField.parse(local.convention);
  const text = await world.files.read(file);
  if (text === undefined) {
    throw appError('app.no_file', `There is no file ${file}.`, {
      next: 'Name a CSV of returns: date,return (fractions), or date,equity.',
    });
  }
  const { value, findings, rows } = parseReturns(text);
  const hasColumns = findings.every(({ code }) => code !== 'bad_header');
  const source = { rows, leftOut: rows - value.dates.length };
  if (!skipBadRows || !hasColumns)
    refuseRows(
      findings.map((one) => ({ ...one, file })),
      source,
    );
  refuseMostlyBad(file, rows, value.dates.length);
  // The first row of an equity file is the starting point and has no return.
  if (value.dates.length <= (value.form === 'equity' ? 1 : 0)) {
    throw appError('app.no_data', `There are no returns in ${file}.`, {
      next: 'It needs a header, date,return or date,equity, and one row per period.',
    });
  }
  const title = (file.split(/[\\/]/).at(-1) ?? file).replace(/\.csv$/i, '');
  const reproduce = {
    name: 'report build',
    arguments: [`${title}.csv`],
    options: [['convention', convention]],
  } as const;
  const { periodsPerYear } = rates;
  const report = reportOfReturns(value, {
    header: {
      title,
      reproduce,
      facts: [
        ['File', `sha256 ${sha256Hex(text)}`],
        ['Made by', `Quipu ${VERSION}`],
      ],
    },
    convention,
    findings,
    ...(periodsPerYear === undefined ? {} : { periodsPerYear }),
  });
  return withRates(report, rates);
}
