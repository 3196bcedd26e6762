import { appendBars } from '../../core/columns.ts';
import { epochMs } from '../../core/time.ts';
import { aggregateBars } from '../../market/aggregate.ts';
import type { BarSeries } from '../../market/bar.ts';
import { newYorkDate } from '../../market/calendar.ts';
import {
  actionsWithin,
  type DailyFiles,
  type FileFinding,
  readDailyFiles,
} from '../../market/files/daily-files.ts';
import { parseFactors } from '../../market/files/factors-csv.ts';
import { parseTickerMap } from '../../market/files/ticker-map-csv.ts';
import type { Ticker } from '../../market/symbol.ts';
import type { Finding } from '../../market/validation/finding.ts';
import { validateSeries } from '../../market/validation/validate.ts';
import { readRecording, recordingFile } from '../../simulator/source/recording.ts';
import { appError } from '../kit/errors.ts';
import type { BarFiles, BarFolderQuery } from './bar-query.ts';
import { noBars } from './no-bars.ts';
import { type PlacedFinding, refuseRows } from './refuse-rows.ts';

/** Bars from a folder, and findings about them. */
export interface ReadBars {
  readonly series: BarSeries;
  readonly findings: readonly PlacedFinding[];
}

/**
 * Reads the bars of one symbol from a folder: daily `SYM.csv`, with optional `SYM.factors.csv` and
 * `SYM.map.csv`, or `SYM-DATE-trade.csv` for minute bars, with optional `SYM.factors.csv`.
 *
 * @throws QuipuError `app.no_data`, or `app.data_row` with file, line and reason
 */
export async function readBarFolder(world: BarFiles, query: BarFolderQuery): Promise<ReadBars> {
  const read =
    query.timeframe === '1Day' ? await readDaily(world, query) : await readMinutes(world, query);
  return usable(read, query);
}

/**
 * Returns the bars if there is at least one row and, unless bad rows are skipped, no bad row.
 *
 * @throws QuipuError `app.no_data`, or `app.data_row` with file, line and reason
 */
export function usable(
  read: ReadBars,
  query: { readonly symbol: Ticker; readonly folder: string; readonly skipBadRows: boolean },
): ReadBars {
  if (!query.skipBadRows) refuseRows(read.findings, read.series.source);
  if (read.series.columns.length > 0) return read;
  throw appError('app.no_data', `There are no bars for ${query.symbol} in ${query.folder}.`, {
    next: 'Choose another symbol or folder.',
  });
}

async function readDaily(world: BarFiles, query: BarFolderQuery): Promise<ReadBars> {
  const { folder, symbol } = query;
  const text = (suffix: string): Promise<string | undefined> =>
    world.files.read(`${folder}/${symbol}${suffix}.csv`);
  const bars = await text('');
  if (bars === undefined) throw await noBars(world, query);
  const map = await text('.map');
  const former = await formerFiles(world, query, map);
  const files = { bars, factors: await text('.factors'), map, former };
  const suffix = { bars: '', factors: '.factors', map: '.map', former: '.map' };
  return dailyBars(files, symbol, (file) => `${folder}/${symbol}${suffix[file]}.csv`);
}

/** Reads the files of the other tickers that a company had. */
async function formerFiles(
  world: BarFiles,
  { folder, symbol }: BarFolderQuery,
  map: string | undefined,
): Promise<ReadonlyMap<Ticker, string>> {
  const found = new Map<Ticker, string>();
  for (const { ticker } of map === undefined ? [] : parseTickerMap(map).value) {
    if (ticker === symbol || found.has(ticker)) continue;
    const bars = await world.files.read(`${folder}/${ticker}.csv`);
    if (bars !== undefined) found.set(ticker, bars);
  }
  return found;
}

/**
 * Parses the daily files of one symbol, with findings about them.
 *
 * @param nameOf the name of each file, for findings
 */
export function dailyBars(
  files: DailyFiles,
  symbol: Ticker,
  nameOf: (file: FileFinding['file']) => string,
): ReadBars {
  const read = readDailyFiles(files, symbol);
  const findings: readonly FileFinding[] = read.findings;
  const ofBars = findings.filter(({ file }) => file === 'bars');
  return {
    series: { ...read.value, source: sourceOf(read.rows, ofBars) },
    findings: [...findings, ...unexplained(read.value, files.factors)].map((finding) => ({
      ...finding,
      file: nameOf(finding.file),
    })),
  };
}

/** Counts the rows of a file, and those that were bad. */
function sourceOf(rows: number, findings: readonly Finding[]): NonNullable<BarSeries['source']> {
  const bad = findings.filter(({ severity, line }) => severity === 'reject' && line !== undefined);
  return { rows, leftOut: new Set(bad.map(({ line }) => line)).size };
}

/**
 * Reports what makes results from raw prices unreliable: no splits and dividends, and split-like
 * moves.
 */
function unexplained(series: BarSeries, factors: string | undefined): readonly FileFinding[] {
  const jumps = validateSeries(series).filter(({ code }) => code === 'jump');
  const found: FileFinding[] = jumps.map((jump) => ({
    ...jump,
    file: 'bars',
    message: `${newYorkDate(jump.at ?? epochMs(0))}: ${jump.message}`,
  }));
  if (factors === undefined) {
    const message =
      `There is no ${series.symbol}.factors.csv: ` +
      'prices are used as they are, without splits and dividends.';
    found.unshift({ file: 'bars', code: 'no_factors', severity: 'warn', message });
  }
  return found;
}

/** A factor file without a row: neither splits nor dividends. */
const NO_FACTORS = 'date,price_factor,split_factor,reference_price';

async function readMinutes(world: BarFiles, query: BarFolderQuery): Promise<ReadBars> {
  const { folder, symbol, timeframe } = query;
  const names = (await world.files.list(folder)).filter((name) => {
    const file = recordingFile(name);
    return file?.symbol === symbol && file.holds === 'trade';
  });
  if (names.length === 0) throw await noBars(world, query);
  const files = await Promise.all(
    names.map(async (name) => ({
      name,
      text: (await world.files.read(`${folder}/${name}`)) ?? '',
    })),
  );
  const { days, findings, minutes: rows } = readRecording(files);
  const sorted = [...days].sort((a, b) => (a.date < b.date ? -1 : 1));
  const minutes = appendBars(sorted.map((day) => day.minutes));
  const columns = timeframe === '1Min' ? minutes : aggregateBars(minutes, timeframe);
  const leftOut = rows - minutes.length;
  const factors = `${folder}/${symbol}.factors.csv`;
  const read = parseFactors((await world.files.read(factors)) ?? NO_FACTORS, symbol);
  const actions = actionsWithin(columns, read.value);
  return {
    series: { symbol, timeframe, columns, actions, source: { rows, leftOut } },
    findings: [
      ...findings.map((finding) => ({ ...finding, file: `${folder}/${finding.file}` })),
      ...read.findings.map((finding) => ({ ...finding, file: factors })),
    ],
  };
}
