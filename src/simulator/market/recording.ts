import { barColumns } from '../../core/columns.ts';
import { type IsoDate, isIsoDate } from '../../core/time.ts';
import type { Finding } from '../../market/finding.ts';
import { parseMinuteQuotes } from '../../market/quotes-csv.ts';
import { parseMinuteBars } from '../../market/series-csv.ts';
import { isTicker, type Ticker } from '../../market/symbol.ts';
import type { RecordedDay } from './replay.ts';

/** A file of a recording: its name without folders, and its text. */
export interface RecordingFile {
  readonly name: string;
  readonly text: string;
}

/** A finding, with the name of the file that its line is in. */
export interface RecordingFinding extends Finding {
  readonly file: string;
}

/** What a file of a recording is, by its name `SYMBOL-YYYY-MM-DD-trade.csv` or `-quote.csv`. */
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

/** Reads the files of a recording; those with other names are left alone. */
export function readRecording(files: readonly RecordingFile[]): {
  readonly days: readonly RecordedDay[];
  readonly findings: readonly RecordingFinding[];
} {
  const days = new Map<string, RecordedDay>();
  const findings: RecordingFinding[] = [];
  for (const { name, text } of files) {
    const file = recordingFile(name);
    if (file === undefined) continue;
    const { symbol, date } = file;
    const key = `${symbol} ${date}`;
    const day = days.get(key) ?? { symbol, date, minutes: barColumns(0), quotes: [] };
    if (file.holds === 'trade') {
      const read = parseMinuteBars(text, file);
      days.set(key, { ...day, minutes: read.value.columns });
      findings.push(...read.findings.map((finding) => ({ ...finding, file: name })));
    } else {
      const read = parseMinuteQuotes(text, file);
      days.set(key, { ...day, quotes: read.value });
      findings.push(...read.findings.map((finding) => ({ ...finding, file: name })));
    }
  }
  return { days: [...days.values()], findings };
}
