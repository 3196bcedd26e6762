import type { BarSeries, Timeframe } from '../../market/bar.ts';
import { ticker } from '../../market/symbol.ts';
import { createRealFiles } from '../../world/real/files.ts';
import { appError } from '../kit/errors.ts';
import { dailyBars, readBarFolder, usable } from './bar-folder.ts';
import type { BarFiles } from './bar-query.ts';
import type { PlacedFinding } from './refuse-rows.ts';

/** Options of reading a folder of bars. */
export interface ReadBarsOptions {
  readonly symbols: readonly string[];
  /** Length of a bar. Default `1Day`; other lengths are built from minute files. */
  readonly timeframe?: Timeframe;
  /** Skips bad rows, with a finding for each, instead of throwing. Default false. */
  readonly skipBadRows?: boolean;
}

/** Options of reading one file of daily bars. */
export interface ReadBarsCsvOptions {
  /** The symbol; by default the file name without `.csv`. */
  readonly symbol?: string;
  /** Skips bad rows, with a finding for each, instead of throwing. Default false. */
  readonly skipBadRows?: boolean;
}

/** Bars, and findings to check before trusting a result. */
export interface BarsRead<T> {
  readonly bars: T;
  /** Warnings, such as missing splits and dividends, and the skipped rows. */
  readonly findings: readonly PlacedFinding[];
}

const machine = (): BarFiles => ({ files: createRealFiles() });

/**
 * Reads the bars of several symbols from a folder, raw prices with their splits and dividends.
 *
 * Daily bars are in `SYM.csv` (`date,open,high,low,close,volume`), splits and dividends in
 * `SYM.factors.csv`, and the days on which the company had the ticker in `SYM.map.csv`; the last
 * two are optional. Minute bars are in `SYM-DATE-trade.csv`.
 *
 * @throws QuipuError `app.no_data`, `app.data_row` with file, line and reason,
 *   `market.invalid_symbol`
 */
export async function readBars(
  folder: string,
  options: ReadBarsOptions,
): Promise<BarsRead<readonly BarSeries[]>> {
  const { symbols, timeframe = '1Day', skipBadRows = false } = options;
  const world = machine();
  const read = await Promise.all(
    symbols.map((name) =>
      readBarFolder(world, { folder, symbol: ticker(name), timeframe, skipBadRows }),
    ),
  );
  return {
    bars: read.map(({ series }) => series),
    findings: read.flatMap(({ findings }) => findings),
  };
}

/**
 * Reads one file of daily bars, `date,open,high,low,close,volume`, without splits and dividends.
 *
 * @throws QuipuError `app.no_file`, `app.no_data`, `app.data_row` with file, line and reason,
 *   `market.invalid_symbol`
 */
export async function readBarsCsv(
  path: string,
  options: ReadBarsCsvOptions = {},
): Promise<BarsRead<BarSeries>> {
  const name = options.symbol ?? /([^/\\]+?)(?:\.csv)?$/i.exec(path)?.[1] ?? '';
  const symbol = ticker(name);
  const bars = await machine().files.read(path);
  if (bars === undefined) {
    throw appError('app.no_file', `There is no file ${path}.`, { next: 'Correct the path.' });
  }
  const { skipBadRows = false } = options;
  const read = dailyBars({ bars }, symbol, () => path);
  const { series, findings } = usable(read, { symbol, folder: path, skipBadRows });
  return { bars: series, findings };
}
