import {
  asDecimal,
  asFlag,
  asInteger,
  asList,
  asNullable,
  asOneOf,
  asRecord,
  asScalar,
  asText,
  fields,
  maybe,
  tagged,
  unless,
  type Codec,
} from '../core/codec.ts';
import type { EpochMs, IsoDate } from '../core/time.ts';
import {
  type AssetClass,
  type Instrument,
  instrumentOf,
  isPlainStock,
  plainStock,
  type PriceStep,
  sameInstrument,
} from '../market/instrument.ts';
import type { Ticker } from '../market/symbol.ts';
import {
  type BrokerOrder,
  type Denial,
  type Evidence,
  type ExecutionId,
  type Fill,
  type OrderEvent,
  type WorkingStatus,
  WORKING_STATUSES,
} from '../orders/event.ts';
import type {
  BookId,
  BrokerOrderId,
  ClientOrderId,
  OrderRequest,
  OrderSize,
  OrderTerms,
  OrderWait,
  Side,
  TimeInForce,
} from '../orders/request.ts';
import { controlCode } from './control-code.ts';

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

const written: Codec<Instrument> = fields({
  symbol,
  assetClass: asOneOf<AssetClass>({ us_equity: true, us_option: true, crypto: true }),
  multiplier: asDecimal<'ratio'>(),
  tick: asList(fields<PriceStep>({ from: price, increment: price })),
  quantityIncrement: quantity,
  expiry: maybe(asText<IsoDate>()),
});

/** What a symbol stands for, written in full; the same symbol comes back as the same object. */
export const instrumentCodec: Codec<Instrument> = {
  encode: written.encode,
  decode(value) {
    const read = written.decode(value);
    const usual = instrumentOf(read.symbol);
    return sameInstrument(read, usual) ? usual : read;
  },
};

/** The instrument of a record, left out where it is an ordinary stock of the record's symbol. */
export const instrumentField = unless(instrumentCodec, {
  usual: isPlainStock,
  absent: (record) => plainStock(record['symbol'] as Ticker),
});

const asked = {
  symbol,
  instrument: instrumentField,
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
  together: maybe(asList(clientId)),
  waits: maybe(
    fields<OrderWait>({
      for: asOneOf<OrderWait['for']>({ end: true, fill: true }),
      orders: asList(clientId),
      reduces: asFlag,
    }),
  ),
  id: clientId,
  book: asText<BookId>(),
  reason: asText(),
});

/** One execution. */
export const fillCodec: Codec<Fill> = fields({
  id: asText<ExecutionId>(),
  order: clientId,
  symbol,
  instrument: instrumentField,
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
  code: controlCode,
  cause: maybe(asRecord(asScalar)),
  message: asText(),
});

const workingStatus = asOneOf<WorkingStatus>(
  Object.fromEntries(WORKING_STATUSES.map((status) => [status, true])) as Record<
    WorkingStatus,
    true
  >,
);

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
