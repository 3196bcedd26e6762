import { dirname } from 'node:path';
import { countText } from '../../core/number-text.ts';
import type { QuipuError } from '../../core/errors.ts';
import type { Timeframe } from '../../market/bar.ts';
import { recordingFile } from '../../simulator/source/recording.ts';
import { appError } from '../kit/errors.ts';
import { nearest } from '../kit/nearest.ts';
import type { BarFiles, BarFolderQuery } from './bar-query.ts';
import { pathKind } from './path-kind.ts';

/** Maximum number of symbols listed. */
const LISTED_MAX = 8;

/**
 * Returns the error for a symbol without bars in a folder: what is needed, and what is there.
 *
 * @returns a QuipuError `app.no_data`
 */
export async function noBars(world: BarFiles, query: BarFolderQuery): Promise<QuipuError> {
  const { folder, symbol, timeframe } = query;
  const names = await world.files.list(folder);
  const refusal = (message: string, next: string): QuipuError =>
    appError('app.no_data', message, { next, facts: { folder, symbol, timeframe } });
  if (names.length === 0) {
    const kind = await pathKind(world, folder);
    if (kind === 'file') {
      return refusal(
        `Expected a folder with bars, found the file ${folder}.`,
        `Name its folder, ${dirname(folder)}, and the symbols with --symbols.`,
      );
    }
    if (kind === 'none') return refusal(`There is no folder ${folder}.`, 'Check the path.');
  }
  const symbols = symbolsIn(names);
  const isDaily = timeframe === '1Day';
  const [own, other] = isDaily
    ? ([symbols.daily, symbols.minute] as const)
    : ([symbols.minute, symbols.daily] as const);
  const pattern = isDaily ? `${symbol}.csv` : `${symbol}-YYYY-MM-DD-trade.csv`;
  const bars = `${timeframe} bars of ${symbol}`;
  const message = `There are no ${bars} in ${folder}: ${pattern} is missing.`;
  if (own.length === 0 && other.length > 0) {
    return refusal(
      `${message} The folder has only ${isDaily ? 'minute' : 'daily'} bars ` +
        `(${countText(other.length, 'symbol')}).`,
      `Name a folder with ${isDaily ? 'daily' : 'minute'} files, or use a strategy with ` +
        `the timeframe ${isDaily ? '1Min' : '1Day'}.`,
    );
  }
  return refusal(message, nextFor(symbol, own, timeframe));
}

function nextFor(symbol: string, own: readonly string[], timeframe: Timeframe): string {
  if (own.length === 0) {
    const example = timeframe === '1Day' ? 'SPY.csv' : 'SPY-2024-03-18-trade.csv';
    return `Name a folder with files such as ${example}.`;
  }
  const like = nearest(symbol, own, 3);
  if (like.length > 0) return `Did you mean ${like.join(', ')}?`;
  const more = own.length > LISTED_MAX ? ` and ${own.length - LISTED_MAX} more` : '';
  return `The folder has ${own.slice(0, LISTED_MAX).join(', ')}${more}: choose with --symbols.`;
}

/** Returns the symbols that have daily files, and those that have minute files. */
function symbolsIn(names: readonly string[]): {
  readonly daily: readonly string[];
  readonly minute: readonly string[];
} {
  const daily: string[] = [];
  const minute = new Set<string>();
  for (const name of names) {
    const file = recordingFile(name);
    if (file?.holds === 'trade') minute.add(file.symbol);
    else if (file === undefined && /^[^.]+\.csv$/.test(name)) daily.push(name.replace('.csv', ''));
  }
  return { daily, minute: [...minute] };
}
