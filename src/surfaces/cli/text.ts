import { styleText } from 'node:util';
import { decimal } from '../../core/decimal.ts';
import {
  type Amount,
  asciiText,
  type ChangeText,
  type ClockZone,
  dateText,
  dateTimeText,
  exactMoneyText,
  moneyChange,
  moneyText,
  percentChange,
  percentText,
  quantityText,
  ratioText,
  tableTimeText,
  UNDEFINED,
} from '../../core/number-text.ts';
import { isIsoDate, parseInstant } from '../../core/time.ts';
import { printable } from './failure.ts';
import type { Io } from './io.ts';

/** Text for people, with color and arrows where the terminal supports them. */
export interface Pen {
  bold(text: string): string;
  dim(text: string): string;
  good(text: string): string;
  bad(text: string): string;
  warn(text: string): string;
  /** Plain ASCII: output is not a terminal. */
  readonly ascii: boolean;
  /** Time zone of printed times. */
  readonly zone: ClockZone;
}

type Style = Parameters<typeof styleText>[0];

/** Creates a pen for standard output with a time zone. */
export function createPen(io: Pick<Io, 'color' | 'isTty'>, zone: ClockZone = 'exchange'): Pen {
  const styled =
    (style: Style) =>
    (text: string): string =>
      io.color ? styleText(style, text, { validateStream: false }) : text;
  return {
    bold: styled('bold'),
    dim: styled('dim'),
    good: styled('green'),
    bad: styled('red'),
    warn: styled('yellow'),
    ascii: !io.isTty,
    zone,
  };
}

/** Prints text for people to standard output: plain ASCII where that is not a terminal. */
export function say(io: Io, text: string): void {
  io.out(io.isTty ? text : asciiText(text));
}

/** A column of a table: its title and alignment. */
export interface ColumnSpec {
  readonly title: string;
  readonly right?: boolean;
}

/** Formats rows under titles, aligned; color codes do not count as width. */
export function table(
  columns: readonly ColumnSpec[],
  rows: readonly (readonly string[])[],
  pen: Pen,
): string {
  // Plain text has other widths, so it is created before the columns are aligned.
  const body = pen.ascii ? rows.map((row) => row.map(asciiText)) : rows;
  const widths = columns.map(({ title }, index) =>
    Math.max(title.length, ...body.map((row) => width(row[index] ?? ''))),
  );
  const line = (cells: readonly string[]): string =>
    cells
      .map((cell, index) => pad(cell, widths[index]!, columns[index]!.right === true))
      .join('  ')
      .trimEnd();
  const titles = pen.dim(line(columns.map(({ title }) => title)));
  return `${[titles, ...body.map((row) => line(row))].join('\n')}\n`;
}

/** Formats names and values in two columns. */
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

const DECIMAL = /^-?\d+(\.\d+)?$/;

/** Reads a number of an answer: a double as it is, a decimal string exactly; else undefined. */
function amountOf(value: unknown): Amount | undefined {
  if (typeof value === 'number') return value;
  return typeof value === 'string' && DECIMAL.test(value) ? decimal<string>(value) : undefined;
}

function shown(value: unknown, write: (amount: Amount) => string): string {
  const amount = amountOf(value);
  return amount === undefined ? UNDEFINED : write(amount);
}

/** Formats money or a price. */
export function showMoney(value: unknown): string {
  return shown(value, moneyText);
}

/** Formats the price of an order's terms, with all of its digits. */
export function showExactPrice(value: unknown): string {
  return shown(value, (amount) =>
    typeof amount === 'number' ? moneyText(amount) : exactMoneyText(amount),
  );
}

/** Formats a quantity or count. */
export function showQuantity(value: unknown): string {
  return shown(value, quantityText);
}

/** Formats a fraction as a percentage. */
export function showPercent(value: unknown): string {
  return shown(value, percentText);
}

/** Formats a ratio. */
export function showRatio(value: unknown): string {
  return shown(value, ratioText);
}

/** Formats a change in money, with sign, arrow and color. */
export function showGain(value: unknown, pen: Pen): string {
  const amount = amountOf(value);
  return amount === undefined ? UNDEFINED : changed(moneyChange(amount), pen);
}

/** Formats a change as a percentage, with sign, arrow and color. */
export function showPercentGain(value: unknown, pen: Pen): string {
  const amount = amountOf(value);
  return amount === undefined ? UNDEFINED : changed(percentChange(amount), pen);
}

/** Formats a loss stored as a fraction from 0 up, such as a drawdown, as a negative percentage. */
export function showLoss(value: unknown, pen: Pen): string {
  return typeof value === 'number' ? changed(percentChange(0 - value), pen) : UNDEFINED;
}

function changed({ text, arrow, tone }: ChangeText, pen: Pen): string {
  const whole = pen.ascii || arrow === '' ? text : `${arrow} ${text}`;
  return tone === 'flat' ? whole : tone === 'gain' ? pen.good(whole) : pen.bad(whole);
}

/** Formats an instant for a table: `2024-03-19 10:31:07 ET`. */
export function showTime(value: unknown, pen: Pen): string {
  return typeof value === 'string' ? tableTimeText(parseInstant(value), pen.zone) : UNDEFINED;
}

/** Formats an instant in text: `Tue, Mar 19, 2024, 10:31:07 ET`. */
export function showDateTime(value: unknown, pen: Pen): string {
  return typeof value === 'string' ? dateTimeText(parseInstant(value), pen.zone) : UNDEFINED;
}

/** Formats a period for a heading: `Mon, Mar 18, 2024 to Tue, Mar 19, 2024`. */
export function showPeriod(from: unknown, to: unknown): string {
  const [first, last] = [from, to].map((date) =>
    typeof date === 'string' && isIsoDate(date) ? dateText(date) : cellText(date),
  );
  return first === last ? first! : `${first} to ${last}`;
}

/** Formats any value as one line that is safe for a terminal. */
export function cellText(value: unknown): string {
  if (value === null || value === undefined) return UNDEFINED;
  return printable(typeof value === 'string' ? value : JSON.stringify(value));
}
