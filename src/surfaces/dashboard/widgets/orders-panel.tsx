import { momentText } from '../model/market-time.ts';
import type { OrderFilter, OrderRow } from '../model/order-rows.ts';
import { watchHouse, house, marketAt, orderFilter, orders } from '../state/store.ts';
import { open } from '../state/ui.ts';
import { type Column, Table } from './table.tsx';

const COLUMNS: readonly Column<OrderRow>[] = [
  {
    head: 'Time',
    card: 'hidden',
    class: 'muted',
    cell: ({ at }) => momentText(at, marketAt.value),
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
  },
  { head: 'Side', card: 'hidden', cell: ({ side }) => <span class={`side ${side}`}>{side}</span> },
  { head: 'Type', cell: ({ terms }) => terms },
  { head: 'Qty', numeric: true, cell: ({ size }) => size },
  {
    head: 'Filled',
    numeric: true,
    card: 'hidden',
    cell: ({ filled, progress }) => <span class={progress >= 1 ? '' : 'muted'}>{filled}</span>,
  },
  { head: 'Avg price', numeric: true, cell: ({ average }) => average },
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
  { head: 'Strategy', class: 'muted', cell: ({ book }) => book },
  {
    head: 'Reason',
    card: 'wide',
    class: 'reason',
    cell: ({ reason }) => <span title={reason}>{reason}</span>,
  },
];

const FILTERS: readonly { readonly filter: OrderFilter; readonly name: string }[] = [
  { filter: 'all', name: 'All' },
  { filter: 'open', name: 'Open' },
  { filter: 'stopped', name: 'Stopped' },
];

const EMPTY: Readonly<Record<OrderFilter, string>> = {
  all: 'No order yet. Each one appears here when a strategy or a person decides it.',
  open: 'No order is working at the broker.',
  stopped: 'No order was stopped by the risk gate or the broker.',
};

/** The latest orders; a click tells the story of one. */
export function OrdersPanel() {
  watchHouse();
  const { portfolio } = house.account;
  const { orderCount, open: working, deniedCount } = portfolio;
  let refused = 0;
  for (const { status } of portfolio.orders.values()) if (status === 'rejected') refused += 1;
  return (
    <section class="panel orders" id="orders" aria-labelledby="orders-title">
      <header class="panel-head">
        <h2 id="orders-title">
          Orders <span class="count">{orderCount}</span>
        </h2>
        <p class="sums muted">
          {working.size} open · {deniedCount} denied{refused > 0 && ` · ${refused} rejected`}
        </p>
        <div class="pills" role="group" aria-label="Which orders">
          {FILTERS.map(({ filter, name }) => (
            <button
              key={filter}
              type="button"
              class="pill"
              aria-pressed={orderFilter.value === filter}
              onClick={() => {
                orderFilter.value = filter;
              }}
            >
              {name}
            </button>
          ))}
        </div>
      </header>
      <div class="scroll" tabIndex={0} role="region" aria-labelledby="orders-title">
        <Table
          caption="Orders, the latest first"
          rows={orders.value}
          columns={COLUMNS}
          keyOf={({ id }) => id}
          stampOf={({ stamp }) => stamp}
          onOpen={({ id }) => open({ kind: 'order', id })}
          rowClass={({ tone }) => (tone === 'doubt' ? 'doubtful' : '')}
          empty={EMPTY[orderFilter.value]}
        />
      </div>
    </section>
  );
}
