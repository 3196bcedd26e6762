import { type IsoDate, isIsoDate } from '../../core/time.ts';
import { type CsvRow, readTable, shown } from './csv-table.ts';
import type { Parsed } from '../validation/finding.ts';
import { type BarValues, barFault, priceFault, sizeFault } from '../validation/price-checks.ts';
import type { Ticker } from '../symbol.ts';

const PRICES = ['open', 'high', 'low', 'close'] as const;
const CLAIMS = ['implied_volatility', 'delta', 'gamma', 'vega', 'theta', 'rho'] as const;

/** Further data of a contract in the file, unverified. */
export interface OptionClaims {
  readonly impliedVolatility: number;
  readonly delta: number;
  readonly gamma: number;
  readonly vega: number;
  readonly theta: number;
  readonly rho: number;
}

/** One contract of a chain at the end of a day. */
export interface ChainContract {
  /** Line of the file. */
  readonly line: number;
  readonly expiry: IsoDate;
  readonly strike: number;
  readonly right: 'call' | 'put';
  /** Midpoint of bid and ask at the end of the day, dollars per share; 0 when not quoted. */
  readonly mid: number;
  readonly high: number;
  readonly low: number;
  /** Contracts traded on the day. */
  readonly volume: number;
  /** Open interest at the end of the day; undefined where the file has none. */
  readonly openInterest: number | undefined;
  /** Undefined where the file leaves all of them at 0. */
  readonly claims: OptionClaims | undefined;
}

/** The options on one underlying at the end of one day. */
export interface OptionChain {
  readonly underlying: Ticker;
  readonly date: IsoDate;
  /** The underlying's daily bar; undefined when its row is missing or invalid. */
  readonly underlyingBar: BarValues | undefined;
  readonly contracts: readonly ChainContract[];
}

const COLUMNS = ['expiry', 'strike', 'right', ...PRICES, 'volume', 'open_interest', ...CLAIMS];

/**
 * Reads an end-of-day option chain from `expiry,strike,right,open,high,low,close,volume,…`.
 *
 * The first row, without an expiry, is the underlying. An expiry is `YYYYMMDD`, a right `C` or `P`,
 * a price 0 without a quote. Contracts in the file twice are rejected after the first.
 */
export function parseOptionChain(
  text: string,
  of: { readonly underlying: Ticker; readonly date: IsoDate },
): Parsed<OptionChain> {
  const contracts: ChainContract[] = [];
  const seen = new Set<string>();
  let underlyingBar: BarValues | undefined;
  const { findings, rows } = readTable(text, COLUMNS, (row) => {
    if (row.text('expiry') === '' && row.text('strike') === '') {
      if (underlyingBar === undefined) underlyingBar = readUnderlying(row);
      else row.reject('bad_symbol', 'Expected one row of the underlying, found a second one.');
      return;
    }
    const contract = readContract(row, of.date);
    if (contract === undefined) return;
    const key = `${contract.expiry} ${contract.strike} ${contract.right}`;
    if (seen.has(key)) {
      row.reject('time_order', `Expected each contract once, found ${key} again.`);
      return;
    }
    seen.add(key);
    contracts.push(contract);
  });
  return { value: { ...of, underlyingBar, contracts }, findings, rows };
}

function readUnderlying(row: CsvRow): BarValues | undefined {
  const [open, high, low, close] = PRICES.map((name) => row.number(name)) as [
    number,
    number,
    number,
    number,
  ];
  const volume = row.number('volume');
  // The files do not widen the range: a close outside it is the last after-hours print.
  const bar = {
    open,
    high: Math.max(open, high, close),
    low: Math.min(open, low, close),
    close,
    volume,
  };
  const fault = row.rejected ? undefined : barFault(bar);
  if (fault !== undefined) row.reject(fault.code, fault.message);
  return row.rejected ? undefined : bar;
}

function readContract(row: CsvRow, date: IsoDate): ChainContract | undefined {
  const expiry = readExpiry(row, date);
  const strike = row.number('strike');
  const letter = row.text('right');
  const values = new Map<string, number>();
  for (const column of [...PRICES, 'volume', ...CLAIMS]) values.set(column, row.number(column));
  const interest = row.text('open_interest') === '' ? undefined : row.number('open_interest');
  if (letter !== 'C' && letter !== 'P') {
    row.reject('bad_symbol', `Expected C or P as the right, found "${shown(letter)}".`);
  }
  if (row.rejected || expiry === undefined) return undefined;
  const faults = [
    priceFault('strike', strike),
    ...PRICES.map((name) =>
      values.get(name) === 0 ? undefined : priceFault(name, values.get(name)!),
    ),
    sizeFault('volume', values.get('volume')!),
    interest === undefined ? undefined : sizeFault('open_interest', interest),
  ];
  for (const fault of faults) if (fault !== undefined) row.reject(fault.code, fault.message);
  if (row.rejected) return undefined;
  return {
    line: row.line,
    expiry,
    strike,
    right: letter === 'C' ? 'call' : 'put',
    mid: values.get('close')!,
    high: values.get('high')!,
    low: values.get('low')!,
    volume: values.get('volume')!,
    openInterest: interest,
    claims: claimsOf(values),
  };
}

function claimsOf(values: ReadonlyMap<string, number>): OptionClaims | undefined {
  if (CLAIMS.every((column) => values.get(column) === 0)) return undefined;
  return {
    impliedVolatility: values.get('implied_volatility')!,
    delta: values.get('delta')!,
    gamma: values.get('gamma')!,
    vega: values.get('vega')!,
    theta: values.get('theta')!,
    rho: values.get('rho')!,
  };
}

function readExpiry(row: CsvRow, date: IsoDate): IsoDate | undefined {
  const field = row.text('expiry');
  const written = field.replace(/^(\d{4})(\d{2})(\d{2})$/, '$1-$2-$3');
  if (field.length === 8 && isIsoDate(written) && written >= date) return written;
  row.reject(
    'bad_date',
    `Expected an expiry as YYYYMMDD on or after ${date}, found "${shown(field)}".`,
  );
  return undefined;
}
