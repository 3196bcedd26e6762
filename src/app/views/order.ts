import { unitPrice } from '../../core/decimal.ts';
import { type Infer, list, nullable, object, oneOf, text } from '../../core/schema.ts';
import { formatInstant } from '../../core/time.ts';
import { isTerminal, type OrderState } from '../../orders/lifecycle.ts';
import { decimalText, instantText, maybeDecimal } from '../fields.ts';

const STATUSES = [
  'planned',
  'intent',
  'in_flight',
  'unknown',
  'working',
  'partial',
  'quarantined',
  'abandoned',
  'denied',
  'rejected',
  'filled',
  'canceled',
  'expired',
  'replaced',
] as const;

const SIDES = ['buy', 'sell'] as const;
const TYPES = ['market', 'limit', 'stop', 'stop_limit'] as const;
const TIMES_IN_FORCE = ['day', 'gtc', 'ioc', 'fok', 'opg', 'cls'] as const;
const CANCELS = ['none', 'requested', 'unknown', 'refused'] as const;

/** One order as every surface shows it. */
export const orderSchema = object({
  id: text({ description: 'Our id of the order, which the broker knows as its client order id.' }),
  brokerId: nullable(text({ description: 'The id that the broker gave it.' })),
  book: text({ description: 'The strategy that decided it, or `manual` for a person.' }),
  symbol: text(),
  side: oneOf(SIDES),
  quantity: maybeDecimal('Shares asked for; null for an order in dollars.'),
  notional: maybeDecimal('Dollars asked for; null for an order in shares.'),
  type: oneOf(TYPES),
  limitPrice: maybeDecimal('Dollars for a share.'),
  stopPrice: maybeDecimal('Dollars for a share.'),
  timeInForce: oneOf(TIMES_IN_FORCE),
  status: oneOf(STATUSES, {
    description: '`unknown` means that the order may be alive: it is asked for, never sent twice.',
  }),
  brokerStatus: nullable(
    text({ description: "The broker's own word while it works; null once it has ended." }),
  ),
  cancel: oneOf(CANCELS, { description: 'What became of a request to cancel.' }),
  filledQuantity: decimalText('Shares executed so far.'),
  averageFillPrice: maybeDecimal('Dollars for a share over all executions.'),
  reason: text({ description: 'Why it was placed, in the words of its source.' }),
  decidedAt: instantText('When it was decided, on the market clock.'),
  updatedAt: instantText('When it last changed, on the market clock.'),
  denials: list(object({ code: text(), message: text() }), {
    description: 'Why our own risk gate stopped it; empty when it did not.',
  }),
  message: nullable(text({ description: "The broker's last words on it." })),
});

/** One order as every surface shows it. */
export type OrderView = Infer<typeof orderSchema>;

/** Copies an order out of the portfolio. */
export function orderView(order: OrderState): OrderView {
  const { request, filled, filledValue } = order;
  const { size, terms } = request;
  return {
    id: request.id,
    brokerId: order.brokerId,
    book: request.book,
    symbol: request.symbol,
    side: request.side,
    quantity: size.kind === 'quantity' ? size.quantity.toString() : null,
    notional: size.kind === 'notional' ? size.notional.toString() : null,
    type: terms.type,
    limitPrice: 'limitPrice' in terms ? terms.limitPrice.toString() : null,
    stopPrice: 'stopPrice' in terms ? terms.stopPrice.toString() : null,
    timeInForce: request.timeInForce,
    status: order.status,
    brokerStatus: isTerminal(order.status) ? null : order.brokerStatus,
    cancel: order.cancel,
    filledQuantity: filled.toString(),
    averageFillPrice: filled.isZero() ? null : unitPrice(filledValue, filled, 4).toString(),
    reason: request.reason,
    decidedAt: formatInstant(request.decidedAt),
    updatedAt: formatInstant(order.updatedAt),
    denials: order.denials.map(({ code, message }) => ({ code, message })),
    message: order.evidence?.message ?? null,
  };
}

/** One execution as every surface shows it. */
export const fillSchema = object({
  id: text({ description: "The broker's id of the execution." }),
  order: text(),
  book: text(),
  symbol: text(),
  side: oneOf(SIDES),
  quantity: decimalText('Shares.'),
  price: decimalText('Dollars for a share.'),
  at: instantText('When it happened, on the market clock.'),
});

/** One execution as every surface shows it. */
export type FillView = Infer<typeof fillSchema>;

/** The executions of an order, oldest first. */
export function fillViews({ request, fills }: OrderState): readonly FillView[] {
  return fills.map(({ id, order, symbol, side, quantity, price, at }) => ({
    id,
    order,
    book: request.book,
    symbol,
    side,
    quantity: quantity.toString(),
    price: price.toString(),
    at: formatInstant(at),
  }));
}
