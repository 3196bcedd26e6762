import type { Finding, FindingCode } from './finding.ts';

/** One row of a table, as far as its fields are numbers of text. */
export interface CsvRow {
  /** Counted from 1; the header is line 1. */
  readonly line: number;
  /** The field of a column; only for the columns that were asked for. */
  text(column: string): string;
  /** The number in a column, or NaN after a `bad_number` finding. */
  number(column: string): number;
  /** Records what is wrong with this row. */
  reject(code: FindingCode, message: string): void;
  /** Whether anything was wrong so far. */
  readonly rejected: boolean;
}

/** A decimal number: no hexadecimal, no `Infinity`, no blanks. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/;

/**
 * Reads comma-separated rows under a header, and calls `read` for each row with enough fields.
 *
 * Columns are found by name, in any case, so their order is free and further columns are ignored.
 * Fields are plain: a quoted field is not one of the forms that price files have. Blank lines are
 * skipped.
 *
 * @returns the findings of the header and of all rows, and the number of rows
 */
export function readTable(
  text: string,
  columns: readonly string[],
  read: (row: CsvRow) => void,
): { readonly findings: readonly Finding[]; readonly rows: number } {
  const findings: Finding[] = [];
  const lines = text.split(/\r?\n/);
  const header = headerOf(text);
  const places = new Map(columns.map((column) => [column, header.indexOf(column.toLowerCase())]));
  const absent = columns.filter((column) => places.get(column) === -1);
  if (absent.length > 0) {
    const message =
      `Expected the columns ${columns.join(',')} on the first line, ` +
      `found "${shown(lines[0] ?? '')}", which has no ${absent.join(', ')}.`;
    findings.push({ code: 'bad_header', severity: 'reject', message, line: 1 });
    return { findings, rows: 0 };
  }
  let rows = 0;
  for (let index = 1; index < lines.length; index += 1) {
    const line = lines[index]!;
    if (line.trim() === '') continue;
    rows += 1;
    const fields = line.split(',');
    const row = rowOf({ line: index + 1, fields, places, findings });
    if (fields.length === header.length) read(row);
    else {
      row.reject(
        'bad_field_count',
        `Expected ${header.length} fields, found ${fields.length} in "${shown(line)}".`,
      );
    }
  }
  return { findings, rows };
}

/** The names of the columns that a text begins with, in lower case. */
export function headerOf(text: string): readonly string[] {
  // A byte order mark at the start is no part of the first name.
  const [line = ''] = text.replace(/^\uFEFF/, '').split(/\r?\n/, 1);
  return line.split(',').map((name) => name.trim().toLowerCase());
}

function rowOf(given: {
  readonly line: number;
  readonly fields: readonly string[];
  readonly places: ReadonlyMap<string, number>;
  readonly findings: Finding[];
}): CsvRow {
  const { line, fields, places, findings } = given;
  const before = findings.length;
  const text = (column: string): string => (fields[places.get(column) ?? -1] ?? '').trim();
  const reject = (code: FindingCode, message: string): void => {
    findings.push({ code, severity: 'reject', message, line });
  };
  return {
    line,
    text,
    reject,
    number(column) {
      const field = text(column);
      const value = NUMBER.test(field) ? Number(field) : Number.NaN;
      if (Number.isFinite(value)) return value;
      reject('bad_number', `Expected a number in the column ${column}, found "${shown(field)}".`);
      return Number.NaN;
    },
    get rejected() {
      return findings.length > before;
    },
  };
}

/** A field as it may be quoted to a person: short, and without what a terminal would obey. */
export function shown(field: string): string {
  const plain = field.replace(/[^\x20-\x7E]/g, '?');
  return plain.length > 60 ? `${plain.slice(0, 57)}...` : plain;
}
