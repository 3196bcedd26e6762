import type { BrokerOrderId } from '../../../orders/request.ts';
import { isOpenState, type OrderFile } from '../account/account-file.ts';
import { type RouteAnswer, ok } from './answer.ts';
import type { Desk } from '../desk.ts';
import { orderBody } from './order-body.ts';
import { choice, compareInstants, count, csv, instant, type Query } from './query.ts';
import { badParameter, notFound, refuse } from './refusals.ts';

type Filter = (order: OrderFile) => boolean;

/** Serves `GET /v2/orders`: filtered, newest first and 50 rows by default. */
export function listOrders(desk: Desk, query: Query): RouteAnswer {
  const limit = count(query, 'limit', { max: 500, fallback: 50, refusal: badParameter });
  const direction = choice(query, 'direction', {
    values: ['asc', 'desc'],
    fallback: 'desc',
    refusal: badParameter,
  });
  const filters = [...wordFilters(desk, query), ...rangeFilters(desk, query)];
  const { list } = desk.file;
  const rows: OrderFile[] = [];
  for (let step = 0; step < list.length && rows.length < limit; step += 1) {
    const order = list[direction === 'asc' ? step : list.length - 1 - step]!;
    if (filters.every((fits) => fits(order))) rows.push(order);
  }
  return ok(rows.map((order) => orderBody(desk, order)));
}

function wordFilters(desk: Desk, query: Query): Filter[] {
  const status = choice(query, 'status', {
    values: ['open', 'closed', 'all'],
    fallback: 'open',
    refusal: badParameter,
  });
  const side = choice(query, 'side', {
    values: ['buy', 'sell', ''],
    fallback: '',
    refusal: badParameter,
  });
  const symbols = new Set<string>(csv(query, 'symbols'));
  const classes = new Set<string>(csv(query, 'asset_class'));
  const filters: Filter[] = [];
  if (status !== 'all') filters.push(({ state }) => isOpenState(state) === (status === 'open'));
  if (side !== '') filters.push(({ state }) => state.side === side);
  if (symbols.size > 0) filters.push(({ state }) => symbols.has(state.symbol));
  if (classes.size > 0 && !classes.has('all')) {
    const classOf = ({ state }: OrderFile): string =>
      desk.market.bySymbol.get(state.symbol)?.asset.class ?? 'us_equity';
    filters.push((order) => classes.has(classOf(order)));
  }
  return filters;
}

function rangeFilters(desk: Desk, query: Query): Filter[] {
  const after = instant(query, 'after', badParameter);
  const until = instant(query, 'until', badParameter);
  const afterOrder = ordinalOf(desk, query, 'after_order_id');
  const beforeOrder = ordinalOf(desk, query, 'before_order_id');
  const byTime = after !== undefined || until !== undefined;
  const byOrder = afterOrder !== undefined || beforeOrder !== undefined;
  if (byTime && byOrder) {
    refuse(badParameter('before_order_id and after_order_id cannot be combined with after/until'));
  }
  const filters: Filter[] = [];
  if (after !== undefined) filters.push((order) => compareInstants(stamp(order), after) > 0);
  if (until !== undefined) filters.push((order) => compareInstants(stamp(order), until) < 0);
  if (afterOrder !== undefined) filters.push((order) => order.ordinal > afterOrder);
  if (beforeOrder !== undefined) filters.push((order) => order.ordinal < beforeOrder);
  return filters;
}

function stamp(order: OrderFile): Parameters<typeof compareInstants>[0] {
  return { at: order.state.createdAt, nanos: order.nanos };
}

function ordinalOf(desk: Desk, query: Query, name: string): number | undefined {
  const id = query.get(name);
  if (id === undefined || id === '') return undefined;
  const order = desk.file.orders.get(id as BrokerOrderId);
  return order === undefined ? refuse(notFound(`order not found for ${id}`)) : order.ordinal;
}
