import { countText } from '../../../core/number-text.ts';
import { parseClientOrderId } from '../../../orders/request.ts';
import { requestCancelOrder, Problem } from '../link/api.ts';
import { momentText } from '../model/market-time.ts';
import type { OrderRow } from '../model/order-rows.ts';
import { ordersCsv } from '../model/orders-csv.ts';
import { includesRole } from '../model/page-entry.ts';
import { setQuery } from '../router.ts';
import {
  freshness,
  house,
  marketAt,
  orderQuery,
  orders,
  session,
  watchHouse,
} from '../state/store.ts';
import { open } from '../state/ui.ts';
import { TwoStepButton } from './confirm.tsx';
import { FilterBar } from './filter-bar.tsx';
import { Empty, NoMatch } from './states.tsx';
import { type TableColumn, Table } from './table.tsx';

const COLUMNS: readonly TableColumn<OrderRow>[] = [
  {
    head: 'Time',
    class: 'muted',
    priority: 3,
    cell: ({ at }) => momentText(at, marketAt.value),
    sortBy: ({ at }) => at,
  },
  {
    head: 'Symbol',
    card: 'lead',
    cell: ({ symbol, side }) => (
      <button type="button" class="row-button" aria-label={`Why ${side} ${symbol}?`}>
        <span class={`side-lead side ${side}`}>{side} </span>
        {symbol}
      </button>
    ),
    sortBy: ({ symbol }) => symbol,
  },
  { head: 'Side', card: 'hidden', cell: ({ side }) => <span class={`side ${side}`}>{side}</span> },
  { head: 'Type', cell: ({ terms, timeInForce }) => `${terms} · ${timeInForce}` },
  { head: 'Qty', numeric: true, cell: ({ size }) => size },
  { head: 'Filled', numeric: true, cell: (row) => <Filled row={row} /> },
  { head: 'Avg price', numeric: true, priority: 5, cell: ({ average }) => average },
  {
    head: 'Status',
    card: 'corner',
    cell: ({ status, tone }) => (
      <span class={`status ${tone}`}>
        <span class="dot" aria-hidden="true" />
        {status}
      </span>
    ),
  },
  { head: 'Strategy', class: 'muted', priority: 2, cell: ({ book }) => book },
  {
    head: 'Reason',
    card: 'wide',
    class: 'reason',
    priority: 4,
    cell: ({ reason }) => <span title={reason}>{reason}</span>,
  },
];

const ACTIONS: TableColumn<OrderRow> = {
  head: 'Actions',
  card: 'wide',
  class: 'row-actions',
  cell: (row) => <Actions row={row} />,
};
const WITH_ACTIONS = [...COLUMNS, ACTIONS];

function Filled({ row: { filled, progress } }: { readonly row: OrderRow }) {
  const isPart = progress > 0 && progress < 1;
  return (
    <span class={progress >= 1 ? 'filled' : 'filled muted'}>
      {filled}
      {isPart && (
        <span class="weight-bar" aria-hidden="true">
          <span style={{ width: `${progress * 100}%` }} />
        </span>
      )}
    </span>
  );
}

/** Shows an order's actions; one with an unknown outcome is neither retried nor canceled. */
function Actions({ row }: { readonly row: OrderRow }) {
  const { id, isOpen, tone, status } = row;
  if (!isOpen) return null;
  if (tone === 'doubt') return <span class="muted">verifying…</span>;
  if (status === 'canceling') return <span class="muted">cancel sent</span>;
  const now = session.value;
  if (now === null || !includesRole(now.role, 'trader') || freshness.value === 'offline')
    return null;
  const cancel = (): Promise<string> =>
    requestCancelOrder(id).then(
      () => '',
      (error: unknown) => (error instanceof Problem ? error.message : 'Quipu did not respond.'),
    );
  return <TwoStepButton name="Cancel" again="Press again" sent="cancel sent" onConfirm={cancel} />;
}

const STATUSES = [
  ['open', 'open'],
  ['all', 'all'],
  ['stopped', 'denied or rejected'],
] as const;

function clear(): void {
  setQuery({ book: null, find: null });
}

/** Returns the exact ledger orders of these rows. */
function csvOf(rows: readonly OrderRow[]): string {
  const { orders: all } = house.account.portfolio;
  const states = rows.map(({ id }) => all.get(parseClientOrderId(id)));
  return ordersCsv(states.filter((order) => order !== undefined));
}

/** Shows open orders by default; filters show the others. A click opens an order's timeline. */
export function OrdersPanel() {
  watchHouse();
  const { status, book, text } = orderQuery.value;
  const { rows, total, books } = orders.value;
  const { orderCount } = house.account.portfolio;
  const isNarrowed = book !== '' || text !== '';
  const title = status === 'open' ? 'Open orders' : status === 'all' ? 'Orders' : 'Stopped orders';
  return (
    <section class="panel orders" id="orders" aria-labelledby="orders-title">
      <header class="panel-head">
        <h2 id="orders-title">
          {title} <span class="count">{total}</span>
        </h2>
        <FilterBar
          label="Filter orders"
          placeholder="Symbol, id or reason"
          text={text}
          onText={(find) => setQuery({ find })}
          chips={[
            {
              name: 'Status',
              value: status,
              isSet: status !== 'open',
              options: STATUSES,
              onChange: (value) => setQuery({ orders: value === 'open' ? null : value }),
            },
            {
              name: 'Strategy',
              value: book,
              isSet: book !== '',
              options: [['', 'all'], ...books.map((name) => [name, name] as const)],
              onChange: (value) => setQuery({ book: value }),
            },
          ]}
          count={isNarrowed ? countText(rows.length, 'order') : ''}
          isFiltered={isNarrowed}
          onClear={clear}
          csv={{ name: 'orders', make: () => csvOf(rows) }}
        />
      </header>
      {rows.length > 0 ? (
        <Table
          caption={`${title}, newest first`}
          rows={rows}
          columns={rows.some(({ isOpen }) => isOpen) ? WITH_ACTIONS : COLUMNS}
          keyOf={({ id }) => id}
          stampOf={({ stamp }) => stamp}
          onOpen={({ id }) => open({ kind: 'order', id })}
          rowClass={({ tone, isOpen }) => (tone === 'doubt' && isOpen ? 'doubtful' : '')}
        />
      ) : (
        <NoOrders isNarrowed={isNarrowed} total={total} orderCount={orderCount} />
      )}
    </section>
  );
}

function NoOrders({
  isNarrowed,
  total,
  orderCount,
}: {
  readonly isNarrowed: boolean;
  readonly total: number;
  readonly orderCount: number;
}) {
  const { status, book, text } = orderQuery.value;
  if (isNarrowed) {
    const filters = [
      `Status ${status}`,
      ...(book === '' ? [] : [`strategy ${book}`]),
      ...(text === '' ? [] : [`text ${text}`]),
    ].join(', ');
    const count = countText(total, 'order');
    return <NoMatch what="order" filters={filters} total={count} onClear={clear} />;
  }
  if (orderCount === 0) {
    return (
      <Empty title="No orders yet">
        An order appears here when a strategy, a user or an assistant decides a trade.
      </Empty>
    );
  }
  return (
    <div class="state">
      <p>
        {status === 'open' ? 'No order is working at the broker. ' : 'No order was stopped. '}
        <button type="button" class="link-button" onClick={() => setQuery({ orders: 'all' })}>
          Show all orders
        </button>
      </p>
    </div>
  );
}
