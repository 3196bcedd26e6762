import { type Money, type Price, type Quantity, ZERO_MONEY } from '../../core/decimal.ts';
import { list, looseObject, text } from '../../core/schema.ts';
import { type EpochMs, isoDate, type IsoDate } from '../../core/time.ts';
import { newYorkOffsetMs } from '../../core/new-york-time.ts';
import { newYorkInstant } from '../../market/calendar.ts';
import { ticker } from '../../market/symbol.ts';
import type { BrokerFlow } from '../../ledger/journal.ts';
import type { ExecutionId, Fill } from '../../orders/event.ts';
import { type BrokerOrderId, parseClientOrderId } from '../../orders/request.ts';
import { alpacaError } from '../errors.ts';
import {
  exactField,
  wireInstantField,
  wireOptional,
  maybeExact,
  wireOptionalInstant,
  wireDecimal,
  wireInstant,
} from './fields.ts';
import { instrumentOnWire, symbolFromWire } from './instrument.ts';
import { readWire } from './json.ts';
import { sideOf } from './order.ts';

/** Execution in the list of account activities. */
export interface FillActivity {
  readonly kind: 'fill';
  /** `YYYYMMDDHHMMSSmmm::uuid`, by New York's clock; also the page token. */
  readonly id: string;
  readonly at: EpochMs;
  readonly order: BrokerOrderId;
  readonly symbol: string;
  readonly side: string;
  readonly quantity: Quantity;
  readonly price: Price;
  /** The order's filled quantity after this execution. */
  readonly cumulative: Quantity;
  readonly leaves: Quantity;
  readonly orderStatus: string;
}

/** Cash or shares that moved without a trade. */
export interface NonTradeActivity {
  readonly kind: 'non_trade';
  readonly id: string;
  /** Alpaca's type: `DIV`, `FEE`, `CSD`, `SPLIT`, … */
  readonly activity: string;
  readonly subType: string;
  readonly date: IsoDate;
  readonly at: EpochMs;
  /** Whether the broker reported only the date; `at` is then its midnight in New York. */
  readonly dateOnly: boolean;
  readonly amount: Money;
  readonly symbol: string | null;
  readonly quantity: Quantity | null;
  readonly perShare: Price | null;
  readonly note: string;
  /** Related order (of a fee's fill), where the broker reports it; Quipu's paper broker does. */
  readonly order: BrokerOrderId | null;
  /** `executed`, `correct` or `canceled`. */
  readonly status: string;
}

/** One row of `GET /v2/account/activities`. */
export type Activity = FillActivity | NonTradeActivity;

/** A row of type FILL on the wire. */
const fillActivitySchema = looseObject({
  id: text({ min: 1 }),
  activity_type: text(),
  transaction_time: wireInstantField(),
  order_id: text({ min: 1 }),
  symbol: text(),
  side: text(),
  qty: exactField<'unit'>(),
  price: exactField<'USD/unit'>(),
  cum_qty: exactField<'unit'>(),
  leaves_qty: maybeExact<'unit'>(),
  order_status: wireOptional(text()),
  type: wireOptional(text()),
});

/** Any other row on the wire. */
const nonTradeActivitySchema = looseObject({
  id: text({ min: 1 }),
  activity_type: text(),
  activity_sub_type: wireOptional(text()),
  date: wireOptional(text()),
  created_at: wireOptionalInstant(),
  net_amount: maybeExact<'USD'>(),
  symbol: wireOptional(text()),
  qty: maybeExact<'unit'>(),
  per_share_amount: maybeExact<'USD/unit'>(),
  description: wireOptional(text()),
  order_id: wireOptional(text()),
  status: wireOptional(text()),
});

/** Reads one page of activities. @throws QuipuError `alpaca.unreadable` */
export function parseActivities(value: unknown): readonly Activity[] {
  const rows = readWire(
    list(looseObject({ activity_type: text() })),
    value,
    'a list of activities',
  );
  return rows.map((row) => (row.activity_type === 'FILL' ? parseFill(row) : parseNonTrade(row)));
}

function parseFill(value: unknown): FillActivity {
  const wire = readWire(fillActivitySchema, value, 'a fill');
  const partial = (wire.leaves_qty?.sign() ?? 0) > 0;
  return {
    kind: 'fill',
    id: wire.id,
    at: wire.transaction_time,
    order: wire.order_id as BrokerOrderId,
    symbol: symbolFromWire(wire.symbol, ''),
    side: wire.side,
    quantity: wire.qty,
    price: wire.price,
    cumulative: wire.cum_qty,
    leaves: wire.leaves_qty ?? wire.qty.minus(wire.qty),
    orderStatus: wire.order_status ?? (partial ? 'partially_filled' : 'filled'),
  };
}

