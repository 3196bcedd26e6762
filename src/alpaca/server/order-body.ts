import { unitPrice } from '../../core/decimal.ts';
import { DAY, type EpochMs, formatInstant, HOUR, MINUTE } from '../../core/time.ts';
import {
  isOpen,
  newYorkDate,
  newYorkInstant,
  nextSession,
  sessionAt,
} from '../../market/calendar.ts';
import type { ExchangeOrderState } from '../../simulator/exchange.ts';
import { type OrderReport, toWireOrder } from '../wire/order.ts';
import { pricedOf } from '../wire/order-terms.ts';
import type { OrderFile } from './account-file.ts';
import type { Desk } from './desk.ts';

/** An order as a report, in the state given: the latest, or the one that an event left it in. */
function orderReport(
  desk: Desk,
  order: OrderFile,
  state: ExchangeOrderState = order.state,
): OrderReport {
  const asset = desk.market.bySymbol.get(state.symbol)?.asset;
  const { size, filled } = state;
  return {
    id: state.id,
    clientId: state.clientId,
    createdAt: state.createdAt,
    updatedAt: state.updatedAt,
    submittedAt: state.createdAt,
    filledAt: order.filledAt,
    expiredAt: order.expiredAt,
    expiresAt: expiresAt(state),
    canceledAt: order.canceledAt,
    failedAt: order.failedAt,
    replacedAt: order.replacedAt,
    replacedBy: state.replacedBy,
    replaces: state.replaces,
    assetId: asset?.id ?? '',
    symbol: state.symbol,
    assetClass: asset?.class ?? 'us_equity',
    notional: size.kind === 'notional' ? size.notional : null,
    quantity: size.kind === 'quantity' ? size.quantity : null,
    filled,
    averagePrice: filled.isZero() ? null : unitPrice(state.filledValue, filled),
    orderClass: '',
    ...pricedOf(state.terms),
    side: state.side,
    timeInForce: state.timeInForce,
    trailPrice: null,
    trailPercent: null,
    highWaterMark: null,
    status: state.status,
    extendedHours: state.extendedHours,
    legs: null,
  };
}

/**
 * An order as JSON.
 *
 * Creation and submission carry nanoseconds that set orders of one millisecond apart, so that
 * paging by `after` and `until` neither skips nor repeats one.
 */
export function orderBody(
  desk: Desk,
  order: OrderFile,
  state: ExchangeOrderState = order.state,
): Readonly<Record<string, unknown>> {
  const stamp = fineInstant(state.createdAt, order.nanos);
  return {
    ...toWireOrder(orderReport(desk, order, state)),
    created_at: stamp,
    submitted_at: stamp,
    position_intent: order.intent,
  };
}

function fineInstant(at: EpochMs, nanos: number): string {
  if (nanos === 0) return formatInstant(at);
  const digits = String(at % 1000).padStart(3, '0') + String(nanos).padStart(6, '0');
  const whole = new Date(at).toISOString().slice(0, 19);
  return `${whole}.${digits.replace(/0+$/, '')}Z`;
}

/** When what is left of an order lapses: at its session's close, or at 16:15 after 90 days. */
function expiresAt(state: ExchangeOrderState): EpochMs {
  const { createdAt } = state;
  if (state.timeInForce === 'gtc') {
    const date = newYorkDate((createdAt + 90 * DAY) as EpochMs);
    return newYorkInstant(date, 16 * HOUR + 15 * MINUTE);
  }
  const session = isOpen(createdAt) ? sessionAt(createdAt) : undefined;
  return (session ?? nextSession(createdAt)).close;
}
