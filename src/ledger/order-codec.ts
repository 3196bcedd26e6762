import {
  asDecimal,
  asFlag,
  asInteger,
  asList,
  asNullable,
  asOneOf,
  asText,
  fields,
  maybe,
  tagged,
  type Codec,
} from '../core/codec.ts';
import type { EpochMs } from '../core/time.ts';
import type { Ticker } from '../market/symbol.ts';
import type {
  BrokerOrder,
  Denial,
  Evidence,
  ExecutionId,
  Fill,
  OrderEvent,
  WorkingStatus,
} from '../orders/event.ts';
import type {
  BookId,
  BrokerOrderId,
  ClientOrderId,
  OrderRequest,
  OrderSize,
  OrderTerms,
  Side,
  TimeInForce,
} from '../orders/request.ts';

const at = asInteger<EpochMs>();
const clientId = asText<ClientOrderId>();
const brokerId = asText<BrokerOrderId>();
const symbol = asText<Ticker>();
const quantity = asDecimal<'unit'>();
const price = asDecimal<'USD/unit'>();
const side = asOneOf<Side>({ buy: true, sell: true });

const timeInForce = asOneOf<TimeInForce>({
  day: true,
  gtc: true,
  ioc: true,
  fok: true,
  opg: true,
  cls: true,
});

const terms: Codec<OrderTerms> = tagged('type', {
  market: {},
  limit: { limitPrice: price },
  stop: { stopPrice: price },
  stop_limit: { stopPrice: price, limitPrice: price },
});

const size: Codec<OrderSize> = tagged('kind', {
  quantity: { quantity },
  notional: { notional: asDecimal<'USD'>() },
});

const asked = {
  symbol,
  side,
  size,
  terms,
  timeInForce,
  extendedHours: asFlag,
  decidedAt: at,
  replaces: maybe(clientId),
};

/** An order as we ask for it. */
export const orderRequestCodec: Codec<OrderRequest> = fields({
  ...asked,
  id: clientId,
  book: asText<BookId>(),
  reason: asText(),
});

/** One execution. */
export const fillCodec: Codec<Fill> = fields({
  id: asText<ExecutionId>(),
  order: clientId,
  symbol,
  side,
  quantity,
  price,
  at,
  cumulative: quantity,
});

const evidence: Codec<Evidence> = fields({
  source: asOneOf<Evidence['source']>({
    response: true,
    stream: true,
    query: true,
    own_decision: true,
  }),
  status: maybe(asInteger()),
  code: maybe(asInteger()),
  message: asText(),
});

const denial: Codec<Denial> = fields({
  code: asText(),
  message: asText(),
  limit: maybe(asText()),
  actual: maybe(asText()),
});

const workingStatus = asOneOf<WorkingStatus>({
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
});

const known = { at, order: clientId };
const proven = { ...known, evidence };

/** What happened to an order. */
export const orderEventCodec: Codec<OrderEvent> = tagged('kind', {
  denied: { ...known, denials: asList(denial) },
  sent: { ...known, attempt: asInteger() },
  accepted: { ...proven, brokerId, status: workingStatus },
  rejected: proven,
  filled: { ...proven, fill: fillCodec, complete: asFlag },
  canceled: proven,
  expired: proven,
  replaced: { ...proven, by: asText() },
  outcome_unknown: { ...proven, attempt: asInteger() },
  not_found: proven,
  cancel_requested: { ...known, reason: asText() },
  cancel_refused: proven,
  cancel_unknown: proven,
  abandoned: { ...known, reason: asText() },
  quarantined: proven,
  fill_gap: { ...proven, cumulative: quantity },
});

/** An order as the broker describes it. */
export const brokerOrderCodec: Codec<BrokerOrder> = fields({
  id: brokerId,
  clientId: asText(),
  symbol,
  side,
  status: asText(),
  filled: quantity,
  request: fields<BrokerOrder['request']>(asked),
  updatedAt: at,
  replacedBy: asNullable(brokerId),
  fills: asList(fillCodec),
});
