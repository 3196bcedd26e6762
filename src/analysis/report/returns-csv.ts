import { type IsoDate, isIsoDate } from '../../core/time.ts';
import { type CsvRow, headerOf, readTable, shown } from '../../market/files/csv-table.ts';
import type { Finding, Parsed } from '../../market/validation/finding.ts';
import type { PerformanceInput } from '../performance/input.ts';
import type { ReportHeader, ReportInput } from './report-input.ts';
import { periodBefore, type Spacing, spacingOf } from './spacing.ts';

/** Returns or equity per period as a file has them, oldest first. */
export interface ReturnsFile {
  /** Whether the file has returns, or equity in dollars. */
  readonly form: 'return' | 'equity';
  readonly dates: readonly IsoDate[];
  /** Fractions per period, or dollars at the end of each. */
  readonly values: Float64Array;
  /**
   * Benchmark of each row, NaN where it has none; undefined without the column. In the form of the
   * values: a return, or a level (a price or an index) next to an equity.
   */
  readonly benchmark: Float64Array | undefined;
  /** Net deposit of each period, dollars; undefined without the column. */
  readonly flows: Float64Array | undefined;
}

/** Why a file of returns has no value of a measure in dollars. */
const NO_MONEY = 'the file has returns, not dollars';
/** The greatest return of one period that is taken for one: a thousandfold. */
const GREATEST = 1_000;

/**
 * Reads `date,return` (fractions per period) with optional `benchmark` and `flow`, or
 * `date,equity` with the same two, whose benchmark is a level like the equity; names in any case,
 * further columns are ignored.
 *
 * Rows that are malformed, out of order or impossible are rejected with their line. Returns that
 * look like percentages are a warning.
 */
export function parseReturns(text: string): Parsed<ReturnsFile> {
  const header = headerOf(text);
  const form = header.includes('equity') && !header.includes('return') ? 'equity' : 'return';
  const has = {
    benchmark: header.includes('benchmark'),
    flow: header.includes('flow'),
  };
  const columns = [
    'date',
    form,
    ...(has.benchmark ? ['benchmark'] : []),
    ...(has.flow ? ['flow'] : []),
  ];
  const dates: IsoDate[] = [];
  const kept: { value: number; benchmark: number; flow: number }[] = [];
  const { findings, rows } = readTable(text, columns, (row) => {
    const date = readDate(row, dates.at(-1));
    const value = readValue(row, form);
    const benchmark = has.benchmark ? readBenchmark(row, form) : Number.NaN;
    const flow = has.flow && row.text('flow') !== '' ? row.number('flow') : 0;
    if (date === undefined || row.rejected) return;
    dates.push(date);
    kept.push({ value, benchmark, flow });
  });
  const column = (name: 'value' | 'benchmark' | 'flow'): Float64Array =>
    Float64Array.from(kept, (one) => one[name]);
  const file: ReturnsFile = {
    form,
    dates,
    values: column('value'),
    benchmark: has.benchmark ? column('benchmark') : undefined,
    flows: has.flow ? column('flow') : undefined,
  };
  return { value: file, findings: [...findings, ...percentages(file)], rows };
}

function readDate(row: CsvRow, before: IsoDate | undefined): IsoDate | undefined {
  const field = row.text('date');
  if (!isIsoDate(field)) {
    row.reject('bad_date', `Expected a date as YYYY-MM-DD, found "${shown(field)}".`);
    return undefined;
  }
  if (before === undefined || field > before) return field;
  row.reject('time_order', `Expected a date after ${before}, found ${field}.`);
  return undefined;
}

function readValue(row: CsvRow, form: ReturnsFile['form']): number {
  const value = row.number(form);
  if (form === 'equity' && value < 0) {
    row.reject('price_bounds', `Expected an equity of 0 or more, found ${value}.`);
  }
  if (form === 'return' && (value < -1 || value > GREATEST)) outOfBounds(row, 'return', value);
  return value;
}

function outOfBounds(row: CsvRow, column: string, value: number): void {
  row.reject(
    'price_bounds',
    `Expected a ${column} from -1 to ${GREATEST} as a fraction, found ${value}.`,
  );
}

function readBenchmark(row: CsvRow, form: ReturnsFile['form']): number {
  if (row.text('benchmark') === '') return Number.NaN;
  const value = row.number('benchmark');
  if (form === 'return' && (value < -1 || value > GREATEST)) outOfBounds(row, 'benchmark', value);
  if (form === 'equity' && value <= 0) {
    row.reject('price_bounds', `Expected the level of a benchmark above 0, found ${value}.`);
  }
  return value;
}

function percentages({ form, values }: ReturnsFile): readonly Finding[] {
  if (form !== 'return' || values.length < 20) return [];
  const sizes = values.map(Math.abs).toSorted();
  const middle = sizes[Math.floor(sizes.length / 2)]!;
  if (middle < 0.15) return [];
  const message =
    'Expected returns as fractions (0.01 is 1%), found half of them beyond ' +
    `${middle}: they look like percentages.`;
  return [{ code: 'jump', severity: 'warn', message, line: 1 }];
}

