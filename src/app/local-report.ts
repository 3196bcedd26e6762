import { buildReport, type ReportFiles } from '../analysis/report/build-report.ts';
import type { ReportInput } from '../analysis/report/report-input.ts';
import { parseReturns, reportOfReturns } from '../analysis/report/returns-csv.ts';
import { sha256Hex } from '../core/sha256.ts';
import type { World } from '../core/world.ts';
import { appError } from './errors.ts';
import { conventionField } from './fields.ts';
import { refuseRows } from './refuse-rows.ts';
import { type Rates, withRates } from './report-rates.ts';
import { VERSION } from './version.ts';

/** A report of a file of returns or of equity. */
export interface LocalReport {
  readonly file: string;
  /** The name of a convention; the house's own when absent. */
  readonly convention: string | undefined;
  /** Bad rows are left out and told, instead of refusing the file. */
  readonly skipBadRows: boolean;
  /** Instead of 0, and of what the distance of the dates says. */
  readonly rates?: Rates;
}

/** The files of a report, not yet written, and what they are about. */
export interface BuiltReport {
  readonly files: ReportFiles;
  /** Where they belong unless said otherwise. */
  readonly folder: string;
  readonly summary: {
    readonly title: string;
    readonly from: string;
    readonly to: string;
    readonly periods: number;
    readonly findings: readonly string[];
  };
}

/** Where a report belongs unless said otherwise: a folder named after its title. */
export function reportFolder(title: string): string {
  return `./${title.replaceAll(/[^\p{L}\p{N}._-]+/gu, '-')}-report`;
}

/** Makes the files of a report and says what they are about. */
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
 * Makes the report of a file of returns; the whole file is judged before anything is made of it.
 *
 * @throws QuipuError `app.no_data`, or `app.data_row` naming file, line and reason
 */
export async function buildLocalReport(world: World, local: LocalReport): Promise<BuiltReport> {
  return builtReport(await readReturns(world, local));
}

/**
 * What a report of a file of returns or of equity is made of.
 *
 * @throws QuipuError as {@link buildLocalReport} does
 */
export async function readReturns(world: World, local: LocalReport): Promise<ReportInput> {
  const { file, skipBadRows, rates = {} } = local;
  const convention = conventionField.parse(local.convention);
  const text = await world.files.read(file);
  if (text === undefined) {
    throw appError('app.no_data', `There is no file ${file}.`, {
      next: 'Name a CSV of returns: date,return (fractions), or date,equity.',
    });
  }
  const { value, findings } = parseReturns(text);
  const hasColumns = findings.every(({ code }) => code !== 'bad_header');
  if (!skipBadRows || !hasColumns) refuseRows(findings.map((one) => ({ ...one, file })));
  // The first row of an equity is where it starts, and has no return.
  if (value.dates.length <= (value.form === 'equity' ? 1 : 0)) {
    throw appError('app.no_data', `There are no returns in ${file}.`, {
      next: 'It needs a header, date,return or date,equity, and a row per period.',
    });
  }
  const title = (file.split(/[\\/]/).at(-1) ?? file).replace(/\.csv$/i, '');
  const reproduce = `quipu report build ${title}.csv --convention ${convention}`;
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
