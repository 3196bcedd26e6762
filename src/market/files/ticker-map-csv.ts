import { addDays, type IsoDate, isIsoDate } from '../../core/time.ts';
import { readTable, shown } from './csv-table.ts';
import type { Parsed } from '../validation/finding.ts';
import { isTicker, type Ticker } from '../symbol.ts';

/** Ticker of a company from one date to another, both included. */
export interface TickerSpan {
  readonly ticker: Ticker;
  readonly from: IsoDate;
  /** Far in the future while the ticker is in use. */
  readonly to: IsoDate;
}

/**
 * Reads the tickers of one company over time from `last_date,ticker`.
 *
 * The first row is the company's first trading day; each later row has the ticker used up to and
 * including its date. The spans are adjacent and together cover one company; prices filed under one
 * of these tickers outside its span are another company's.
 */
export function parseTickerMap(text: string): Parsed<readonly TickerSpan[]> {
  const spans: TickerSpan[] = [];
  let last: IsoDate | undefined;
  const { findings, rows } = readTable(text, ['last_date', 'ticker'], (row) => {
    const date = row.text('last_date');
    const name = row.text('ticker').toUpperCase();
    if (!isIsoDate(date)) {
      row.reject('bad_date', `Expected a date as YYYY-MM-DD, found "${shown(date)}".`);
      return;
    }
    if (!isTicker(name)) {
      row.reject('bad_symbol', `Expected a symbol such as SPY, found "${shown(name)}".`);
      return;
    }
    if (last !== undefined && date <= last) {
      row.reject('time_order', `Expected a date after ${last}, found ${date}.`);
      return;
    }
    if (last !== undefined) {
      const from = spans.length === 0 ? last : addDays(last, 1);
      const previous = spans.at(-1);
      if (previous?.ticker === name) spans[spans.length - 1] = { ...previous, to: date };
      else spans.push({ ticker: name, from, to: date });
    }
    last = date;
  });
  return { value: spans, findings, rows };
}