/** Options of a report of returns. */
export interface ReturnsReportOptions {
  readonly header: Omit<ReportHeader, 'kind' | 'title'> & Pick<ReportHeader, 'title'>;
  /** Periods a year; from the distance of the dates when absent. */
  readonly periodsPerYear?: number;
  /** Annual risk-free rate as a fraction; 0 when absent. */
  readonly riskFree?: number;
  readonly convention?: ReportInput['convention'];
  /** Findings of the reading, shown first. */
  readonly findings?: readonly Finding[];
}

/**
 * The report of a file of returns or of equity.
 *
 * Returns are growth of one dollar and have no measures in dollars, unless the first row has a
 * deposit that they compound from. An equity's first row is where it starts, and has no return of
 * its own.
 */
export function reportOfReturns(file: ReturnsFile, options: ReturnsReportOptions): ReportInput {
  const { header, riskFree, convention, findings = [] } = options;
  const spacing = spacingOf(file.dates);
  const periodsPerYear = options.periodsPerYear ?? spacing.periodsPerYear;
  const base = file.form === 'equity' ? fromEquity(file) : fromReturns(file, spacing);
  return {
    header: {
      ...header,
      kind: 'returns',
      assumptions: [
        ...assumedOf(file, base),
        options.periodsPerYear === undefined
          ? `${periodsPerYear} periods a year, as the dates are ${spacing.name}`
          : `${periodsPerYear} periods a year, as given`,
        ...(header.assumptions ?? []),
      ],
      findings: [
        ...findings.map(findingText),
        ...(file.flows?.some((flow) => flow !== 0) && base.flows === undefined
          ? ['Flows are left out: without one in the first row nothing says what they came to.']
          : []),
        ...irregularity(spacing, options.periodsPerYear),
        ...(header.findings ?? []),
      ],
    },
    performance: {
      ...base,
      periodsPerYear,
      ...(riskFree === undefined ? {} : { riskFree }),
    },
    ...(convention === undefined ? {} : { convention }),
  };
}

/** What the money and the time of a file were taken for. */
function assumedOf({ form }: ReturnsFile, base: PerformanceInput): readonly string[] {
  if (form === 'equity') {
    return [
      'the first row is the start that CAGR counts from; it has no return',
      'deposits and withdrawals arrive at the start of their period; for the money-weighted and ' +
        'the simple return on the date of their row',
    ];
  }
  return [
    base.noMoney === undefined
      ? 'returns compound from the first deposit'
      : 'returns are growth of one, and there are no amounts in dollars',
    `CAGR counts from ${base.start ?? 'the first row'}, the end of the period before`,
    ...(base.flows === undefined
      ? []
      : ['deposits and withdrawals arrive at the start of their period']),
  ];
}

/** A warning where the dates are not evenly apart, as all that is annualized takes them to be. */
function irregularity({ name, irregular }: Spacing, given: number | undefined): readonly string[] {
  const [first] = irregular;
  if (first === undefined) return [];
  const rows = irregular.length === 1 ? 'one row is' : `${irregular.length} rows are`;
  return [
    `Expected ${name} rows, found that ${rows} nearer to or farther from the one before, the ` +
      `first ${first}: volatility and ratios a year assume even periods` +
      `${given === undefined ? '; give the periods a year if these are not theirs' : ''}.`,
  ];
}

function findingText({ line, message }: Finding): string {
  return line === undefined ? message : `Line ${line}: ${message}`;
}

function fromEquity({ dates, values, flows, benchmark }: ReturnsFile): PerformanceInput {
  const [start, ...rest] = dates;
  // A return after a hole spans it, as from the last level known.
  let before = benchmark?.[0] ?? Number.NaN;
  const compared = benchmark?.slice(1).map((level) => {
    const value = level / before - 1;
    if (!Number.isNaN(level)) before = level;
    return value;
  });
  const first = dates[benchmark?.findIndex((level) => !Number.isNaN(level)) ?? -1];
  return {
    dates: rest,
    equity: values.slice(1),
    initialEquity: values[0] ?? 0,
    ...(start === undefined ? {} : { start }),
    // Every deposit on the date of its row; the first row's is in the equity that it starts with.
    ...(flows === undefined ? {} : { flows: flows.slice(1), flowDates: rest }),
    ...(compared === undefined ? {} : { benchmark: compared, benchmarkFrom: first }),
  };
}

function fromReturns(file: ReturnsFile, spacing: Spacing): PerformanceInput {
  const { dates, values, benchmark } = file;
  // Without a first deposit nothing says what the others were paid into.
  const flows = (file.flows?.[0] ?? 0) > 0 ? file.flows : undefined;
  const start = periodBefore(dates, spacing);
  const initialEquity = flows === undefined ? 1 : 0;
  const equity = new Float64Array(values.length);
  let before = initialEquity;
  for (let row = 0; row < values.length; row += 1) {
    before = equity[row] = (before + (flows?.[row] ?? 0)) * (1 + values[row]!);
  }
  return {
    dates,
    equity,
    initialEquity,
    ...(start === undefined ? {} : { start }),
    // Each return is earned on its own row's deposit too, so that one came before the period.
    ...(flows === undefined || start === undefined
      ? { noMoney: NO_MONEY }
      : { flows, flowDates: [start, ...dates.slice(0, -1)] }),
    ...(benchmark === undefined ? {} : { benchmark }),
  };
}
