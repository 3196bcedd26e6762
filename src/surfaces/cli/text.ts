import { styleText } from 'node:util';
import { printable } from './failure.ts';

/** Text for people, with color where the terminal takes it. */
export interface Pen {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
}

type Style = Parameters<typeof styleText>[0];

/** A pen that colors, or does not. */
export function createPen(color: boolean): Pen {
  const styled =
    (style: Style) =>
    (text: string): string =>
      color ? styleText(style, text, { validateStream: false }) : text;
  return {
    bold: styled('bold'),
    dim: styled('dim'),
    good: styled('green'),
    bad: styled('red'),
    warn: styled('yellow'),
  };
}

/** A column of a table: its title and which way it leans. */
export interface ColumnSpec {
  readonly title: string;
  readonly right?: boolean;
}

/** Rows under titles, aligned; color codes do not count as width. */
export function table(
  columns: readonly ColumnSpec[],
  rows: readonly (readonly string[])[],
  pen: Pen,
): string {
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...rows.map((row) => width(row[index] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => pad(cell, widths[index]!, columns[index]!.right === true))
      .join('  ')
      .trimEnd();
  const titles = pen.dim(line(columns.map(({ title }) => title)));
  return `${[titles, ...rows.map((row) => line(row))].join('\n')}\n`;
}

/** Names and values in two columns. */
export function pairs(rows: readonly (readonly [string, string])[], pen: Pen): string {
  const widest = Math.max(0, ...rows.map(([name]) => name.length));
  return rows.map(([name, value]) => `${pen.dim(name.padEnd(widest))}  ${value}\n`).join('');
}

// oxlint-disable-next-line no-control-regex -- a color code begins with the escape character
const COLOR = /\u001b\[\d+m/g;

function width(text: string): number {
  return Array.from(text.replace(COLOR, '')).length;
}

function pad(text: string, to: number, right: boolean): string {
  const space = ' '.repeat(Math.max(0, to - width(text)));
  return right ? space + text : text + space;
}

/** An amount with thin spaces between thousands; a dash when it is not known. */
export function amount(value: unknown, decimals?: number): string {
  if (value === null || value === undefined || value === '') return '—';
  const text = decimals === undefined ? asText(value) : Number(value).toFixed(decimals);
  const [whole = '', fraction] = text.split('.');
  const grouped = whole.replace(/\B(?=(\d{3})+(?!\d))/g, '\u2009');
  return fraction === undefined ? grouped : `${grouped}.${fraction}`;
}

/** A price, in cents at least; a dash when it is not known. */
export function price(value: unknown): string {
  const text = amount(value);
  if (text === '—') return text;
  const decimals = text.split('.')[1]?.length ?? 0;
  return decimals < 2 ? amount(value, 2) : text;
}

/** A gain or loss with arrow and sign; a dash when it is not known. */
export function gain(value: unknown, pen: Pen, suffix = ''): string {
  if (value === null || value === undefined) return '—';
  const number = Number(value);
  if (number === 0) return `${amount(value)}${suffix}`;
  const text = `${number > 0 ? '▲' : '▼'} ${amount(asText(value).replace('-', ''))}${suffix}`;
  return number > 0 ? pen.good(text) : pen.bad(text);
}

/** A fraction as a percentage, two decimals below ten; a dash when it is not known. */
export function percent(value: unknown): string {
  if (typeof value !== 'number') return '—';
  const points = value * 100;
  return `${points.toFixed(Math.abs(points) < 10 ? 2 : 1)} %`;
}

/** An instant as date and time in UTC, to the second. */
export function instant(value: unknown): string {
  return typeof value === 'string' ? value.replace('T', ' ').replace(/\.\d+Z|Z/, '') : '—';
}

/** Any value of an answer as one line that a terminal may show. */
export function asText(value: unknown): string {
  if (value === null || value === undefined) return '—';
  return printable(typeof value === 'string' ? value : JSON.stringify(value));
}
