import {
  asDecimal,
  asFlag,
  asInteger,
  asNullable,
  asOneOf,
  asText,
  fields,
  tagged,
  type Codec,
} from '../core/codec.ts';
import type { EpochMs } from '../core/time.ts';
import { fillCodec, instrumentField } from '../ledger/order-codec.ts';
import type { Ticker } from '../market/symbol.ts';
import type { BrokerOrderId, OrderSize, OrderTerms, Side, TimeInForce } from '../orders/request.ts';
import type { ExchangeEvent, ExchangeOrderState, ExchangeStatus } from './exchange.ts';

const at = asInteger<EpochMs>();
const symbol = asText<Ticker>();
const orderId = asText<BrokerOrderId>();
const price = asDecimal<'USD/unit'>();
const money = asDecimal<'USD'>();
const quantity = asDecimal<'unit'>();

const terms: Codec<OrderTerms> = tagged('type', {
  market: {},
  limit: { limitPrice: price },
  stop: { stopPrice: price },
  stop_limit: { stopPrice: price, limitPrice: price },
});

const size: Codec<OrderSize> = tagged('kind', {
  quantity: { quantity },
  notional: { notional: money },
});

const status = asOneOf<ExchangeStatus>({
  new: true,
  accepted: true,
  pending_new: true,
  accepted_for_bidding: true,
  stopped: true,
  calculated: true,
  suspended: true,
  held: true,
  pending_review: true,
  done_for_day: true,
  pending_cancel: true,
  pending_replace: true,
  partially_filled: true,
  filled: true,
  canceled: true,
  expired: true,
  rejected: true,
  replaced: true,
});

/** Codec of an order at the exchange. */
export const orderStateCodec: Codec<ExchangeOrderState> = fields({
  clientId: asText(),
  symbol,
  instrument: instrumentField,
  side: asOneOf<Side>({ buy: true, sell: true }),
  size,
  terms,
  timeInForce: asOneOf<TimeInForce>({
    day: true,
    gtc: true,
    ioc: true,
    fok: true,
    opg: true,
    cls: true,
  }),
  extendedHours: asFlag,
  id: orderId,
  status,
  filled: quantity,
  filledValue: money,
  createdAt: at,
  updatedAt: at,
  replaces: asNullable(orderId),
  replacedBy: asNullable(orderId),
  triggered: asFlag,
});

const ofOrder = { at, order: orderStateCodec };
const ofFill = { ...ofOrder, fill: fillCodec };

/** Codec of an exchange event. */
export const exchangeEventCodec: Codec<ExchangeEvent> = tagged('kind', {
  accepted: ofOrder,
  pending_new: ofOrder,
  new: ofOrder,
  triggered: ofOrder,
  canceled: ofOrder,
  expired: ofOrder,
  rejected: ofOrder,
  replaced: ofOrder,
  done_for_day: ofOrder,
  fill: ofFill,
  partial_fill: ofFill,
  cash: {
    at,
    flow: asOneOf<'deposit' | 'dividend' | 'fee'>({ deposit: true, dividend: true, fee: true }),
    symbol: asNullable(symbol),
    amount: money,
    id: asText(),
    note: asText(),
    order: asNullable(orderId),
  },
  split: { at, symbol, from: quantity, to: quantity, id: asText() },
});
