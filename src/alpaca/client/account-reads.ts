import type { Quantity } from '../../core/decimal.ts';
import { isQuipuError } from '../../core/errors.ts';
import { type EpochMs, formatInstant, later } from '../../core/time.ts';
import type { StatementWindow } from '../../engine/ports.ts';
import type { BrokerFlow } from '../../ledger/journal.ts';
import type { BrokerOrder, Fill } from '../../orders/event.ts';
import type { BrokerOrderId } from '../../orders/request.ts';
import { alpacaError } from '../errors.ts';
import { type AccountReport, parseAccount } from '../wire/account.ts';
import { type Activity, parseActivities, toBrokerFlow, toFill } from '../wire/activity.ts';
import { type ClockReport, parseClock } from '../wire/clock.ts';
import { type OrderReport, parseOrder, parseOrders, toBrokerOrder } from '../wire/order.ts';
import { DEFAULT_ORDERS_QUERY, type OrdersQuery, toOrdersQuery } from '../wire/orders-query.ts';
import { parsePositions, type PositionReport } from '../wire/position.ts';
import type { Priority } from './request-budget.ts';
import type { Rest } from './rest.ts';

/** Reads of one account over REST. */
export interface AccountReads {
  account(): Promise<AccountReport>;
  positions(): Promise<readonly PositionReport[]>;
  clock(): Promise<ClockReport>;
  /** Every matching order over all pages, oldest first; legs are listed as separate orders. */
  orders(query: Pick<OrdersQuery, 'status' | 'after'>): Promise<readonly OrderReport[]>;
  order(id: BrokerOrderId): Promise<OrderReport | undefined>;
  orderByClientId(id: string): Promise<OrderReport | undefined>;
  /** Every execution of one order, oldest first. */
  fillsOf(order: OrderReport): Promise<readonly Fill[]>;
  /** Executions and cash events since the given instants, oldest first. */
  activitySince(since: StatementWindow): Promise<ActivitySince>;
  /** One order as the engine models it, with its executions. */
  toBrokerOrder(order: OrderReport): Promise<BrokerOrder>;
}

/** Account events. */
export interface ActivitySince {
  readonly fills: readonly Fill[];
  readonly flows: readonly BrokerFlow[];
}

const ORDERS_PAGE = 500;
const ACTIVITIES_PAGE = 100;
/** Clock skew among the broker's own servers; rows read twice are dropped by id. */
const OVERLAP_MS = 1_000;

/** Creates the reads over one REST client; remembers which client id belongs to which order. */
export function createAccountReads(rest: Rest): AccountReads {
  const clientIds = new Map<BrokerOrderId, string>();
  const remember = (order: OrderReport): OrderReport => {
    clientIds.set(order.id, order.clientId);
    return order;
  };
  const ask = async (path: string): Promise<OrderReport | undefined> => {
    try {
      return remember(parseOrder(await rest.get(path, { priority: 'urgent' })));
    } catch (error) {
      if (isQuipuError(error) && error.code === 'alpaca.not_found') return undefined;
      throw error;
    }
  };
  const order = (id: BrokerOrderId): Promise<OrderReport | undefined> =>
    ask(`/v2/orders/${encodeURIComponent(id)}`);
  const clientIdOf = async (id: BrokerOrderId): Promise<string> =>
    clientIds.get(id) ?? (await order(id))?.clientId ?? '';

  const fillsOf = async (report: OrderReport): Promise<readonly Fill[]> => {
    remember(report);
    if (report.filled.isZero()) return [];
    const fills: Fill[] = [];
    let covered: Quantity = report.filled.minus(report.filled);
    const from = later(report.submittedAt, -OVERLAP_MS);
    for await (const row of activities(rest, { path: '/FILL', after: from, priority: 'urgent' })) {
      if (row.kind !== 'fill' || row.order !== report.id) continue;
      fills.push(toFill(row, report.clientId));
      covered = covered.plus(row.quantity);
      if (!covered.lessThan(report.filled)) break;
    }
    return fills;
  };

  return {
    account: async () => parseAccount(await rest.get('/v2/account')),
    positions: async () => parsePositions(await rest.get('/v2/positions')),
    clock: async () => parseClock(await rest.get('/v2/clock', { priority: 'urgent' })),
    orders: async (query) => (await listOrders(rest, query)).map(remember),
    order,
    orderByClientId: (id) =>
      ask(`/v2/orders:by_client_order_id?client_order_id=${encodeURIComponent(id)}`),
    fillsOf,
    async activitySince(since) {
      const fills: Fill[] = [];
      const flows: BrokerFlow[] = [];
      for (const query of queriesOf(since)) {
        for await (const row of activities(rest, { ...query, priority: 'normal' })) {
          if (row.kind === 'fill') {
            fills.push(toFill(row, await clientIdOf(row.order)));
            continue;
          }
          const client = row.order === null ? null : await clientIdOf(row.order);
          const flow = toBrokerFlow(row, client);
          if (flow !== undefined) flows.push(flow);
        }
      }
      return { fills, flows };
    },
    toBrokerOrder: async (report) => toBrokerOrder(report, await fillsOf(report)),
  };
}

