import * as fc from 'fast-check';
import { Decimal, decimal } from '../../src/core/decimal.ts';
import type { EpochMs, IsoDate } from '../../src/core/time.ts';
import type { JournalBody, JournalEntry, Sequence } from '../../src/ledger/journal.ts';
import type { CorporateAction } from '../../src/market/corporate-action.ts';
import {
  type Instrument,
  type InstrumentAsset,
  instrumentOf,
} from '../../src/market/instrument.ts';
import type { Ticker } from '../../src/market/symbol.ts';
import type { BrokerOrder, Evidence, Fill, OrderEvent } from '../../src/orders/event.ts';
import type {
  BookId,
  BrokerOrderId,
  ClientOrderId,
  OrderRequest,
} from '../../src/orders/request.ts';

type Any<T> = fc.Arbitrary<T>;

/** Returns objects with the usual prototype, as our own code creates them. */
function record<T>(model: { [K in keyof T]: Any<T[K]> }): Any<T> {
  return fc.record(model, { noNullPrototype: true }) as Any<T>;
}

function branded<T extends string>(source: Any<string>): Any<T> {
  return source as unknown as Any<T>; // a brand exists at compile time only
}

// Any string, including quotes, control characters, emoji and lone surrogates.
const text = fc.string({ unit: 'binary', maxLength: 12 });
const at = fc.integer({ min: 0, max: 4e12 }) as unknown as Any<EpochMs>;
const seq = fc.integer({ min: 1, max: 1e9 }) as unknown as Any<Sequence>;
const symbol = branded<Ticker>(
  fc.constantFrom('SPY', 'BRK.B', 'BTC/USD', 'SPY240119C00450000', 'XYZ1260918P00012500'),
);
const clientId = branded<ClientOrderId>(text);
const brokerId = branded<BrokerOrderId>(text);
const book = branded<BookId>(text);
const date = branded<IsoDate>(fc.constantFrom('2024-02-29', '2026-11-24'));
const float = fc.double({ noNaN: true, noDefaultInfinity: true }).map((value) => value + 0);
const whole = fc.maxSafeInteger();

/** Returns an exact decimal of any unit, trimmed as the codec decodes it. */
function exact<Unit extends string>(): Any<Decimal<Unit>> {
  return fc
    .tuple(fc.bigInt({ min: -(10n ** 24n), max: 10n ** 24n }), fc.nat({ max: 18 }))
    .map(([units, scale]) => new Decimal<Unit>(units, scale).trimmed());
}

const side = fc.constantFrom('buy' as const, 'sell' as const);
const quantity = exact<'unit'>();
const price = exact<'USD/unit'>();
const money = exact<'USD'>();

const terms: Any<OrderRequest['terms']> = fc.oneof(
  record({ type: fc.constant('market' as const) }),
  record({ type: fc.constant('limit' as const), limitPrice: price }),
  record({ type: fc.constant('stop' as const), stopPrice: price }),
  record({ type: fc.constant('stop_limit' as const), stopPrice: price, limitPrice: price }),
);

const asked = {
  symbol,
  side,
  size: fc.oneof(
    record({ kind: fc.constant('quantity' as const), quantity }),
    record({ kind: fc.constant('notional' as const), notional: money }),
  ),
  terms,
  timeInForce: fc.constantFrom(...(['day', 'gtc', 'ioc', 'fok', 'opg', 'cls'] as const)),
  extendedHours: fc.boolean(),
  decidedAt: at,
};

function optionally<T extends object, O extends object>(
  required: Any<T>,
  more: { [K in keyof O]: Any<O[K]> },
): Any<T & Partial<O>> {
  const extra = fc.record(more, { requiredKeys: [], noNullPrototype: true }) as unknown as Any<
    Partial<O>
  >;
  return fc.tuple(required, extra).map(([base, rest]) => ({ ...base, ...rest }));
}

