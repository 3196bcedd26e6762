import { formatInstant, parseInstant, type EpochMs } from '../../core/time.ts';
import { alpacaError } from '../errors.ts';

/** Query of `GET /v2/orders`; `after` and `until` exclude their own instant. */
export interface OrdersQuery {
  readonly status: 'open' | 'closed' | 'all';
  /** 1 to 500. */
  readonly limit: number;
  readonly after: EpochMs | null;
  readonly until: EpochMs | null;
  readonly direction: 'asc' | 'desc';
  readonly nested: boolean;
  /** Empty for every symbol. */
  readonly symbols: readonly string[];
  readonly side: 'buy' | 'sell' | null;
}

/** What Alpaca assumes when a parameter is absent. */
export const DEFAULT_ORDERS_QUERY: OrdersQuery = {
  status: 'open',
  limit: 50,
  after: null,
  until: null,
  direction: 'desc',
  nested: false,
  symbols: [],
  side: null,
};

/** Returns the query string, without `?`; parameters at their defaults are omitted. */
export function toOrdersQuery(query: OrdersQuery): string {
  const params = new URLSearchParams();
  const d = DEFAULT_ORDERS_QUERY;
  if (query.status !== d.status) params.set('status', query.status);
  if (query.limit !== d.limit) params.set('limit', String(query.limit));
  if (query.after !== null) params.set('after', formatInstant(query.after));
  if (query.until !== null) params.set('until', formatInstant(query.until));
  if (query.direction !== d.direction) params.set('direction', query.direction);
  if (query.nested) params.set('nested', 'true');
  if (query.symbols.length > 0) params.set('symbols', query.symbols.join(','));
  if (query.side !== null) params.set('side', query.side);
  return params.toString();
}

/**
 * Reads the query string of `GET /v2/orders`.
 *
 * @throws QuipuError `alpaca.unreadable` naming the parameter that does not fit
 */
export function parseOrdersQuery(content: string): OrdersQuery {
  const params = new URLSearchParams(content);
  const limit = Number(params.get('limit') ?? DEFAULT_ORDERS_QUERY.limit);
  if (!Number.isInteger(limit) || limit < 1 || limit > 500) {
    throw unfit('limit', 'a whole number from 1 to 500', params);
  }
  return {
    status: oneOf(params, 'status', ['open', 'closed', 'all']) ?? DEFAULT_ORDERS_QUERY.status,
    limit,
    after: instant(params, 'after'),
    until: instant(params, 'until'),
    direction: oneOf(params, 'direction', ['asc', 'desc']) ?? DEFAULT_ORDERS_QUERY.direction,
    nested: params.get('nested') === 'true',
    symbols: (params.get('symbols') ?? '').split(',').filter((symbol) => symbol !== ''),
    side: oneOf(params, 'side', ['buy', 'sell']) ?? null,
  };
}

function oneOf<const W extends string>(
  params: URLSearchParams,
  name: string,
  words: readonly W[],
): W | undefined {
  const value = params.get(name);
  if (value === null || value === '') return undefined;
  const found = words.find((word) => word === value);
  if (found === undefined) throw unfit(name, `one of ${words.join(', ')}`, params);
  return found;
}

/** Reads RFC 3339 with a zone, or a date, which is midnight UTC. */
function instant(params: URLSearchParams, name: string): EpochMs | null {
  const value = params.get(name);
  if (value === null || value === '') return null;
  try {
    return parseInstant(/^\d{4}-\d{2}-\d{2}$/.test(value) ? `${value}T00:00:00Z` : value);
  } catch {
    throw unfit(name, 'an instant as 2024-03-18T14:30:00Z', params);
  }
}

function unfit(name: string, expected: string, params: URLSearchParams): Error {
  return alpacaError(
    'alpaca.unreadable',
    `Expected ${name} to be ${expected}, found "${params.get(name) ?? ''}".`,
  );
}
