import type { OperationAnswer } from '../../../app/operations/catalog.ts';
import type { Renderer } from './renderer.ts';
import {
  cellText,
  pairs,
  type Pen,
  showExactPrice,
  showMoney,
  showQuantity,
  showTime,
  table,
} from '../text.ts';

type Order = OperationAnswer<'orders.cancel'>;

function orderTerms(o: Order): string {
  const limit = o.limit_price === null ? '' : ` ${showExactPrice(o.limit_price)}`;
  const stop = o.stop_price === null ? '' : ` stop ${showExactPrice(o.stop_price)}`;
  // A trigger price comes last: `limit $34.00 stop $33.00`, `stop $33.00`.
  const kind = cellText(o.type).replace(/^stop_?/, '');
  return `${kind}${limit}${stop} ${cellText(o.time_in_force)}`.trim();
}

/** Renders orders as text. */
export const renderOrders: Renderer<'orders.list'> = (data, _, pen) => {
  const list = data;
  if (list.length === 0) return 'No orders.\n';
  return table(
    [
      { title: 'DECIDED' },
      { title: 'BOOK' },
      { title: 'SYMBOL' },
      { title: 'SIDE' },
      { title: 'SHARES', right: true },
      { title: 'TERMS' },
      { title: 'STATUS' },
      { title: 'FILLED', right: true },
      { title: 'AVG PRICE', right: true },
      { title: 'ID' },
    ],
    list.map((o) => [
      showTime(o.decided_at, pen),
      cellText(o.book),
      cellText(o.symbol),
      cellText(o.side),
      showQuantity(o.quantity),
      orderTerms(o),
      cellText(o.status),
      showQuantity(o.filled_quantity),
      showMoney(o.average_fill_price),
      cellText(o.id),
    ]),
    pen,
  );
};

function orderText(o: Order, pen: Pen): string {
  const list: (readonly [string, string])[] = [
    ['order', cellText(o.id)],
    ['what', `${cellText(o.side)} ${showQuantity(o.quantity)} ${cellText(o.symbol)}`],
    ['terms', orderTerms(o)],
    ['status', pen.bold(cellText(o.status))],
    ['filled', `${showQuantity(o.filled_quantity)} at ${showMoney(o.average_fill_price)}`],
    ['book', cellText(o.book)],
    ['reason', cellText(o.reason)],
    ['decided', showTime(o.decided_at, pen)],
    ['broker id', o.status === 'denied' ? 'none: it was never sent' : cellText(o.broker_id)],
  ];
  for (const denial of o.denials) {
    list.push(['denied', `${cellText(denial.message)} (${cellText(denial.code)})`]);
  }
  return pairs(list, pen);
}

/** Renders an order as text. */
export const renderOrder: Renderer<'orders.cancel'> = (data, _, pen) => orderText(data, pen);

/** Renders an order with its timeline as text. */
export const renderTimeline: Renderer<'orders.show'> = (data, _, pen) => {
  const shown = data;
  const timeline = table(
    [{ title: 'ENTRY', right: true }, { title: 'AT' }, { title: 'WHAT' }],
    shown.timeline.map((step) => [cellText(step.seq), showTime(step.at, pen), cellText(step.what)]),
    pen,
  );
  return `${orderText(shown.order, pen)}\n${timeline}`;
};