function parseNonTrade(value: unknown): NonTradeActivity {
  const wire = readWire(nonTradeActivitySchema, value, 'an account activity');
  const amount = wire.net_amount ?? undefined;
  const date =
    wire.date === null || wire.date === undefined
      ? idDate(wire.id)
      : isoDate(wire.date.slice(0, 10));
  return {
    kind: 'non_trade',
    id: wire.id,
    activity: wire.activity_type,
    subType: wire.activity_sub_type ?? '',
    date,
    at: wire.created_at ?? newYorkInstant(date, 0),
    dateOnly: (wire.created_at ?? null) === null,
    amount: amount ?? ZERO_MONEY,
    symbol:
      wire.symbol === null || wire.symbol === undefined ? null : symbolFromWire(wire.symbol, ''),
    quantity: wire.qty ?? null,
    perShare: wire.per_share_amount ?? null,
    note: wire.description ?? '',
    order: (wire.order_id ?? null) as BrokerOrderId | null,
    status: wire.status ?? 'executed',
  };
}

function idDate(id: string): IsoDate {
  return isoDate(`${id.slice(0, 4)}-${id.slice(4, 6)}-${id.slice(6, 8)}`);
}

/** Returns an activity as JSON in Alpaca's format. */
export function toWireActivity(row: Activity): Readonly<Record<string, unknown>> {
  if (row.kind === 'fill') {
    return {
      id: row.id,
      activity_type: 'FILL',
      transaction_time: wireInstant(row.at),
      type: row.leaves.isZero() ? 'fill' : 'partial_fill',
      price: row.price.toString(),
      qty: row.quantity.toString(),
      side: row.side,
      symbol: row.symbol,
      leaves_qty: row.leaves.toString(),
      order_id: row.order,
      cum_qty: row.cumulative.toString(),
      order_status: row.orderStatus,
    };
  }
  return {
    id: row.id,
    activity_type: row.activity,
    activity_sub_type: row.subType,
    date: row.date,
    ...(row.dateOnly ? {} : { created_at: wireInstant(row.at) }),
    net_amount: row.amount.toString(),
    ...(row.symbol === null ? {} : { symbol: row.symbol }),
    ...(row.quantity === null ? {} : { qty: wireDecimal(row.quantity) }),
    ...(row.perShare === null ? {} : { per_share_amount: wireDecimal(row.perShare) }),
    description: row.note,
    ...(row.order === null ? {} : { order_id: row.order }),
    status: row.status,
  };
}

/** Returns the id of an activity: New York time to the millisecond, two colons, and a UUID. */
export function activityId(at: EpochMs, uuid: string): string {
  const local = new Date(at + newYorkOffsetMs(at)).toISOString();
  return `${local.replace(/\D/g, '').slice(0, 17)}::${uuid}`;
}

/** Returns the part of an activity's id that identifies the execution, without its time. */
export function executionIdOf(activity: string): ExecutionId {
  const cut = activity.indexOf('::');
  return (cut < 0 ? activity : activity.slice(cut + 2)) as ExecutionId;
}

/**
 * An execution of `client`'s order.
 *
 * @throws QuipuError `alpaca.unreadable` for a side that is neither buy nor sell
 */
export function toFill(row: FillActivity, client: string): Fill {
  const side = sideOf(row.side);
  if (side === undefined) {
    throw alpacaError(
      'alpaca.unreadable',
      `Expected execution ${row.id} to buy or to sell, found side "${row.side}".`,
    );
  }
  const symbol = ticker(row.symbol);
  return {
    id: executionIdOf(row.id),
    order: parseClientOrderId(client),
    symbol,
    instrument: instrumentOnWire(symbol, ''),
    side,
    quantity: row.quantity,
    price: row.price,
    at: row.at,
    cumulative: row.cumulative,
  };
}

/**
 * Returns the cash of an activity, or undefined when it moved none (a split, for example) or was
 * canceled.
 *
 * @param client the client id of the order behind it, when there is one
 */
export function toBrokerFlow(row: NonTradeActivity, client: string | null): BrokerFlow | undefined {
  if (row.amount.isZero() || row.status === 'canceled') return undefined;
  return {
    kind: flowKind(row),
    at: row.at,
    ...(row.dateOnly ? { dateOnly: true } : {}),
    amount: row.amount,
    ...(row.symbol === null || row.symbol === '' ? {} : { symbol: ticker(row.symbol) }),
    id: row.id,
    order: client,
    note: row.note === '' ? row.activity : row.note,
  };
}

function flowKind(row: NonTradeActivity): BrokerFlow['kind'] {
  if (row.activity.startsWith('DIV') || row.activity === 'CGD') return 'dividend';
  if (row.activity.startsWith('INT')) return 'interest';
  if (/^(FEE|CFEE|PTC|PTR)$/.test(row.activity)) return 'fee';
  return row.amount.sign() < 0 ? 'withdrawal' : 'deposit';
}
