import { DAY, type EpochMs, formatInstant, HOUR, MINUTE } from '../../../core/time.ts';
import {
  isOpen,
  newYorkDate,
  newYorkInstant,
  nextSession,
  sessionAt,
} from '../../../market/calendar.ts';
import { averagePrice } from '../../../market/instrument.ts';
import type { ExchangeOrderState } from '../../../simulator/exchange.ts';
import { type OrderReport, toWireOrder } from '../../wire/order.ts';
import { pricedOf } from '../../wire/order-terms.ts';
import type { OrderFile } from '../account/account-file.ts';
import type { Desk } from '../desk.ts';

/** Returns an order as a report, in the given state: the latest, or the one after an event. */
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
    assetClass: state.instrument.assetClass,
    notional: size.kind === 'notional' ? size.notional : null,
    quantity: size.kind === 'quantity' ? size.quantity : null,
    filled,
    averagePrice: filled.isZero()
      ? null
      : averagePrice(state.instrument, state.filledValue, { units: filled }),
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
 * Returns an order as JSON.
 *
 * Creation and submission carry nanoseconds that distinguish orders of one millisecond, so that
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

/** Returns when the rest of an order expires: at its session's close, or at 16:15 after 90 days. */
function expiresAt(state: ExchangeOrderState): EpochMs {
  const { createdAt } = state;
  if (state.timeInForce === 'gtc') {
    const date = newYorkDate((createdAt + 90 * DAY) as EpochMs);
    return newYorkInstant(date, 16 * HOUR + 15 * MINUTE);
  }
  const session = isOpen(createdAt) ? sessionAt(createdAt) : undefined;
  return (session ?? nextSession(createdAt)).close;
}
