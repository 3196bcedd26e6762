import type { Decimal, Money, Price, Quantity } from '../../core/decimal.ts';
import { anything, flag, type Infer, list, looseObject, mapped, text } from '../../core/schema.ts';
import type { EpochMs } from '../../core/time.ts';
import { ticker } from '../../market/symbol.ts';
import type { BrokerOrder, Fill } from '../../orders/event.ts';
import type { BrokerOrderId, Side } from '../../orders/request.ts';
import { alpacaError } from '../errors.ts';
import {
  exactField,
  wireOptional,
  maybeExact,
  wireOptionalInstant,
  wireDecimal,
  wireInstant,
} from './fields.ts';
import { instrumentOnWire, symbolFromWire } from './instrument.ts';
import { readWire } from './json.ts';
import { sizeOf, termsOf, timeInForceOf } from './order-terms.ts';

/**
 * Order as Alpaca reports it, with every documented field, in Quipu's types.
 *
 * Values of Alpaca's enumerations (`status`, `type`, …) are strings here: an unknown one is kept,
 * never an error.
 */
export interface OrderReport {
  readonly id: BrokerOrderId;
  readonly clientId: string;
  readonly createdAt: EpochMs;
  readonly updatedAt: EpochMs;
  readonly submittedAt: EpochMs;
  readonly filledAt: EpochMs | null;
  readonly expiredAt: EpochMs | null;
  readonly expiresAt: EpochMs | null;
  readonly canceledAt: EpochMs | null;
  readonly failedAt: EpochMs | null;
  readonly replacedAt: EpochMs | null;
  readonly replacedBy: BrokerOrderId | null;
  readonly replaces: BrokerOrderId | null;
  readonly assetId: string;
  /** Empty for the parent of a multi-leg order. */
  readonly symbol: string;
  readonly assetClass: string;
  readonly notional: Money | null;
  readonly quantity: Quantity | null;
  readonly filled: Quantity;
  readonly averagePrice: Price | null;
  /** Empty or `simple` for a standalone order. */
  readonly orderClass: string;
  readonly type: string;
  readonly side: string;
  readonly timeInForce: string;
  readonly limitPrice: Price | null;
  readonly stopPrice: Price | null;
  readonly trailPrice: Price | null;
  readonly trailPercent: Decimal | null;
  /** High water mark of a trailing stop. */
  readonly highWaterMark: Price | null;
  readonly status: string;
  readonly extendedHours: boolean;
  /** Legs of this order; null for a standalone order. */
  readonly legs: readonly OrderReport[] | null;
}

const fields = {
  id: text({ min: 1 }),
  client_order_id: wireOptional(text()),
  created_at: wireOptionalInstant(),
  updated_at: wireOptionalInstant(),
  submitted_at: wireOptionalInstant(),
  filled_at: wireOptionalInstant(),
  expired_at: wireOptionalInstant(),
  expires_at: wireOptionalInstant(),
  canceled_at: wireOptionalInstant(),
  failed_at: wireOptionalInstant(),
  replaced_at: wireOptionalInstant(),
  replaced_by: wireOptional(text()),
  replaces: wireOptional(text()),
  asset_id: wireOptional(text()),
  symbol: wireOptional(text()),
  asset_class: wireOptional(text()),
  notional: maybeExact<'USD'>(),
  qty: maybeExact<'unit'>(),
  filled_qty: exactField<'unit'>(),
  filled_avg_price: maybeExact<'USD/unit'>(),
  order_class: wireOptional(text()),
  type: wireOptional(text()),
  order_type: wireOptional(text()),
  side: wireOptional(text()),
  time_in_force: text(),
  limit_price: maybeExact<'USD/unit'>(),
  stop_price: maybeExact<'USD/unit'>(),
  trail_price: maybeExact<'USD/unit'>(),
  trail_percent: maybeExact<'ratio'>(),
  hwm: maybeExact<'USD/unit'>(),
  status: text(),
  extended_hours: wireOptional(flag()),
};

/** One order on the wire; unknown fields pass. Its legs are read by {@link parseOrder}. */
const orderSchema = looseObject({ ...fields, legs: wireOptional(list(anything())) });

type OrderOnWire = Infer<typeof orderSchema>;

/**
 * Reads an order.
 *
 * @throws QuipuError `alpaca.unreadable` when a required field is missing
 */
export function parseOrder(value: unknown): OrderReport {
  return report(readWire(orderSchema, value, 'an order'));
}

const orderListSchema = list(mapped(anything(), parseOrder));

/** Reads a list of orders; see {@link parseOrder}. */
export function parseOrders(value: unknown): readonly OrderReport[] {
  return readWire(orderListSchema, value, 'a list of orders');
}

