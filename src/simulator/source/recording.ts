import { barColumns } from '../../core/columns.ts';
import { type IsoDate, isIsoDate } from '../../core/time.ts';
import type { Finding } from '../../market/validation/finding.ts';
import { parseMinuteQuotes } from '../../market/files/quotes-csv.ts';
import { parseMinuteBars } from '../../market/files/series-csv.ts';
import { isTicker, type Ticker } from '../../market/symbol.ts';
import type { RecordedDay } from './replay.ts';

/** File of a recording: its name without folders, and its text. */
export interface RecordingFile {
  readonly name: string;
  readonly text: string;
}

/** Finding with its file name. */
export interface RecordingFinding extends Finding {
  readonly file: string;
}

/**
 * Returns the kind of a recording file, by its name `SYMBOL-YYYY-MM-DD-trade.csv` or `-quote.csv`.
 */
export function recordingFile(
  name: string,
):
  | { readonly symbol: Ticker; readonly date: IsoDate; readonly holds: 'trade' | 'quote' }
  | undefined {
  const match = /^(.+)-(\d{4}-\d{2}-\d{2})-(trade|quote)\.csv$/.exec(name);
  const [, symbol = '', date = '', holds] = match ?? [];
  if (!isTicker(symbol) || !isIsoDate(date)) return undefined;
  return { symbol, date, holds: holds === 'quote' ? 'quote' : 'trade' };
}

/** Reads the files of a recording; ignores files with other names. */
export function readRecording(files: readonly RecordingFile[]): {
  readonly days: readonly RecordedDay[];
  readonly findings: readonly RecordingFinding[];
  /** How many rows of minutes the files have, good and bad. */
  readonly minutes: number;
} {
  const days = new Map<string, RecordedDay>();
  const findings: RecordingFinding[] = [];
  let minutes = 0;
  for (const { name, text } of files) {
    const file = recordingFile(name);
    if (file === undefined) continue;
    const { symbol, date } = file;
    const key = `${symbol} ${date}`;
    const day = days.get(key) ?? { symbol, date, minutes: barColumns(0), quotes: [] };
    if (file.holds === 'trade') {
      const read = parseMinuteBars(text, file);
      minutes += read.rows;
      days.set(key, { ...day, minutes: read.value.columns });
      findings.push(...read.findings.map((finding) => ({ ...finding, file: name })));
    } else {
      const read = parseMinuteQuotes(text, file);
      days.set(key, { ...day, quotes: read.value });
      findings.push(...read.findings.map((finding) => ({ ...finding, file: name })));
    }
  }
  return { days: [...days.values()], findings, minutes };
}
