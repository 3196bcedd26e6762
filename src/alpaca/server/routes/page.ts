import { type EpochMs, epochMs } from '../../../core/time.ts';
import type { Ticker } from '../../../market/symbol.ts';
import { toWirePage } from '../../wire/prices.ts';
import type { HistoryRequest, Row } from './data-query.ts';
import { badDataRequest, refuse } from './refusals.ts';

/** Page of a history. */
export interface HistoryPage {
  readonly rows: ReadonlyMap<string, readonly Row[]>;
  readonly next: string | null;
}

interface Mark {
  readonly symbol: string;
  readonly at: EpochMs;
  /** Number of rows of that instant already sent. */
  readonly given: number;
}

/**
 * Returns a page of histories: by symbol, then by time, `limit` rows over all symbols.
 *
 * The token names the last row sent, so a page never repeats or skips a row, even if the history
 * has grown since.
 *
 * @param rowsOf returns every row of a symbol in the span, oldest first
 */
export function cutPage(
  symbols: readonly Ticker[],
  asked: HistoryRequest,
  rowsOf: (symbol: Ticker) => readonly Row[],
): HistoryPage {
  const mark = asked.token === undefined ? undefined : readToken(asked.token);
  const rows = new Map<string, readonly Row[]>();
  let room = asked.limit;
  let last: Mark | undefined;
  for (const symbol of symbols) {
    if (mark !== undefined && symbol < mark.symbol) continue;
    const all = rowsOf(symbol);
    const ordered = asked.descending ? all.toReversed() : all;
    const left =
      mark?.symbol === symbol ? ordered.slice(firstAfter(ordered, mark, asked)) : ordered;
    if (left.length === 0) continue;
    // The page is full and rows are left: the last row sent is where the next page starts.
    if (room === 0) return { rows, next: writeToken(last) };
    const taken = left.slice(0, room);
    rows.set(symbol, taken);
    room -= taken.length;
    last = markAfter(symbol, taken, mark);
    if (taken.length < left.length) return { rows, next: writeToken(last) };
  }
  return { rows, next: null };
}

function firstAfter(rows: readonly Row[], mark: Mark, asked: HistoryRequest): number {
  const passed = (row: Row): boolean => (asked.descending ? row.at > mark.at : row.at < mark.at);
  let index = 0;
  while (index < rows.length && passed(rows[index]!)) index += 1;
  let given = 0;
  while (index < rows.length && rows[index]!.at === mark.at && given < mark.given) {
    index += 1;
    given += 1;
  }
  return index;
}

function markAfter(symbol: string, taken: readonly Row[], before: Mark | undefined): Mark {
  const at = taken.at(-1)!.at;
  const same = taken.filter((row) => row.at === at).length;
  const earlier = before?.symbol === symbol && before.at === at ? before.given : 0;
  return { symbol, at, given: same + earlier };
}

function writeToken(mark: Mark | undefined): string | null {
  return mark === undefined ? null : btoa(`${mark.symbol}|${mark.given}|${mark.at}000000`);
}

function readToken(token: string): Mark {
  const match = /^([^|]+)\|(\d{1,6})\|(\d{1,16})000000$/.exec(decoded(token));
  if (match === null) return refuse(badDataRequest('invalid page_token'));
  return { symbol: match[1]!, given: Number(match[2]), at: epochMs(Number(match[3])) };
}

function decoded(token: string): string {
  try {
    return atob(token);
  } catch {
    return '';
  }
}

type Kind = 'bars' | 'quotes' | 'trades';

/** Returns a page for several symbols as JSON; symbols without rows are absent. */
export function pageBody(kind: Kind, page: HistoryPage): Readonly<Record<string, unknown>> {
  const bodies = [...page.rows].map(
    ([symbol, rows]) => [symbol, rows.map(({ body }) => body)] as const,
  );
  return toWirePage(kind, { rows: new Map(bodies), next: page.next });
}

/** Returns a page for the symbol of the path as JSON; without rows it is null, as at Alpaca. */
export function singlePageBody(
  kind: Kind,
  symbol: Ticker,
  page: HistoryPage,
): Readonly<Record<string, unknown>> {
  const rows = page.rows.get(symbol);
  return {
    [kind]: rows === undefined ? null : rows.map(({ body }) => body),
    symbol,
    next_page_token: page.next,
  };
}
