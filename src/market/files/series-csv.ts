import { DAY, type IsoDate, isIsoDate, MINUTE } from '../../core/time.ts';
import type { BarSeries } from '../bar.ts';
import { CALENDAR_YEARS, newYorkInstant, sessionOn } from '../calendar.ts';
import { type CsvRow, readTable, shown } from './csv-table.ts';
import type { Parsed } from '../validation/finding.ts';
import { type BarValues, barFault } from '../validation/price-checks.ts';
import type { Ticker } from '../symbol.ts';
import { timedColumns, dailySpan, type TimedBar } from '../timed-bars.ts';

const PRICES = ['open', 'high', 'low', 'close', 'volume'] as const;

/** The first column of a minute file: milliseconds after midnight on a clock in New York. */
export const MINUTE_COLUMN = 'ms_since_midnight_new_york';

/**
 * Reads daily bars from `date,open,high,low,close,volume`, raw prices, oldest first.
 *
 * A bar starts at midnight in New York and ends at the close of its session. A row is rejected when
 * it is malformed, out of order, inconsistent, or on a day when the exchange was closed.
 *
 * @returns a series without actions; see `parseFactors` for those
 */
export function parseDailyBars(text: string, symbol: Ticker): Parsed<BarSeries> {
  const bars: TimedBar[] = [];
  const { findings, rows } = readTable(text, ['date', ...PRICES], (row) => {
    const date = readDate(row, 'date');
    const values = readValues(row);
    if (date === undefined || row.rejected) return;
    const span = dailySpan(date);
    if (span === undefined) {
      row.reject('closed_day', `Expected a day of trading, found ${date}, when it was closed.`);
      return;
    }
    keepInOrder(row, bars, { ...values, ...span });
  });
  const series: BarSeries = { symbol, timeframe: '1Day', columns: timedColumns(bars), actions: [] };
  return { value: series, findings, rows };
}

/**
 * Reads one day of minute bars from `ms_since_midnight_new_york,open,high,low,close,volume`.
 *
 * A row is stamped with the start of its minute; extended hours are kept.
 */
export function parseMinuteBars(
  text: string,
  day: { readonly symbol: Ticker; readonly date: IsoDate },
): Parsed<BarSeries> {
  const bars: TimedBar[] = [];
  const { findings, rows } = readTable(text, [MINUTE_COLUMN, ...PRICES], (row) => {
    const start = readMinute(row, day.date);
    const values = readValues(row);
    if (start === undefined || row.rejected) return;
    keepInOrder(row, bars, { ...values, start, end: start + MINUTE });
  });
  const columns = timedColumns(bars);
  return {
    value: { symbol: day.symbol, timeframe: '1Min', columns, actions: [] },
    findings,
    rows,
  };
}

/** Reads a date for which sessions are known, or rejects the row. */
export function readDate(row: CsvRow, column: string): IsoDate | undefined {
  const field = row.text(column);
  const year = Number(field.slice(0, 4));
  if (isIsoDate(field) && year >= CALENDAR_YEARS.first && year <= CALENDAR_YEARS.last) return field;
  row.reject(
    'bad_date',
    `Expected a date as YYYY-MM-DD from ${CALENDAR_YEARS.first} to ${CALENDAR_YEARS.last}, ` +
      `found "${shown(field)}".`,
  );
  return undefined;
}

/** Reads the start of a minute of a day on which the exchange trades, or rejects the row. */
export function readMinute(row: CsvRow, date: IsoDate): number | undefined {
  const ms = row.number(MINUTE_COLUMN);
  if (row.rejected) return undefined;
  if (!(ms >= 0 && ms < DAY && ms % MINUTE === 0)) {
    row.reject('bad_time', `Expected a whole minute from 0 to ${DAY - MINUTE} ms, found ${ms}.`);
    return undefined;
  }
  if (sessionOn(date) === undefined) {
    row.reject('closed_day', `Expected a day of trading, found ${date}, when it was closed.`);
    return undefined;
  }
  return newYorkInstant(date, ms);
}

function readValues(row: CsvRow): BarValues {
  const values = {
    open: row.number('open'),
    high: row.number('high'),
    low: row.number('low'),
    close: row.number('close'),
    volume: row.number('volume'),
  };
  const fault = row.rejected ? undefined : barFault(values);
  if (fault !== undefined) row.reject(fault.code, fault.message);
  return values;
}

function keepInOrder(row: CsvRow, bars: TimedBar[], bar: TimedBar): void {
  const last = bars.at(-1);
  if (last !== undefined && bar.start <= last.start) {
    const how = bar.start === last.start ? 'the same time as' : 'an earlier time than';
    row.reject('time_order', `Expected rows in time order, found ${how} the good row before it.`);
    return;
  }
  bars.push(bar);
}
