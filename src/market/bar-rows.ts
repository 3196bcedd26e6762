import { price, quantity } from '../core/decimal.ts';
import { QuipuError } from '../core/errors.ts';
import { isIsoDate, isoDate, parseInstant } from '../core/time.ts';
import { type BarSeries, type Timeframe, TIMEFRAME_MS } from './bar.ts';
import { CALENDAR_YEARS, sessionOn, sessionsBetween } from './calendar.ts';
import type { CorporateAction } from './corporate-action.ts';
import { type Ticker, ticker } from './symbol.ts';
import { timedColumns, dailySpan, type TimedBar } from './timed-bars.ts';
import { barFault } from './validation/price-checks.ts';

/** One bar as a program has it: raw prices in dollars, volume in shares. */
export interface BarRow {
  /** The symbol; needed where the options do not name it, and the same in every row. */
  readonly symbol?: string;
  /**
   * A trading day as `YYYY-MM-DD` for daily bars; else the first instant of the bar, as text with
   * a zone, as a `Date`, or as epoch milliseconds.
   */
  readonly date: string | number | Date;
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  /** Default 0. */
  readonly volume?: number;
}

/** A split (`to` shares for every `from`) or a dividend in dollars a share, on its ex-day. */
export type ActionRow = { readonly exDate: string } & (
  | { readonly split: { readonly from: number; readonly to: number } }
  | { readonly dividend: number | string }
);

/** What rows do not say about themselves. */
export interface BarRowsOptions {
  /** The symbol of the rows; each row's own where absent. */
  readonly symbol?: string;
  /** Length of a bar. Default `1Day`. */
  readonly timeframe?: Timeframe;
  /** Splits and dividends within the span, in time order. Default none. */
  readonly actions?: readonly ActionRow[];
}

/**
 * Returns the days from one date to another, both included, on which the exchange is open.
 *
 * @throws QuipuError `core.invalid_date`, `market.outside_calendar`
 */
export function tradingDays(from: string, to: string): readonly string[] {
  return sessionsBetween(isoDate(from), isoDate(to)).map(({ date }) => date);
}

/**
 * Returns the bars of one symbol from rows, oldest first.
 *
 * A daily bar covers its trading day in New York; an intraday bar starts at its instant.
 *
 * @throws QuipuError `market.invalid_row` naming the first bad row, `market.invalid_action`,
 *   `market.invalid_symbol`
 */
export function barsFrom(rows: readonly BarRow[], options: BarRowsOptions = {}): BarSeries {
  const { timeframe = '1Day', actions = [] } = options;
  const name = options.symbol ?? rows[0]?.symbol;
  if (name === undefined) throw badRow(0, 'expected a symbol, found none');
  const symbol = ticker(name);
  const bars: TimedBar[] = [];
  for (const [index, row] of rows.entries()) {
    if (row.symbol !== undefined && row.symbol !== name) {
      throw badRow(index, `expected rows of ${name} only, found ${row.symbol}`);
    }
    bars.push(barOf(row, { index, timeframe, last: bars.at(-1) }));
  }
  const columns = timedColumns(bars);
  return { symbol, timeframe, columns, actions: actions.map((row) => actionOf(row, symbol)) };
}

function barOf(
  row: BarRow,
  place: {
    readonly index: number;
    readonly timeframe: Timeframe;
    readonly last: TimedBar | undefined;
  },
): TimedBar {
  const { index, timeframe, last } = place;
  const { open, high, low, close, volume = 0 } = row;
  const values = { open, high, low, close, volume };
  const fault = barFault(values);
  if (fault !== undefined) throw badRow(index, fault.message);
  const bar = { ...values, ...spanOf(row, index, timeframe) };
  if (last !== undefined && bar.start <= last.start) {
    throw badRow(index, `expected rows in time order, found ${shown(row.date)} after a later one`);
  }
  return bar;
}

function spanOf(
  { date }: BarRow,
  index: number,
  timeframe: Timeframe,
): Pick<TimedBar, 'start' | 'end'> {
  if (timeframe === '1Day') {
    const day = typeof date === 'string' ? date : '';
    const year = Number(day.slice(0, 4));
    const isKnown = year >= CALENDAR_YEARS.first && year <= CALENDAR_YEARS.last;
    const span = isIsoDate(day) && isKnown ? dailySpan(day) : undefined;
    if (span !== undefined) return span;
    throw badRow(index, `expected a trading day as YYYY-MM-DD, found ${shown(date)}`);
  }
  const start = typeof date === 'string' ? parseInstant(date) : Number(date);
  if (Number.isFinite(start)) return { start, end: start + TIMEFRAME_MS[timeframe] };
  throw badRow(index, `expected an instant, found ${shown(date)}`);
}

function actionOf(row: ActionRow, symbol: Ticker): CorporateAction {
  const { exDate } = row;
  const session = isIsoDate(exDate) ? sessionOn(exDate) : undefined;
  const numbers = 'split' in row ? [row.split.from, row.split.to] : [Number(row.dividend)];
  if (session === undefined || !numbers.every((value) => value > 0 && Number.isFinite(value))) {
    throw new QuipuError(
      'market.invalid_action',
      `Expected a split or dividend above 0 on a trading day, found ${JSON.stringify(row)}.`,
      { next: 'Correct the ex-day or the number.' },
    );
  }
  const on = { symbol, exDate: session.date, at: session.open };
  if ('dividend' in row) return { ...on, kind: 'dividend', perShare: price(row.dividend) };
  const { from, to } = row.split;
  return { ...on, kind: 'split', from: quantity(from), to: quantity(to) };
}

function shown(date: BarRow['date']): string {
  return date instanceof Date ? String(date) : JSON.stringify(date);
}

function badRow(index: number, message: string): QuipuError {
  return new QuipuError('market.invalid_row', `Row ${index}: ${message.replace(/\.$/, '')}.`, {
    next: 'Correct the row or leave it out; rows are counted from 0.',
    facts: { row: index },
  });
}