/** Sends one request when both spans start at the same instant, otherwise one each. */
function queriesOf({
  fills,
  flows,
}: StatementWindow): readonly Omit<ActivitiesQuery, 'priority'>[] {
  if (fills === flows) return [{ path: '', after: fills }];
  return [
    { path: '/FILL', after: fills },
    { path: '', category: 'non_trade_activity', after: flows },
  ];
}

async function listOrders(
  rest: Rest,
  { status, after }: Pick<OrdersQuery, 'status' | 'after'>,
): Promise<readonly OrderReport[]> {
  const found = new Map<BrokerOrderId, OrderReport>();
  let from = after;
  for (;;) {
    const query: OrdersQuery = {
      ...DEFAULT_ORDERS_QUERY,
      status,
      after: from,
      limit: ORDERS_PAGE,
      direction: 'asc',
      nested: true,
    };
    const page = parseOrders(await rest.get(`/v2/orders?${toOrdersQuery(query)}`));
    const before = found.size;
    for (const order of page.flatMap(withLegs)) found.set(order.id, order);
    const last = page.at(-1);
    if (page.length < ORDERS_PAGE || last === undefined) return [...found.values()];
    if (found.size === before) {
      throw alpacaError(
        'alpaca.unreadable',
        `Expected fewer than ${ORDERS_PAGE} orders of ${formatInstant(last.submittedAt)}.`,
      );
    }
    // `after` excludes its own millisecond, which may contain orders that did not fit on this page.
    from = later(last.submittedAt, -1);
  }
}

/** Returns an order and its legs; the parent of a multi-leg order trades nothing itself. */
function withLegs(order: OrderReport): readonly OrderReport[] {
  const legs = (order.legs ?? []).flatMap(withLegs);
  return order.symbol === '' ? legs : [order, ...legs];
}

interface ActivitiesQuery {
  /** `/FILL` for executions only, empty for every type. */
  readonly path: string;
  /** `non_trade_activity` for rows without a trade; absent for every type. */
  readonly category?: string;
  readonly after: EpochMs;
  readonly priority: Priority;
}

async function* activities(
  rest: Rest,
  { path, category, after, priority }: ActivitiesQuery,
): AsyncGenerator<Activity, void> {
  let token: string | undefined;
  for (;;) {
    const params = new URLSearchParams({
      ...(category === undefined ? {} : { category }),
      after: formatInstant(after),
      direction: 'asc',
      page_size: String(ACTIVITIES_PAGE),
      ...(token === undefined ? {} : { page_token: token }),
    });
    const url = `/v2/account/activities${path}?${params.toString()}`;
    const page = parseActivities(await rest.get(url, { priority }));
    yield* page;
    const last = page.at(-1)?.id;
    // A server that repeats a page would otherwise keep this loop running forever.
    if (page.length < ACTIVITIES_PAGE || last === undefined || last === token) return;
    token = last;
  }
}