function report(wire: OrderOnWire): OrderReport {
  const created = wire.created_at ?? wire.submitted_at ?? wire.updated_at;
  if (created === null || created === undefined) {
    throw alpacaError('alpaca.unreadable', `Expected order ${wire.id} to say when it was created.`);
  }
  return {
    id: wire.id as BrokerOrderId,
    clientId: wire.client_order_id ?? '',
    createdAt: created,
    updatedAt: wire.updated_at ?? created,
    submittedAt: wire.submitted_at ?? created,
    ...milestones(wire),
    replacedBy: (wire.replaced_by ?? null) as BrokerOrderId | null,
    replaces: (wire.replaces ?? null) as BrokerOrderId | null,
    assetId: wire.asset_id ?? '',
    symbol: symbolFromWire(wire.symbol ?? '', wire.asset_class ?? ''),
    assetClass: wire.asset_class ?? '',
    notional: wire.notional ?? null,
    quantity: wire.qty ?? null,
    filled: wire.filled_qty,
    averagePrice: wire.filled_avg_price ?? null,
    orderClass: wire.order_class ?? '',
    type: wire.type ?? wire.order_type ?? '',
    side: wire.side ?? '',
    timeInForce: wire.time_in_force,
    limitPrice: wire.limit_price ?? null,
    stopPrice: wire.stop_price ?? null,
    trailPrice: wire.trail_price ?? null,
    trailPercent: wire.trail_percent ?? null,
    highWaterMark: wire.hwm ?? null,
    status: wire.status,
    extendedHours: wire.extended_hours ?? false,
    legs: wire.legs?.map(parseOrder) ?? null,
  };
}

type Milestone = 'filledAt' | 'expiredAt' | 'expiresAt' | 'canceledAt' | 'failedAt' | 'replacedAt';

function milestones(wire: OrderOnWire): Pick<OrderReport, Milestone> {
  return {
    filledAt: wire.filled_at ?? null,
    expiredAt: wire.expired_at ?? null,
    expiresAt: wire.expires_at ?? null,
    canceledAt: wire.canceled_at ?? null,
    failedAt: wire.failed_at ?? null,
    replacedAt: wire.replaced_at ?? null,
  };
}

/**
 * Returns an order as JSON in Alpaca's format: every field, minimal strings, `legs: null` without
 * legs.
 */
export function toWireOrder(order: OrderReport): Readonly<Record<string, unknown>> {
  return {
    id: order.id,
    client_order_id: order.clientId,
    created_at: wireInstant(order.createdAt),
    updated_at: wireInstant(order.updatedAt),
    submitted_at: wireInstant(order.submittedAt),
    filled_at: wireInstant(order.filledAt),
    expired_at: wireInstant(order.expiredAt),
    expires_at: wireInstant(order.expiresAt),
    canceled_at: wireInstant(order.canceledAt),
    failed_at: wireInstant(order.failedAt),
    replaced_at: wireInstant(order.replacedAt),
    replaced_by: order.replacedBy,
    replaces: order.replaces,
    asset_id: order.assetId,
    symbol: order.symbol,
    asset_class: order.assetClass,
    notional: wireDecimal(order.notional),
    qty: wireDecimal(order.quantity),
    filled_qty: order.filled.toString(),
    filled_avg_price: wireDecimal(order.averagePrice),
    order_class: order.orderClass,
    order_type: order.type,
    type: order.type,
    side: order.side,
    time_in_force: order.timeInForce,
    limit_price: wireDecimal(order.limitPrice),
    stop_price: wireDecimal(order.stopPrice),
    status: order.status,
    extended_hours: order.extendedHours,
    legs: order.legs?.map(toWireOrder) ?? null,
    trail_percent: wireDecimal(order.trailPercent),
    trail_price: wireDecimal(order.trailPrice),
    hwm: wireDecimal(order.highWaterMark),
    subtag: null,
    source: null,
  };
}

/** Returns the side of an order; `sell_short` and the like count by their first part. */
export function sideOf(word: string): Side | undefined {
  if (word === 'buy' || word.startsWith('buy_')) return 'buy';
  return word === 'sell' || word.startsWith('sell_') ? 'sell' : undefined;
}

/**
 * Returns an order as the engine compares it.
 *
 * Terms that Quipu does not model (a trailing stop, for example) become the closest ones with
 * higher risk: with a stop price a stop order, else a market order. Only external orders can have
 * them.
 *
 * @throws QuipuError `alpaca.unreadable` for a side that is neither, `market.invalid_symbol`
 */
export function toBrokerOrder(order: OrderReport, fills: readonly Fill[]): BrokerOrder {
  const side = sideOf(order.side);
  if (side === undefined) {
    throw alpacaError(
      'alpaca.unreadable',
      `Expected order ${order.id} to buy or to sell, found side "${order.side}".`,
    );
  }
  const symbol = ticker(order.symbol);
  return {
    id: order.id,
    clientId: order.clientId,
    symbol,
    side,
    status: order.status,
    filled: order.filled,
    request: {
      symbol,
      instrument: instrumentOnWire(symbol, order.assetClass),
      side,
      size: sizeOf(order),
      terms: termsOf(order),
      timeInForce: timeInForceOf(order.timeInForce),
      extendedHours: order.extendedHours,
      decidedAt: order.submittedAt,
    },
    updatedAt: order.updatedAt,
    replacedBy: order.replacedBy,
    fills,
  };
}
