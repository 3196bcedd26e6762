import type { EpochMs } from '../../../core/time.ts';
import type { Timeframe } from '../../../market/bar.ts';
import { isTicker, type Ticker } from '../../../market/symbol.ts';
import type { Desk } from '../desk.ts';
import { midnightBefore } from '../market/market-view.ts';
import { choice, count, csv, type FineInstant, instant, type Query } from './query.ts';
import { badDataRequest, refuse } from './refusals.ts';

const FEEDS = ['iex', 'sip', 'delayed_sip', 'otc', 'boats', 'overnight'] as const;

/** Returns the symbols of a request, in page order. */
export function symbolsAsked(query: Query): readonly Ticker[] {
  const names = csv(query, 'symbols');
  if (names.length === 0) refuse(badDataRequest('symbols is required'));
  return [...new Set(names)].sort().map((name) => symbolOf(name));
}

/** Reads a symbol of the path or the query; refuses the request when it is malformed. */
export function symbolOf(name: string): Ticker {
  return isTicker(name) ? name : refuse(badDataRequest(`invalid symbol: ${name.slice(0, 40)}`));
}

/** Refuses a feed that Alpaca does not have; all feeds carry the same data here. */
export function judgeFeed(query: Query): void {
  choice(query, 'feed', { values: FEEDS, fallback: 'iex', refusal: badDataRequest });
}

/** Query of a history of any row type. */
export interface HistoryRequest {
  readonly start: FineInstant;
  /** Included. */
  readonly end: FineInstant;
  readonly limit: number;
  readonly descending: boolean;
  /** The page token as it came; undefined on the first page. */
  readonly token: string | undefined;
}

/** Reads span, limit, direction and page of a history; the span defaults to today so far. */
export function historyAsked(desk: Desk, query: Query): HistoryRequest {
  judgeFeed(query);
  const now = desk.clock.now();
  const start = instant(query, 'start', badDataRequest) ?? { at: midnightBefore(now), nanos: 0 };
  const end = instant(query, 'end', badDataRequest) ?? { at: now, nanos: 0 };
  if (start.at > end.at) refuse(badDataRequest('end should not be before start'));
  const direction = choice(query, 'sort', {
    values: ['asc', 'desc'],
    fallback: 'asc',
    refusal: badDataRequest,
  });
  const token = query.get('page_token');
  return {
    start,
    end: end.at > now ? { at: now, nanos: 0 } : end,
    limit: count(query, 'limit', { max: 10_000, fallback: 1_000, refusal: badDataRequest }),
    descending: direction === 'desc',
    token: token === undefined || token === '' ? undefined : token,
  };
}

const TIMEFRAMES: Readonly<Record<string, Timeframe>> = {
  '1Min': '1Min',
  '1T': '1Min',
  '5Min': '5Min',
  '5T': '5Min',
  '15Min': '15Min',
  '15T': '15Min',
  '30Min': '30Min',
  '30T': '30Min',
  '1Hour': '1Hour',
  '1H': '1Hour',
  '1Day': '1Day',
  '1D': '1Day',
};

/** Reads the timeframe of a request in Quipu's spelling; refuses an unsupported one. */
export function timeframeAsked(query: Query): Timeframe {
  const found = query.get('timeframe') ?? '';
  if (found === '') refuse(badDataRequest('timeframe is required'));
  const known = Object.hasOwn(TIMEFRAMES, found) ? TIMEFRAMES[found] : undefined;
  return known ?? refuse(badDataRequest(`invalid timeframe: ${found.slice(0, 40)}`));
}

/** Corporate actions that a history is adjusted for. */
export interface AdjustmentFlags {
  readonly split: boolean;
  readonly dividend: boolean;
}

/** Reads `adjustment`, a comma-separated list; raw prices where absent. */
export function adjustmentAsked(query: Query): AdjustmentFlags {
  const words = csv(query, 'adjustment');
  for (const word of words) {
    if (!['raw', 'split', 'dividend', 'spin-off', 'all'].includes(word)) {
      refuse(badDataRequest(`invalid adjustment: ${word.slice(0, 40)}`));
    }
  }
  const all = words.includes('all');
  return {
    split: all || words.includes('split'),
    dividend: all || words.includes('dividend'),
  };
}

/** Row with its timestamp. */
export interface Row {
  readonly at: EpochMs;
  readonly body: Readonly<Record<string, unknown>>;
}
