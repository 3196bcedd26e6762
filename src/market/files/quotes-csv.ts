import { type IsoDate, MINUTE } from '../../core/time.ts';
import { readTable } from './csv-table.ts';
import type { Parsed } from '../validation/finding.ts';
import { priceFault, sizeFault } from '../validation/price-checks.ts';
import { MINUTE_COLUMN, readMinute } from './series-csv.ts';
import type { Ticker } from '../symbol.ts';

const PRICES = [
  'bid_open',
  'bid_high',
  'bid_low',
  'bid_close',
  'ask_open',
  'ask_high',
  'ask_low',
  'ask_close',
] as const;
const SIZES = ['bid_size', 'ask_size'] as const;

/** Best bid and offer of one minute: open, range and close of each side. */
export interface QuoteBar {
  /** The first millisecond of the minute. */
  readonly start: number;
  readonly end: number;
  readonly bid: QuoteSide;
  readonly ask: QuoteSide;
}

/** Side of a {@link QuoteBar}; `size` in shares at the close. */
export interface QuoteSide {
  readonly open: number;
  readonly high: number;
  readonly low: number;
  readonly close: number;
  readonly size: number;
}

/**
 * Reads one day of quote bars from `ms_since_midnight_new_york,bid_open,…,bid_size,ask_open,…`.
 *
 * A row is stamped with the start of its minute. A crossed close is a warning, as short crossings
 * between venues are real; code that prices with the quote must check it.
 */
export function parseMinuteQuotes(
  text: string,
  day: { readonly symbol: Ticker; readonly date: IsoDate },
): Parsed<readonly QuoteBar[]> {
  const bars: QuoteBar[] = [];
  const columns = [MINUTE_COLUMN, ...PRICES, ...SIZES];
  const crossed: number[] = [];
  const { findings, rows } = readTable(text, columns, (row) => {
    const start = readMinute(row, day.date);
    const numbers = new Map<string, number>();
    for (const column of [...PRICES, ...SIZES]) numbers.set(column, row.number(column));
    if (start === undefined || row.rejected) return;
    for (const [column, value] of numbers) {
      const check = column.endsWith('size') ? sizeFault : priceFault;
      const fault = check(column, value);
      if (fault === undefined) continue;
      row.reject(value === 0 ? 'zero_quote' : fault.code, fault.message);
    }
    const last = bars.at(-1);
    if (last !== undefined && start <= last.start) {
      row.reject('time_order', 'Expected rows in time order, found one not after the row before.');
    }
    if (row.rejected) return;
    const side = (name: 'bid' | 'ask'): QuoteSide => ({
      open: numbers.get(`${name}_open`)!,
      high: numbers.get(`${name}_high`)!,
      low: numbers.get(`${name}_low`)!,
      close: numbers.get(`${name}_close`)!,
      size: numbers.get(`${name}_size`)!,
    });
    const bar: QuoteBar = { start, end: start + MINUTE, bid: side('bid'), ask: side('ask') };
    if (bar.bid.close > bar.ask.close) crossed.push(row.line);
    bars.push(bar);
  });
  const warnings = crossed.map((line) => ({
    code: 'crossed_quote' as const,
    severity: 'warn' as const,
    message: 'Expected a bid at or below the ask at the end of the minute, found it above.',
    line,
  }));
  return { value: bars, findings: [...findings, ...warnings], rows };
}
