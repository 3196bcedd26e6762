import { unitPrice } from '../../../core/decimal.ts';
import type { EpochMs } from '../../../core/time.ts';
import { isTerminal, type OrderState, type OrderStatus } from '../../../orders/lifecycle.ts';
import type { OrderTerms } from '../../../orders/request.ts';
import type { Account } from './account.ts';
import { DASH, dollars, groupedText } from '../../../core/number-text.ts';
import { finePriceText, priceText } from './number-text.ts';

/** How a status is to be felt: at rest, at work, done, stopped, or in doubt. */
export type StatusTone = 'quiet' | 'working' | 'done' | 'stopped' | 'doubt';

/** One order as its row shows it. */
export interface OrderRow {
  readonly id: string;
  readonly at: EpochMs;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  /** `limit 98.40`. */
  readonly terms: string;
  readonly size: string;
  readonly filled: string;
  /** How much of the size is executed, 0 to 1; NaN when it cannot be said. */
  readonly progress: number;
  readonly average: string;
  readonly status: string;
  readonly tone: StatusTone;
  readonly book: string;
  readonly reason: string;
  readonly open: boolean;
  /** Changes whenever the row does. */
  readonly stamp: string;
}

const TONES: Readonly<Record<OrderStatus, StatusTone>> = {
  planned: 'quiet',
  intent: 'working',
  in_flight: 'working',
  unknown: 'doubt',
  working: 'working',
  partial: 'working',
  quarantined: 'doubt',
  abandoned: 'doubt',
  denied: 'stopped',
  rejected: 'stopped',
  filled: 'done',
  canceled: 'quiet',
  expired: 'quiet',
  replaced: 'quiet',
};

/** The status in words, with what became of a wish to cancel. */
function statusText({ status, cancel }: Pick<OrderState, 'status' | 'cancel'>): string {
  if (status === 'unknown') return 'unknown, verifying';
  const words = status.replaceAll('_', ' ');
  if (isTerminal(status) || cancel === 'none') return words;
  if (cancel === 'requested') return 'canceling';
  return cancel === 'refused' ? `${words}, cancel refused` : 'cancel unknown';
}

/** How an order is priced, in words. */
export function termsText(terms: OrderTerms): string {
  switch (terms.type) {
    case 'market':
      return 'market';
    case 'limit':
      return `limit ${finePriceText(terms.limitPrice.toNumber())}`;
    case 'stop':
      return `stop ${finePriceText(terms.stopPrice.toNumber())}`;
    case 'stop_limit': {
      const stop = finePriceText(terms.stopPrice.toNumber());
      return `stop ${stop} limit ${finePriceText(terms.limitPrice.toNumber())}`;
    }
  }
}

/** One order as a row. */
export function orderRow(order: OrderState): OrderRow {
  const { request, filled, filledValue, status } = order;
  const { size } = request;
  const whole =
    size.kind === 'quantity'
      ? filled.toNumber() / size.quantity.toNumber()
      : filledValue.toNumber() / size.notional.toNumber();
  return {
    id: request.id,
    at: request.decidedAt,
    symbol: request.symbol,
    side: request.side,
    terms: termsText(request.terms),
    size:
      size.kind === 'quantity'
        ? groupedText(size.quantity.toString())
        : dollars(size.notional.toNumber()),
    filled: groupedText(filled.toString()),
    progress: whole,
    average: filled.isZero() ? DASH : priceText(unitPrice(filledValue, filled, 4).toNumber()),
    status: statusText(order),
    tone: order.gap || order.cancel === 'unknown' ? 'doubt' : TONES[status],
    book: request.book,
    reason: request.reason,
    open: !isTerminal(status),
    stamp: `${status} ${order.cancel} ${filled.toString()}`,
  };
}

/** Which orders to list. */
export type OrderFilter = 'all' | 'open' | 'stopped';

/** The latest orders first, open ones that are older than the rest at the end. */
export function orderRows(
  { portfolio, latest }: Account,
  filter: OrderFilter,
  most: number,
): readonly OrderRow[] {
  const rows: OrderRow[] = [];
  const fits = (order: OrderState): boolean =>
    filter === 'all' ||
    (filter === 'open' ? !isTerminal(order.status) : TONES[order.status] === 'stopped');
  if (filter === 'open') {
    const open = [...portfolio.open.values()].filter(fits);
    return open.slice(-most).toReversed().map(orderRow);
  }
  for (let index = latest.length - 1; index >= 0 && rows.length < most; index -= 1) {
    const order = portfolio.orders.get(latest[index]!);
    if (order !== undefined && fits(order)) rows.push(orderRow(order));
  }
  return rows;
}
