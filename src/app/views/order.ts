import { type Infer, list, nullable, object, oneOf, text } from '../../core/schema.ts';
import { formatInstant } from '../../core/time.ts';
import { averagePrice } from '../../market/instrument.ts';
import { isTerminal, type OrderState } from '../../orders/lifecycle.ts';
import { decimalText, instantText, maybeDecimal } from '../operation/fields.ts';

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

/** An order on every surface. */
export const orderSchema = object({
  id: text({ description: "Our order id, which is the broker's client order id." }),
  brokerId: nullable(text({ description: 'Order id at the broker.' })),
  book: text({ description: 'The strategy that decided it, or `manual` for a manual order.' }),
  symbol: text(),
  side: oneOf(SIDES),
  quantity: maybeDecimal('Requested shares; null for an order in dollars.'),
  notional: maybeDecimal('Requested dollars; null for an order in shares.'),
  type: oneOf(TYPES),
  limitPrice: maybeDecimal('Dollars per share.'),
  stopPrice: maybeDecimal('Dollars per share.'),
  timeInForce: oneOf(TIMES_IN_FORCE),
  status: oneOf(STATUSES, {
    description: '`unknown` means that the order may be live: it is queried, never sent twice.',
  }),
  brokerStatus: nullable(
    text({
      description: "The broker's own status while the order is open; null once it has ended.",
    }),
  ),
  cancel: oneOf(CANCELS, { description: 'State of a cancel request.' }),
  filledQuantity: decimalText('Shares executed so far.'),
  averageFillPrice: maybeDecimal('Dollars per share over all executions.'),
  reason: text({ description: 'Reason, as given by its source.' }),
  decidedAt: instantText('When it was decided, on the market clock.'),
  updatedAt: instantText('When it last changed, on the market clock.'),
  denials: list(object({ code: text(), message: text() }), {
    description: 'Why the risk gate denied it; empty if it did not.',
  }),
  message: nullable(text({ description: 'Latest broker message about it.' })),
});

/** An order on every surface. */
export type OrderView = Infer<typeof orderSchema>;

/** Copies an order view out of the portfolio. */
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
    averageFillPrice: filled.isZero()
      ? null
      : averagePrice(request.instrument, filledValue, { units: filled, scale: 4 }).toString(),
    reason: request.reason,
    decidedAt: formatInstant(request.decidedAt),
    updatedAt: formatInstant(order.updatedAt),
    denials: order.denials.map(({ code, message }) => ({ code, message })),
    message: order.evidence?.message ?? null,
  };
}

/** An execution on every surface. */
export const fillSchema = object({
  id: text({ description: 'Execution id at the broker.' }),
  order: text(),
  book: text(),
  symbol: text(),
  side: oneOf(SIDES),
  quantity: decimalText('Shares.'),
  price: decimalText('Dollars per share.'),
  at: instantText('When it happened, on the market clock.'),
});

/** An execution on every surface. */
export type FillView = Infer<typeof fillSchema>;

/** Returns the executions of an order, oldest first. */
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