/** What a broker may say of an asset: nothing, its class, or more than the form of the symbol. */
const stated: Any<InstrumentAsset | undefined> = fc.constantFrom<InstrumentAsset | undefined>(
  undefined,
  { class: 'us_equity' },
  { class: 'us_option', multiplier: decimal(10) },
  { class: 'crypto', priceIncrement: decimal('0.05'), quantityIncrement: decimal('0.0001') },
);

/** Adds what the symbol stands for: the three asset classes, standard and not. */
function withInstrument<T extends { readonly symbol: Ticker | null }>(
  source: Any<T>,
): Any<T & { readonly instrument: T['symbol'] extends Ticker ? Instrument : Instrument | null }> {
  return fc.tuple(source, stated).map(([base, asset]) => ({
    ...base,
    instrument: (base.symbol === null ? null : instrumentOf(base.symbol, asset)) as Instrument,
  }));
}

const request: Any<OrderRequest> = withInstrument(
  optionally(record({ ...asked, id: clientId, book, reason: text }), { replaces: clientId }),
);

const fill: Any<Fill> = withInstrument(
  record({
    id: branded<Fill['id']>(text),
    order: clientId,
    symbol,
    side,
    quantity,
    price,
    at,
    cumulative: quantity,
  }),
);

const evidence: Any<Evidence> = optionally(
  record({
    source: fc.constantFrom(...(['response', 'stream', 'query', 'own_decision'] as const)),
    message: text,
  }),
  { status: whole, code: whole },
);

const denial = optionally(record({ code: text, message: text }), {
  cause: fc.constant({ engine: 'halted', reduces: false, times: 2, twin: null }),
});
const known = { at, order: clientId };
const proven = { ...known, evidence };

function kind<K extends string>(name: K): Any<K> {
  return fc.constant(name);
}

const eventsByKind: { readonly [K in OrderEvent['kind']]: Any<OrderEvent> } = {
  denied: record({ kind: kind('denied'), ...known, denials: fc.array(denial) }),
  sent: record({ kind: kind('sent'), ...known, attempt: whole }),
  accepted: record({
    kind: kind('accepted'),
    ...proven,
    brokerId,
    status: fc.constantFrom('new' as const, 'held' as const, 'pending_replace' as const),
  }),
  rejected: record({ kind: kind('rejected'), ...proven }),
  filled: record({ kind: kind('filled'), ...proven, fill, complete: fc.boolean() }),
  canceled: record({ kind: kind('canceled'), ...proven }),
  expired: record({ kind: kind('expired'), ...proven }),
  replaced: record({ kind: kind('replaced'), ...proven, by: text }),
  outcome_unknown: record({ kind: kind('outcome_unknown'), ...proven, attempt: whole }),
  not_found: record({ kind: kind('not_found'), ...proven }),
  cancel_requested: record({ kind: kind('cancel_requested'), ...known, reason: text }),
  cancel_refused: record({ kind: kind('cancel_refused'), ...proven }),
  cancel_unknown: record({ kind: kind('cancel_unknown'), ...proven }),
  abandoned: record({ kind: kind('abandoned'), ...known, reason: text }),
  quarantined: record({ kind: kind('quarantined'), ...proven }),
  fill_gap: record({ kind: kind('fill_gap'), ...proven, cumulative: quantity }),
};

const orderEvent = fc.oneof(...Object.values(eventsByKind));

const brokerOrder: Any<BrokerOrder> = record({
  id: brokerId,
  clientId: text,
  symbol,
  side,
  status: text,
  filled: quantity,
  request: withInstrument(optionally(record(asked), { replaces: clientId })),
  updatedAt: at,
  replacedBy: fc.option(brokerId),
  fills: fc.array(fill, { maxLength: 3 }),
});

const flow = optionally(
  record({
    kind: fc.constantFrom(...(['deposit', 'withdrawal', 'dividend', 'interest', 'fee'] as const)),
    amount: money,
    book,
    id: text,
    note: text,
  }),
  { symbol },
);

const action: Any<CorporateAction> = fc.oneof(
  record({ kind: kind('split'), symbol, exDate: date, at, from: quantity, to: quantity }),
  record({ kind: kind('dividend'), symbol, exDate: date, at, perShare: price }),
);

