import { type BarColumns, barColumns } from '../core/columns.ts';
import { epochMs } from '../core/time.ts';
import type { World } from '../core/world.ts';
import { aggregateBars } from '../market/aggregate.ts';
import type { BarSeries, Timeframe } from '../market/bar.ts';
import { newYorkDate } from '../market/calendar.ts';
import { type FileFinding, readDailyFiles } from '../market/daily-files.ts';
import type { Ticker } from '../market/symbol.ts';
import { validateSeries } from '../market/validate.ts';
import { readRecording, recordingFile } from '../simulator/market/recording.ts';
import { appError } from './errors.ts';
import { nearest } from './nearest.ts';
import { type PlacedFinding, refuseRows } from './refuse-rows.ts';

/** What is wanted of a folder of bars. */
export interface BarFolderQuery {
  readonly folder: string;
  readonly symbol: Ticker;
  readonly timeframe: Timeframe;
  /** Bad rows are left out and told, instead of refusing the file. */
  readonly skipBadRows: boolean;
}

/** Bars of a folder, and what was noticed about them. */
export interface ReadBars {
  readonly series: BarSeries;
  readonly findings: readonly PlacedFinding[];
}

/**
 * Reads the bars of one symbol from a folder: `SYM.csv` by day, with `SYM.factors.csv` and
 * `SYM.map.csv` where there are any, or `SYM-DATE-trade.csv` by minute.
 *
 * @throws QuipuError `app.no_data`, or `app.data_row` naming file, line and reason
 */
export async function readBarFolder(world: World, query: BarFolderQuery): Promise<ReadBars> {
  const read =
    query.timeframe === '1Day' ? await readDaily(world, query) : await readMinutes(world, query);
  if (!query.skipBadRows) refuseRows(read.findings);
  if (read.series.columns.length > 0) return read;
  throw appError('app.no_data', `There are no bars of ${query.symbol} in ${query.folder}.`, {
    next: 'Choose another symbol or folder.',
  });
}

async function readDaily(world: World, query: BarFolderQuery): Promise<ReadBars> {
  const { folder, symbol } = query;
  const text = (suffix: string): Promise<string | undefined> =>
    world.files.read(`${folder}/${symbol}${suffix}.csv`);
  const bars = await text('');
  if (bars === undefined) throw await noFile(world, query);
  const files = { bars, factors: await text('.factors'), map: await text('.map') };
  const read = readDailyFiles(files, symbol);
  const findings: readonly FileFinding[] = read.findings;
  const suffix = { bars: '', factors: '.factors', map: '.map' };
  return {
    series: read.value,
    findings: [...findings, ...unexplained(read.value, files.factors)].map((finding) => ({
      ...finding,
      file: `${folder}/${symbol}${suffix[finding.file]}.csv`,
    })),
  };
}

/** What makes a result of raw prices doubtful: no splits and dividends, and moves like splits. */
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
      'prices are taken as they are, without splits and dividends.';
    found.unshift({ file: 'bars', code: 'no_factors', severity: 'warn', message });
  }
  return found;
}

async function noFile(world: World, { folder, symbol }: BarFolderQuery): Promise<Error> {
  const names = (await world.files.list(folder)).filter((name) => /^[^.]+\.csv$/.test(name));
  const symbols = names.map((name) => name.replace('.csv', ''));
  const next =
    symbols.length === 0
      ? 'Name a folder with files such as SPY.csv after --data.'
      : `Did you mean ${nearest(symbol, symbols, 3).join(', ')}?`;
  return appError('app.no_data', `There is no file ${folder}/${symbol}.csv.`, { next });
}

async function readMinutes(world: World, query: BarFolderQuery): Promise<ReadBars> {
  const { folder, symbol, timeframe } = query;
  const names = (await world.files.list(folder)).filter((name) => {
    const file = recordingFile(name);
    return file?.symbol === symbol && file.holds === 'trade';
  });
  const files = await Promise.all(
    names.map(async (name) => ({
      name,
      text: (await world.files.read(`${folder}/${name}`)) ?? '',
    })),
  );
  const { days, findings } = readRecording(files);
  const sorted = [...days].sort((a, b) => (a.date < b.date ? -1 : 1));
  const minutes = joined(sorted.map((day) => day.minutes));
  const columns = timeframe === '1Min' ? minutes : aggregateBars(minutes, timeframe);
  return {
    series: { symbol, timeframe, columns, actions: [] },
    findings: findings.map((finding) => ({ ...finding, file: `${folder}/${finding.file}` })),
  };
}

function joined(parts: readonly BarColumns[]): BarColumns {
  const whole = barColumns(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    for (const name of ['start', 'end', 'open', 'high', 'low', 'close', 'volume'] as const) {
      whole[name].set(part[name], at);
    }
    at += part.length;
  }
  return whole;
}
