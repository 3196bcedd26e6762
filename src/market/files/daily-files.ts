import {
  barColumns,
  appendBars,
  lowerBound,
  sliceBars,
  type BarColumns,
} from '../../core/columns.ts';
import { addDays } from '../../core/time.ts';
import type { BarSeries } from '../bar.ts';
import { newYorkInstant } from '../calendar.ts';
import type { CorporateAction } from '../corporate-action.ts';
import { parseFactors } from './factors-csv.ts';
import type { Finding, Parsed } from '../validation/finding.ts';
import { parseDailyBars } from './series-csv.ts';
import type { Ticker } from '../symbol.ts';
import { parseTickerMap, type TickerSpan } from './ticker-map-csv.ts';

/** File contents of one ticker; factors and map if there are any. */
export interface DailyFiles {
  readonly bars: string;
  readonly factors?: string | undefined;
  readonly map?: string | undefined;
  /** Bars of the other tickers that the company had, by ticker, where there are files of them. */
  readonly former?: ReadonlyMap<Ticker, string>;
}

/** Finding with its file. */
export interface FileFinding extends Finding {
  readonly file: 'bars' | 'factors' | 'map' | 'former';
}

/**
 * Reads the daily bars of one company with its splits and dividends.
 *
 * Files are by ticker, not by company: with a map, rows of the days on which another company had
 * the ticker are left out, with one `other_company` warning, and rows of the days on which the
 * company had another ticker come from that ticker's file, with a `former_ticker` warning. Actions
 * outside the bars are dropped.
 */
export function readDailyFiles(
  files: DailyFiles,
  symbol: Ticker,
): Parsed<BarSeries> & { readonly findings: readonly FileFinding[] } {
  const bars = parseDailyBars(files.bars, symbol);
  const findings: FileFinding[] = named('bars', bars.findings);
  let columns = bars.value.columns;
  if (files.map !== undefined) {
    const map = parseTickerMap(files.map);
    findings.push(...named('map', map.findings));
    const own = rowsOfCompany(columns, map.value, symbol);
    if (own.length < columns.length) {
      const left = columns.length - own.length;
      findings.push({
        file: 'bars',
        code: 'other_company',
        severity: 'warn',
        message: `Left out ${left} rows of days on which another company traded as ${symbol}.`,
      });
    }
    columns = own;
    const former = formerBars(files, map.value, symbol);
    findings.push(...former.findings);
    columns = inOrder([...former.parts, columns]);
  }
  let actions: readonly CorporateAction[] = [];
  if (files.factors !== undefined) {
    const factors = parseFactors(files.factors, symbol);
    findings.push(...named('factors', factors.findings));
    actions = actionsWithin(columns, factors.value);
  }
  return { value: { ...bars.value, columns, actions }, findings, rows: bars.rows };
}

/** The bars of a company under its other tickers, a part for each span, and what to note. */
function formerBars(
  { former = new Map() }: DailyFiles,
  spans: readonly TickerSpan[],
  symbol: Ticker,
): { readonly parts: readonly BarColumns[]; readonly findings: readonly FileFinding[] } {
  const parts: BarColumns[] = [];
  const findings: FileFinding[] = [];
  for (const { ticker, from, to } of spans) {
    const text = ticker === symbol ? undefined : former.get(ticker);
    if (text === undefined) continue;
    const read = parseDailyBars(text, ticker);
    const { columns } = read.value;
    const first = lowerBound(columns.start, newYorkInstant(from, 0));
    const part = sliceBars(
      columns,
      first,
      lowerBound(columns.start, newYorkInstant(addDays(to, 1), 0)),
    );
    const inFile = (finding: Finding): Finding => ({
      ...finding,
      message: `${ticker}.csv: ${finding.message}`,
    });
    findings.push(...named('former', read.findings.map(inFile)));
    if (part.length === 0) continue;
    parts.push(part);
    findings.push({
      file: 'former',
      code: 'former_ticker',
      severity: 'warn',
      message: `${symbol} traded as ${ticker} until ${to}: ${part.length} rows are from its file.`,
    });
  }
  return { parts, findings };
}

/** Joins parts that do not overlap, oldest first. */
function inOrder(parts: readonly BarColumns[]): BarColumns {
  const there = parts.filter(({ length }) => length > 0);
  if (there.length < 2) return there[0] ?? parts.at(-1)!;
  return appendBars(there.toSorted((a, b) => a.start[0]! - b.start[0]!));
}

function named(file: FileFinding['file'], findings: readonly Finding[]): FileFinding[] {
  return findings.map((finding) => ({ ...finding, file }));
}

/**
 * Returns the bars of the days on which the mapped company had the ticker; all when it never had.
 */
function rowsOfCompany(
  columns: BarColumns,
  spans: readonly TickerSpan[],
  symbol: Ticker,
): BarColumns {
  const own = spans
    .filter((span) => span.ticker === symbol)
    .map((span) => ({
      from: newYorkInstant(span.from, 0),
      before: newYorkInstant(addDays(span.to, 1), 0),
    }));
  if (own.length === 0) return columns;
  const rows: number[] = [];
  for (let row = 0; row < columns.length; row += 1) {
    const start = columns.start[row]!;
    if (own.some((span) => start >= span.from && start < span.before)) rows.push(row);
  }
  const first = rows[0] ?? 0;
  // One run of rows can share memory; several are copied.
  if (rows.length === 0 || rows.at(-1)! - first + 1 === rows.length) {
    return sliceBars(columns, first, first + rows.length);
  }
  const kept = barColumns(rows.length);
  for (const name of ['start', 'end', 'open', 'high', 'low', 'close', 'volume'] as const) {
    for (const [place, row] of rows.entries()) kept[name][place] = columns[name][row]!;
  }
  return kept;
}

/** Returns the actions after the first bar begins and before the last one ends. */
export function actionsWithin(
  columns: BarColumns,
  actions: readonly CorporateAction[],
): readonly CorporateAction[] {
  const { length } = columns;
  if (length === 0) return [];
  const from = columns.start[0]!;
  const to = columns.end[length - 1]!;
  return actions.filter((action) => action.at > from && action.at <= to);
}
