import {
  type Decimal,
  decimal,
  divide,
  price,
  type Quantity,
  quantity,
} from '../../core/decimal.ts';
import { addDays, type IsoDate } from '../../core/time.ts';
import { newYorkInstant, nextSession } from '../calendar.ts';
import type { CorporateAction } from '../corporate-action.ts';
import { type CsvRow, readTable } from './csv-table.ts';
import type { Parsed } from '../validation/finding.ts';
import { readDate } from './series-csv.ts';
import type { Ticker } from '../symbol.ts';

/**
 * Tolerance between a ratio of two rounded split factors and the small fraction that it represents.
 */
const SNAP = 1e-4;
const TERM_MAX = 100;
/** Decimals of a dividend derived from rounded factors. */
const DIVIDEND_SCALE = 9;

interface FactorRow {
  readonly line: number;
  readonly date: IsoDate;
  readonly priceFactor: Decimal;
  readonly splitFactor: Decimal;
  readonly reference: Decimal;
}

/**
 * Reads splits and dividends from `date,price_factor,split_factor,reference_price`.
 *
 * Factors are cumulative and hold up to and including their date, so each row but the last
 * describes the session after it: dividend per share = reference_price × (1 - price_factor / next
 * price_factor), split ratio = next split_factor / split_factor. A ratio within 1e-4 of a fraction
 * with terms up to 100 is that fraction; any other is kept unchanged. A dividend of the same day
 * comes first, as it is paid per share before the split.
 */
export function parseFactors(text: string, symbol: Ticker): Parsed<readonly CorporateAction[]> {
  const factors: FactorRow[] = [];
  const columns = ['date', 'price_factor', 'split_factor', 'reference_price'];
  const { findings, rows } = readTable(text, columns, (row) => {
    const date = readFactorDate(row);
    const priceFactor = readDecimal(row, 'price_factor');
    const splitFactor = readDecimal(row, 'split_factor');
    const reference = readDecimal(row, 'reference_price');
    if (date === undefined || row.rejected) return;
    if (priceFactor.sign() <= 0 || splitFactor.sign() <= 0 || reference.sign() < 0) {
      row.reject('price_bounds', 'Expected factors above 0 and a reference price of 0 or more.');
      return;
    }
    const last = factors.at(-1);
    if (last !== undefined && date <= last.date) {
      row.reject('time_order', `Expected a date after ${last.date}, found ${date}.`);
      return;
    }
    factors.push({ line: row.line, date, priceFactor, splitFactor, reference });
  });
  const actions = factors.slice(1).flatMap((next, index) => between(factors[index]!, next, symbol));
  return { value: actions, findings, rows };
}

/** Reads a date; the last row, which is still valid, may be beyond the calendar. */
function readFactorDate(row: CsvRow): IsoDate | undefined {
  const field = row.text('date');
  return field === '2050-12-31' ? (field as IsoDate) : readDate(row, 'date');
}

function readDecimal(row: CsvRow, column: string): Decimal {
  const value = row.number(column);
  return Number.isNaN(value) ? decimal(0) : decimal(row.text(column).replace(/^\+/, ''));
}

function between(row: FactorRow, next: FactorRow, symbol: Ticker): readonly CorporateAction[] {
  const actions: CorporateAction[] = [];
  const session = nextSession(newYorkInstant(addDays(row.date, 1), 0));
  const on = { symbol, exDate: session.date, at: session.open };
  const fall = next.priceFactor.minus(row.priceFactor);
  if (fall.sign() > 0) {
    const perShare = divide(row.reference.times(fall), next.priceFactor, { scale: DIVIDEND_SCALE });
    if (perShare.sign() > 0)
      actions.push({ ...on, kind: 'dividend', perShare: price(perShare.toString()) });
  }
  if (!next.splitFactor.equals(row.splitFactor)) {
    actions.push({ ...on, kind: 'split', ...splitTerms(row.splitFactor, next.splitFactor) });
  }
  return actions;
}

/**
 * Returns the split ratio: the small fraction that two rounded factors represent, or the factors
 * themselves.
 */
export function splitTerms(
  before: Decimal,
  after: Decimal,
): { readonly from: Quantity; readonly to: Quantity } {
  const ratio = after.toNumber() / before.toNumber();
  for (let from = 1; from <= TERM_MAX; from += 1) {
    const to = Math.round(ratio * from);
    if (to < 1 || to > TERM_MAX || Math.abs(to / from - ratio) > SNAP * ratio) continue;
    return { from: quantity(from), to: quantity(to) };
  }
  return { from: quantity(before.toString()), to: quantity(after.toString()) };
}
