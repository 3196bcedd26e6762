import type { EpochMs } from '../../core/time.ts';

/** Code of a finding, from a closed list. */
export type FindingCode =
  /** The file's first line does not name the columns that are needed. */
  | 'bad_header'
  /** A row has too few or too many fields. */
  | 'bad_field_count'
  /** A field is not a finite decimal number. */
  | 'bad_number'
  /** A field is not a calendar date, or is outside the calendar. */
  | 'bad_date'
  /** A time of day is outside the day or not on its grid. */
  | 'bad_time'
  /** A field cannot be a symbol. */
  | 'bad_symbol'
  /** A number is NaN or infinite. */
  | 'not_finite'
  /** A price is not above zero, or beyond what a share can cost. */
  | 'price_bounds'
  /** The high is not the highest or the low not the lowest of the four prices. */
  | 'ohlc_inconsistent'
  /** A volume or a size is below zero. */
  | 'negative_size'
  /** A record is not later than the one before it. */
  | 'time_order'
  /** The rows are newest first, and were read in time order. */
  | 'newest_first'
  /** The exchange is closed on the day. */
  | 'closed_day'
  /** Sessions, or minutes of one, for which there is no record. */
  | 'gap'
  /** The price moved further than splits and dividends explain. */
  | 'jump'
  /** No file says which splits and dividends there were. */
  | 'no_factors'
  /** Bid or ask is zero: that side has no quote. */
  | 'zero_quote'
  /** The bid is above the ask. */
  | 'crossed_quote'
  /** The record is older than allowed. */
  | 'stale'
  /** The record is from the future. */
  | 'future'
  /** Earlier bars of the company come from the file of its ticker of that time. */
  | 'former_ticker'
  /** The rows belong to another company that had the ticker. */
  | 'other_company';

/** Problem with one record, readable for people and countable for programs. */
export interface Finding {
  readonly code: FindingCode;
  /** Rejected records are set aside and not used; a warning leaves the record in use. */
  readonly severity: 'reject' | 'warn';
  /** One sentence with what was expected and what was found. */
  readonly message: string;
  /** The line of the file, counted from 1, where there is one. */
  readonly line?: number;
  /** The row of the columns, counted from 0, where there are columns. */
  readonly row?: number;
  /** The instant of the record, where it has one. */
  readonly at?: EpochMs;
  /** Of a gap: the whole sessions that are missing; absent for a gap within one. */
  readonly sessions?: number;
}

/** Rows read from a file, and its findings. */
export interface Parsed<T> {
  /** The good rows. Whether to import them while others are bad is the caller's decision. */
  readonly value: T;
  readonly findings: readonly Finding[];
  /** How many rows of data the text has, good and bad. */
  readonly rows: number;
}

/** Whether any finding rejects a record. */
export function hasRejects(findings: readonly Finding[]): boolean {
  return findings.some((finding) => finding.severity === 'reject');
}
