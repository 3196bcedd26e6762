import type { Decimal } from '../../core/decimal.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Evidence, OrderEvent, WorkingStatus } from '../../orders/event.ts';
import type { ClientOrderId, OrderRequest } from '../../orders/request.ts';
import type { OrderReport } from '../wire/order.ts';
import { pricedOf } from '../wire/order-terms.ts';

const WORKING: ReadonlySet<string> = new Set<WorkingStatus>([
  'new',
  'accepted',
  'pending_new',
  'accepted_for_bidding',
  'stopped',
  'calculated',
  'suspended',
  'held',
  'pending_review',
  'done_for_day',
  'pending_cancel',
  'pending_replace',
]);

/** Whether a status of Alpaca is one in which an order rests or waits. */
export function isWorking(status: string): status is WorkingStatus {
  return WORKING.has(status);
}

/**
 * What an order's status by itself tells, as an event; executions are told apart.
 *
 * An order that is filled or partly filled is at least alive, so it counts as accepted; a word
 * that we do not know quarantines it.
 */
export function statusEvent(report: OrderReport, at: EpochMs, evidence: Evidence): OrderEvent {
  const order = report.clientId as ClientOrderId;
  const { status } = report;
  if (isWorking(status))
    return { kind: 'accepted', at, order, brokerId: report.id, status, evidence };
  switch (status) {
    case 'filled':
    case 'partially_filled':
      return { kind: 'accepted', at, order, brokerId: report.id, status: 'new', evidence };
    case 'canceled':
    case 'expired':
    case 'rejected':
      return { kind: status, at, order, evidence };
    case 'replaced':
      return { kind: 'replaced', at, order, by: report.replacedBy ?? '', evidence };
    default:
      return { kind: 'quarantined', at, order, evidence };
  }
}

/**
 * Where the order that the broker describes is not the one that was asked for, as a sentence part;
 * undefined when it is. Fields that the broker leaves out are not compared.
 */
export function unlike(request: OrderRequest, report: OrderReport): string | undefined {
  const { limitPrice, stopPrice, type } = pricedOf(request.terms);
  const size = request.size;
  const pairs: readonly (readonly [string, string, string])[] = [
    ['client order id', request.id, report.clientId],
    ['symbol', plain(request.symbol), plain(report.symbol)],
    ['side', request.side, report.side],
    ['type', type, report.type],
    ['time in force', request.timeInForce, report.timeInForce],
    ['limit price', shown(limitPrice), shown(report.limitPrice)],
    ['stop price', shown(stopPrice), shown(report.stopPrice)],
    size.kind === 'quantity'
      ? ['quantity', shown(size.quantity), shown(report.quantity)]
      : ['notional', shown(size.notional), shown(report.notional)],
  ];
  const found = pairs.find(([, asked, told]) => asked !== told);
  return found === undefined ? undefined : `${found[0]} ${found[2]} instead of ${found[1]}`;
}

/** Alpaca writes a pair of coins with and without its slash. */
function plain(symbol: string): string {
  return symbol.replace('/', '');
}

function shown(value: Decimal<string> | null): string {
  return value === null ? 'none' : value.toString();
}
