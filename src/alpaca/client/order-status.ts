import type { Decimal } from '../../core/decimal.ts';
import type { EpochMs } from '../../core/time.ts';
import { type Evidence, isWorking, type OrderEvent } from '../../orders/event.ts';
import { type OrderRequest, parseClientOrderId } from '../../orders/request.ts';
import type { OrderReport } from '../wire/order.ts';
import { pricedOf } from '../wire/order-terms.ts';

/**
 * Returns the event for an order's status; executions are separate events.
 *
 * A filled or partly filled order counts as accepted; an unknown status quarantines the order.
 */
export function statusEvent(report: OrderReport, at: EpochMs, evidence: Evidence): OrderEvent {
  const order = parseClientOrderId(report.clientId);
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
 * Returns how the broker's order differs from the requested one, as part of a sentence; undefined
 * when they match. Fields that the broker omits are not compared.
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
    ['extended hours', String(request.extendedHours), String(report.extendedHours)],
    ['limit price', shown(limitPrice), shown(report.limitPrice)],
    ['stop price', shown(stopPrice), shown(report.stopPrice)],
    size.kind === 'quantity'
      ? ['quantity', shown(size.quantity), shown(report.quantity)]
      : ['notional', shown(size.notional), shown(report.notional)],
  ];
  const found = pairs.find(([, asked, reported]) => asked !== reported);
  return found === undefined ? undefined : `${found[0]} ${found[2]} instead of ${found[1]}`;
}

/** Whether two symbols match; Alpaca writes a crypto pair with and without its slash. */
function plain(symbol: string): string {
  return symbol.replace('/', '');
}

function shown(value: Decimal<string> | null): string {
  return value === null ? 'none' : value.toString();
}
