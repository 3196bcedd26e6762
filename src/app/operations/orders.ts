import { exactMoneyText, sharesText } from '../../core/number-text.ts';
import { integer, list, object, oneOf, optional, text } from '../../core/schema.ts';
import type { JournalEntry, Sequence } from '../../ledger/journal.ts';
import { isTerminal, type OrderState } from '../../orders/lifecycle.ts';
import type { ReadContext, TradeContext } from '../context/app-context.ts';
import { orderOf } from '../projections/entry-broadcast.ts';
import { appError } from '../kit/errors.ts';
import { instantText } from '../operation/fields.ts';
import { type Call, defineOperation } from '../operation/define.ts';
import { operate } from '../context/operate.ts';
import { signature } from '../operation/principal.ts';
import { formatInstant } from '../../core/time.ts';
import { fillSchema, fillViews, orderSchema, orderView } from '../views/order.ts';

const LIMIT_DEFAULT = 50;
/** Maximum number of journal entries read for an order's timeline. */
const TIMELINE_ENTRIES_MAX = 5_000;

/** Orders, newest first. */
export const ordersList = defineOperation({
  name: 'orders.list',
  title: 'Orders',
  summary: 'Lists orders, newest first',
  description:
    'Orders, newest first, with status, fills, reason and denials. Filter by status, symbol or ' +
    'strategy. An order with status unknown may be live at the broker: never place it again.',
  effect: 'read',
  role: 'viewer',
  input: object({
    status: oneOf(['open', 'closed', 'all'], {
      default: 'all',
      description: 'Which orders; an open order can still be filled.',
    }),
    symbol: optional(text({ description: 'Only orders in this symbol.' })),
    book: optional(text({ description: 'Only orders of this strategy, or `manual`.' })),
    limit: integer({ min: 1, max: 500, default: LIMIT_DEFAULT, description: 'At most so many.' }),
  }),
  output: list(orderSchema),
  rest: { method: 'GET', path: '/v1/orders' },
  tool: { name: 'list_orders', idempotent: true },
  command: { words: 'order list' },
  async run({ status, symbol, book, limit }, { context }: Call<ReadContext>) {
    const { portfolio } = context.engine;
    const wanted = symbol?.toUpperCase();
    const found: OrderState[] = [];
    const source = status === 'open' ? portfolio.open : portfolio.orders;
    for (const order of source.values()) {
      if (status === 'closed' && !isTerminal(order.status)) continue;
      if (wanted !== undefined && order.request.symbol !== wanted) continue;
      if (book !== undefined && order.request.book !== book) continue;
      found.push(order);
    }
    return found.slice(-limit).toReversed().map(orderView);
  },
});

const id = text({
  min: 1,
  max: 64,
  description: "The order id, ours or the broker's.",
});

/** One order with its fills and timeline. */
export const ordersShow = defineOperation({
  name: 'orders.show',
  title: 'One order',
  summary: 'Shows one order with its fills and timeline',
  description:
    'One order with its fills and its timeline from the journal: decided, reviewed by each risk ' +
    'control, sent, answered, filled. Use it to explain the state of an order.',
  effect: 'read',
  role: 'viewer',
  input: object({ id }),
  output: object({
    order: orderSchema,
    fills: list(fillSchema),
    timeline: list(
      object({ seq: integer(), at: instantText('On the market clock.'), what: text() }),
    ),
  }),
  rest: { method: 'GET', path: '/v1/orders/{id}' },
  tool: { name: 'get_order', idempotent: true },
  command: { words: 'order show', positional: ['id'] },
  async run(input, { context }: Call<ReadContext>) {
    const order = findOrder(context, input.id);
    const timeline = await readTimeline(context, order);
    return { order: orderView(order), fills: fillViews(order), timeline };
  },
});

/** Asks the broker to cancel an order. */
export const ordersCancel = defineOperation({
  name: 'orders.cancel',
  title: 'Cancel an order',
  summary: 'Asks the broker to cancel an open order',
  description:
    'Asks the broker to cancel an open order. The broker answers later: look at the order again. ' +
    'Earlier fills stay.',
  effect: 'write',
  role: 'trader',
  input: object({
    id,
    reason: optional(text({ max: 200, description: 'Reason; it is journaled.' })),
  }),
  output: orderSchema,
  rest: { method: 'DELETE', path: '/v1/orders/{id}' },
  tool: { name: 'cancel_order', idempotent: true },
  command: { words: 'order cancel', positional: ['id'] },
  async run({ id: wanted, reason }, { context, principal }: Call<TradeContext>) {
    const order = findOrder(context, wanted);
    await operate(context, {
      kind: 'cancel',
      at: context.engine.now,
      by: signature(principal),
      order: order.request.id,
      reason: reason ?? 'no reason given',
    });
    return orderView(findOrder(context, wanted));
  },
});

/**
 * Returns an order by our id or the broker's.
 *
 * @throws QuipuError `app.order_not_found`
 */
function findOrder({ engine }: ReadContext, wanted: string): OrderState {
  for (const order of engine.portfolio.orders.values()) {
    if (order.request.id === wanted || order.brokerId === wanted) return order;
  }
  throw appError('app.order_not_found', `Expected the id of an order, found "${wanted}".`, {
    next: 'List the orders: quipu order list.',
  });
}

async function readTimeline(
  { journal, accountHistory }: ReadContext,
  { request }: OrderState,
): Promise<readonly { seq: number; at: string; what: string }[]> {
  const span = accountHistory.spanOf(request.id);
  if (span === undefined) return [];
  const last = Math.min(span.last, span.first + TIMELINE_ENTRIES_MAX);
  const steps: { seq: number; at: string; what: string }[] = [];
  for await (const { entry } of journal.read(span.first as Sequence)) {
    if (entry.seq > last) break;
    if (orderOf(entry) !== request.id) continue;
    steps.push({ seq: entry.seq, at: formatInstant(entry.at), what: stepText(entry) });
  }
  return steps;
}

function stepText({ body }: JournalEntry): string {
  switch (body.kind) {
    case 'ordered':
      return `decided: ${body.order.reason}`;
    case 'reviewed': {
      const passed = body.controls.filter(({ outcome }) => outcome === 'pass').length;
      const of = body.controls.length;
      return `${body.verdict} by the risk gate: ${passed} of ${of} controls passed`;
    }
    case 'illegal_event':
      return `invalid transition: ${body.found}`;
    case 'order_event':
      return eventText(body.event);
    default:
      return body.kind;
  }
}

function eventText(event: (JournalEntry['body'] & { kind: 'order_event' })['event']): string {
  switch (event.kind) {
    case 'filled': {
      const { quantity, price } = event.fill;
      return `filled ${sharesText(quantity)} at ${exactMoneyText(price)}`;
    }
    case 'denied':
      return `denied: ${event.denials.map(({ message }) => message).join(' ')}`;
    case 'accepted':
      return `accepted by the broker as ${event.brokerId}, ${event.status}`;
    case 'sent':
      return `sent again, attempt ${event.attempt}`;
    case 'cancel_requested':
    case 'abandoned':
      return `${event.kind.replace('_', ' ')}: ${event.reason}`;
    case 'fill_gap':
      return `broker reports ${sharesText(event.cumulative)} filled, more than the fills received`;
    default:
      return `${event.kind.replaceAll('_', ' ')}: ${event.evidence.message}`;
  }
}
