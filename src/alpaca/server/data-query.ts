import type { EpochMs } from '../../core/time.ts';
import type { Timeframe } from '../../market/bar.ts';
import { isTicker, type Ticker } from '../../market/symbol.ts';
import type { Desk } from './desk.ts';
import { dayStart } from './market-view.ts';
import { choice, count, csv, type FineInstant, instant, type Query } from './query.ts';
import { badDataRequest, refuse } from './refusals.ts';

const FEEDS = ['iex', 'sip', 'delayed_sip', 'otc', 'boats', 'overnight'] as const;

/** The symbols of a request, in the order in which a page lists them. */
export function symbolsAsked(query: Query): readonly Ticker[] {
  const names = csv(query, 'symbols');
  if (names.length === 0) refuse(badDataRequest('symbols is required'));
  return [...new Set(names)].sort().map((name) => symbolOf(name));
}

/** A symbol of the path or the query; refuses the request when it cannot be one. */
export function symbolOf(name: string): Ticker {
  return isTicker(name) ? name : refuse(badDataRequest(`invalid symbol: ${name.slice(0, 40)}`));
}

/** Refuses a feed that Alpaca does not have; all feeds are one here. */
export function judgeFeed(query: Query): void {
  choice(query, 'feed', { values: FEEDS, fallback: 'iex', refusal: badDataRequest });
}

/** What a history is asked for, whatever its rows are. */
export interface HistoryQuery {
  readonly start: FineInstant;
  /** Included. */
  readonly end: FineInstant;
  readonly limit: number;
  readonly descending: boolean;
  /** The page token as it came; undefined on the first page. */
  readonly token: string | undefined;
}

/** Reads span, limit, direction and page of a history; today so far when no span is given. */
export function historyAsked(desk: Desk, query: Query): HistoryQuery {
  judgeFeed(query);
  const now = desk.clock.now();
  const start = instant(query, 'start', badDataRequest) ?? { at: dayStart(now), nanos: 0 };
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

/** The timeframe of a request in the house's spelling; refuses what is not served. */
export function timeframeAsked(query: Query): Timeframe {
  const found = query.get('timeframe') ?? '';
  if (found === '') refuse(badDataRequest('timeframe is required'));
  const known = TIMEFRAMES[found];
  return known ?? refuse(badDataRequest(`invalid timeframe: ${found.slice(0, 40)}`));
}

/** Which corporate actions a history is adjusted for. */
export interface Adjustment {
  readonly split: boolean;
  readonly dividend: boolean;
}

/** Reads `adjustment`, words joined by commas; raw prices where absent. */
export function adjustmentAsked(query: Query): Adjustment {
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

/** The instant of a row and the row. */
export interface Row {
  readonly at: EpochMs;
  readonly body: Readonly<Record<string, unknown>>;
}
