import { UNDEFINED, exactMoneyText, moneyText, quantityText } from '../../../core/number-text.ts';
import type { EpochMs } from '../../../core/time.ts';
import { isTerminal, type OrderState, type OrderStatus } from '../../../orders/lifecycle.ts';
import type { OrderTerms } from '../../../orders/request.ts';
import type { PageAccount } from './account.ts';
import { averagePrice } from '../../../market/instrument.ts';

/** Display tone of a status: resting, working, done, stopped, or unreconciled. */
export type StatusTone = 'quiet' | 'working' | 'done' | 'stopped' | 'doubt';

/** Table row of an order. */
export interface OrderRow {
  readonly id: string;
  readonly at: EpochMs;
  readonly symbol: string;
  readonly side: 'buy' | 'sell';
  /** `limit $98.40`. */
  readonly terms: string;
  readonly size: string;
  readonly filled: string;
  /** Filled fraction of the size, 0 to 1; NaN when unknown. */
  readonly progress: number;
  readonly average: string;
  readonly status: string;
  readonly tone: StatusTone;
  readonly book: string;
  readonly reason: string;
  readonly isOpen: boolean;
  readonly timeInForce: string;
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

/** Returns the status with the outcome of a cancel request. */
function statusText({ status, cancel }: Pick<OrderState, 'status' | 'cancel'>): string {
  if (status === 'unknown') return 'unknown, verifying';
  const name = status.replaceAll('_', ' ');
  if (isTerminal(status) || cancel === 'none') return name;
  if (cancel === 'requested') return 'canceling';
  return cancel === 'refused' ? `${name}, cancel refused` : 'cancel unknown';
}

/** Returns the order type with its prices: `limit $98.40`. */
export function termsText(terms: OrderTerms): string {
  switch (terms.type) {
    case 'market':
      return 'market';
    case 'limit':
      return `limit ${exactMoneyText(terms.limitPrice)}`;
    case 'stop':
      return `stop ${exactMoneyText(terms.stopPrice)}`;
    case 'stop_limit': {
      const stop = exactMoneyText(terms.stopPrice);
      return `stop ${stop} limit ${exactMoneyText(terms.limitPrice)}`;
    }
  }
}

/** Returns the table row of an order. */
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
    size: size.kind === 'quantity' ? quantityText(size.quantity) : moneyText(size.notional),
    filled: quantityText(filled),
    progress: whole,
    average: filled.isZero()
      ? UNDEFINED
      : moneyText(averagePrice(request.instrument, filledValue, { units: filled, scale: 4 })),
    status: statusText(order),
    tone: order.gap || order.cancel === 'unknown' ? 'doubt' : TONES[status],
    book: request.book,
    reason: request.reason,
    isOpen: !isTerminal(status),
    timeInForce: request.timeInForce,
    stamp: `${status} ${order.cancel} ${filled.toString()}`,
  };
}

/** Query for orders; an empty book or text does not filter. */
export interface OrderQuery {
  readonly status: 'all' | 'open' | 'stopped';
  readonly book: string;
  /** Search text in symbol, id, strategy, status or reason. */
  readonly text: string;
}

/** The orders that match a query. */
export interface OrderList {
  readonly rows: readonly OrderRow[];
  /** Number of orders of that status without the other filters. */
  readonly total: number;
  /** The strategies that these orders belong to. */
  readonly books: readonly string[];
}

/** Lists the matching orders, newest first, among the latest that the page holds. */
export function orderRows({ portfolio, latest }: PageAccount, query: OrderQuery): OrderList {
  const { status, book, text } = query;
  const candidates =
    status === 'open'
      ? [...portfolio.open.values()]
      : latest.map((id) => portfolio.orders.get(id)).filter((order) => order !== undefined);
  const listed = candidates.filter((order) => {
    if (status === 'open') return !isTerminal(order.status);
    return status === 'all' || TONES[order.status] === 'stopped';
  });
  const wanted = text.trim().toLowerCase();
  const matching = listed.filter(({ request }) => book === '' || (request.book as string) === book);
  const rows = matching.toReversed().map(orderRow);
  return {
    rows: wanted === '' ? rows : rows.filter((row) => rowText(row).includes(wanted)),
    total: listed.length,
    books: [...new Set(listed.map(({ request }) => request.book as string))].sort(),
  };
}

function rowText({ symbol, id, book, status, reason }: OrderRow): string {
  return `${symbol} ${id} ${book} ${status} ${reason}`.toLowerCase();
}