const scalar = fc.oneof(text, float, fc.boolean());

const manifest = optionally(
  record({
    version: text,
    mode: fc.constantFrom(...(['sim', 'paper', 'live'] as const)),
    account: text,
    books: fc.array(
      record({
        book,
        strategy: text,
        params: fc.dictionary(text, scalar, { noNullPrototype: true }),
        symbols: fc.array(symbol),
        capital: float,
      }),
      { maxLength: 3 },
    ),
    limits: text,
    data: text,
    seed: fc.option(fc.integer()),
  }),
  { format: fc.constantFrom(1 as const, 2 as const) },
);

const drift = record({
  what: fc.constantFrom(...(['cash', 'position', 'order'] as const)),
  symbol: fc.option(symbol),
  ours: text,
  theirs: text,
  resolution: fc.constantFrom('adopted' as const, 'unexplained' as const),
});

const account = record({
  id: text,
  status: text,
  cash: money,
  equity: money,
  buyingPower: money,
  tradingBlocked: fc.boolean(),
});

const controls = fc.array(
  record({
    control: text,
    outcome: fc.constantFrom(...(['pass', 'deny', 'not_applicable'] as const)),
    code: text,
    inputs: fc.dictionary(text, fc.option(scalar), { noNullPrototype: true }),
  }),
  { maxLength: 3 },
);

const session = {
  phase: fc.constantFrom('open' as const, 'close' as const),
  date,
  equity: fc.option(float),
};

/** Every kind of journal body, with arbitrary content. */
export const bodiesByKind: { readonly [K in JournalBody['kind']]: Any<JournalBody> } = {
  run_started: record({ kind: kind('run_started'), manifest }),
  book_funded: record({ kind: kind('book_funded'), book, amount: money }),
  session: fc.oneof(
    record({ kind: kind('session'), ...session }),
    record({
      kind: kind('session'),
      ...session,
      books: fc.dictionary(text, fc.option(float), { noNullPrototype: true }),
    }),
  ),
  day_valued: record({
    kind: kind('day_valued'),
    date,
    equity: float,
    books: fc.dictionary(text, fc.option(float), { noNullPrototype: true }),
  }),
  ordered: record({ kind: kind('ordered'), order: request }),
  reviewed: record({
    kind: kind('reviewed'),
    order: clientId,
    verdict: fc.constantFrom('approved' as const, 'denied' as const),
    controls,
  }),
  order_event: record({ kind: kind('order_event'), event: orderEvent }),
  external_order: record({ kind: kind('external_order'), order: brokerOrder }),
  illegal_event: record({ kind: kind('illegal_event'), event: orderEvent, found: text }),
  cash_moved: record({ kind: kind('cash_moved'), flow }),
  action_applied: record({ kind: kind('action_applied'), action }),
  reconciled: optionally(
    record({
      kind: kind('reconciled'),
      asOf: at,
      account,
      drift: fc.array(drift, { maxLength: 3 }),
    }),
    { contained: fc.array(text, { maxLength: 2 }) },
  ),
  adjusted: withInstrument(
    record({
      kind: kind('adjusted'),
      book,
      symbol: fc.option<Ticker>(symbol),
      quantity,
      cost: money,
      cash: money,
      cause: text,
    }),
  ),
  engine_state: record({
    kind: kind('engine_state'),
    state: fc.constantFrom(...(['running', 'reduce_only', 'halted'] as const)),
    by: text,
    reason: text,
  }),
  book_state: record({
    kind: kind('book_state'),
    book,
    state: fc.constantFrom(...(['running', 'paused', 'error'] as const)),
    reason: text,
  }),
  remembered: record({ kind: kind('remembered'), book, memory: text }),
};

/** Returns an entry with this body and an arbitrary sequence number. */
export function entryWith(body: Any<JournalBody>): Any<JournalEntry> {
  return record({ seq, at, cause: fc.option(seq), body });
}

/** Order events of every kind. */
export { eventsByKind };
