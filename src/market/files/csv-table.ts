import type { Finding, FindingCode } from '../validation/finding.ts';

/** Row of a table. */
export interface CsvRow {
  /** Counted from 1; the header is line 1. */
  readonly line: number;
  /** Returns the field of a requested column. */
  text(column: string): string;
  /** Returns the number in a column, or NaN after a `bad_number` finding. */
  number(column: string): number;
  /** Records a finding of this row. */
  reject(code: FindingCode, message: string): void;
  /** Whether anything was wrong so far. */
  readonly rejected: boolean;
}

/** A decimal number: no hexadecimal, no `Infinity`, no blanks. */
const NUMBER = /^[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d{1,3})?$/;

/**
 * Reads comma-separated rows under a header, and calls `read` for each row with enough fields.
 *
 * Rows whose first column falls throughout, as some vendors deliver them, are read from the last to
 * the first, with a `newest_first` warning.
 *
 * Columns are found by name, in any case, so their order is free and further columns are ignored.
 * Quoted fields are not supported, as price files have none. Blank lines are skipped.
 *
 * @param columns the first is the date or time of a row
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
  const rows = rowsOf(lines);
  if (isNewestFirst(rows, places.get(columns[0] ?? '') ?? 0)) {
    rows.reverse();
    const message = 'The rows are newest first; they are read in time order.';
    findings.push({ code: 'newest_first', severity: 'warn', message });
  }
  for (const { line, text: content } of rows) {
    const fields = content.split(',');
    const row = rowOf({ line, fields, places, findings });
    if (fields.length === header.length) read(row);
    else {
      row.reject(
        'bad_field_count',
        `Expected ${header.length} fields, found ${fields.length} in "${shown(content)}".`,
      );
    }
  }
  return { findings, rows: rows.length };
}

interface Line {
  /** Counted from 1; the header is line 1. */
  readonly line: number;
  readonly text: string;
}

function rowsOf(lines: readonly string[]): Line[] {
  return lines.flatMap((text, index) =>
    index === 0 || text.trim() === '' ? [] : [{ line: index + 1, text }],
  );
}

/** Rows from which an order is no chance: of two, one may simply be wrong. */
const ORDERED_MIN = 3;

/** Whether the dates or times in a column fall from each row to the next, all of them. */
function isNewestFirst(rows: readonly Line[], place: number): boolean {
  const keyOf = ({ text }: Line): string | number => {
    const field = (text.split(',', place + 1)[place] ?? '').trim();
    return NUMBER.test(field) ? Number(field) : field;
  };
  if (rows.length < ORDERED_MIN) return false;
  let before = keyOf(rows[0]!);
  if (keyOf(rows.at(-1)!) >= before) return false;
  for (const row of rows.slice(1)) {
    const key = keyOf(row);
    if (typeof key !== typeof before || key > before) return false;
    before = key;
  }
  return true;
}

/** Returns the column names of the header, in lower case. */
export function headerOf(text: string): readonly string[] {
  // A byte order mark at the start is not part of the first name.
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

/** Returns a field for a message: short, and without terminal control characters. */
export function shown(field: string): string {
  const plain = field.replace(/[^\x20-\x7E]/g, '?');
  return plain.length > 60 ? `${plain.slice(0, 57)}...` : plain;
}
