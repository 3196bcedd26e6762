import {
  asDecimal,
  asFlag,
  asInteger,
  asList,
  asNullable,
  asNumber,
  asOneOf,
  asRecord,
  asScalar,
  asText,
  fields,
  maybe,
  tagged,
  undecodable,
  unless,
  type Codec,
} from '../core/codec.ts';
import { QuipuError, isQuipuError } from '../core/errors.ts';
import type { EpochMs, IsoDate } from '../core/time.ts';
import type { CorporateAction } from '../market/corporate-action.ts';
import { type Instrument, isPlainStock, plainStock } from '../market/instrument.ts';
import type { Ticker } from '../market/symbol.ts';
import type { BookId, ClientOrderId } from '../orders/request.ts';
import { controlCode } from './control-code.ts';
import type {
  BookManifest,
  BrokerAccount,
  CashFlow,
  ControlResult,
  Drift,
  EngineState,
  JournalBody,
  JournalEntry,
  JournalFormat,
  Mode,
  RunManifest,
  Sequence,
} from './journal.ts';
import {
  brokerOrderCodec,
  instrumentCodec,
  orderEventCodec,
  orderRequestCodec,
} from './order-codec.ts';

const book = asText<BookId>();
const symbol = asText<Ticker>();
const money = asDecimal<'USD'>();
const quantity = asDecimal<'unit'>();

const parameter: Codec<number | string | boolean> = {
  encode: (value) => (typeof value === 'number' ? asNumber.encode(value) : asScalar.encode(value)),
  decode(value) {
    const scalar = asScalar.decode(value);
    return scalar === null ? asText().decode(scalar) : scalar;
  },
};

const bookManifest: Codec<BookManifest> = fields({
  book,
  strategy: asText(),
  params: asRecord(parameter),
  symbols: asList(symbol),
  capital: asNumber,
});

const format: Codec<JournalFormat> = {
  encode: (value) => asInteger().encode(value),
  decode(value) {
    if (value === 1 || value === 2) return value;
    throw undecodable('journal format 1 or 2', value, true);
  },
};

const manifest: Codec<RunManifest> = fields({
  format: maybe(format),
  version: asText(),
  mode: asOneOf<Mode>({ sim: true, paper: true, live: true }),
  account: asText(),
  books: asList(bookManifest),
  limits: asText(),
  data: asText(),
  seed: asNullable(asNumber),
});

const flow: Codec<CashFlow> = fields({
  kind: asOneOf<CashFlow['kind']>({
    deposit: true,
    withdrawal: true,
    dividend: true,
    interest: true,
    fee: true,
  }),
  amount: money,
  book,
  symbol: maybe(symbol),
  id: asText(),
  note: asText(),
});

const account: Codec<BrokerAccount> = fields({
  id: asText(),
  status: asText(),
  cash: money,
  equity: money,
  buyingPower: money,
  tradingBlocked: asFlag,
});

const drift: Codec<Drift> = fields({
  what: asOneOf<Drift['what']>({ cash: true, position: true, order: true }),
  symbol: asNullable(symbol),
  ours: asText(),
  theirs: asText(),
  resolution: asOneOf<Drift['resolution']>({ adopted: true, unexplained: true }),
});

const control: Codec<ControlResult> = fields({
  control: asText(),
  outcome: asOneOf<ControlResult['outcome']>({ pass: true, deny: true, not_applicable: true }),
  code: controlCode,
  inputs: asRecord(asScalar),
});

const onExDay = { symbol, exDate: asText<IsoDate>(), at: asInteger<EpochMs>() };

const action: Codec<CorporateAction> = tagged('kind', {
  split: { ...onExDay, from: quantity, to: quantity },
  dividend: { ...onExDay, perShare: asDecimal<'USD/unit'>() },
  ended: { ...onExDay, price: asDecimal<'USD/unit'>() },
});

const body: Codec<JournalBody> = tagged('kind', {
  run_started: { manifest },
  book_funded: { book, amount: money },
  session: {
    phase: asOneOf<'open' | 'close'>({ open: true, close: true }),
    date: asText<IsoDate>(),
    equity: asNullable(asNumber),
    books: maybe(asRecord(asNullable(asNumber))),
  },
  day_valued: {
    date: asText<IsoDate>(),
    equity: asNumber,
    books: asRecord(asNullable(asNumber)),
  },
  ordered: { order: orderRequestCodec },
  reviewed: {
    order: asText<ClientOrderId>(),
    verdict: asOneOf<'approved' | 'denied'>({ approved: true, denied: true }),
    controls: asList(control),
  },
  order_event: { event: orderEventCodec },
  external_order: { order: brokerOrderCodec },
  illegal_event: { event: orderEventCodec, found: asText() },
  cash_moved: { flow },
  action_applied: { action },
  reconciled: {
    asOf: asInteger<EpochMs>(),
    account,
    drift: asList(drift),
    contained: maybe(asList(asText())),
  },
  adjusted: {
    book,
    symbol: asNullable(symbol),
    instrument: unless<Instrument | null>(asNullable(instrumentCodec), {
      usual: (instrument) => instrument === null || isPlainStock(instrument),
      absent: ({ symbol: of }) => (of === null ? null : plainStock(of as Ticker)),
    }),
    quantity,
    cost: money,
    cash: money,
    cause: asText(),
  },
  engine_state: {
    state: asOneOf<EngineState>({ running: true, reduce_only: true, halted: true }),
    by: asText(),
    reason: asText(),
  },
  book_state: {
    book,
    state: asOneOf<'running' | 'paused' | 'error'>({ running: true, paused: true, error: true }),
    reason: asText(),
  },
  remembered: { book, memory: asText() },
});

const entryCodec: Codec<JournalEntry> = fields({
  seq: asInteger<Sequence>(),
  at: asInteger<EpochMs>(),
  cause: asNullable(asInteger<Sequence>()),
  body,
});

/**
 * An entry as canonical JSON: the bytes that the hash chain covers, equal to `canonicalJson`.
 *
 * @throws AssertionError when a field is not what its type claims
 */
export function encodeEntry(entry: JournalEntry): string {
  return entryCodec.encode(entry);
}

/**
 * Reads an entry back, every field checked, decimals revived (trimmed: equal in value).
 *
 * @throws QuipuError `ledger.unknown_entry` for a kind that this version does not know, and
 *   `ledger.invalid_entry` for a field that does not fit or a text that is not JSON
 */
export function decodeEntry(text: string): JournalEntry {
  try {
    return entryCodec.decode(JSON.parse(text));
  } catch (error) {
    throw refusal(error);
  }
}

function refusal(error: unknown): unknown {
  if (error instanceof SyntaxError) {
    return new QuipuError('ledger.invalid_entry', 'A journal entry is not JSON.', {
      next: 'Run quipu journal verify to find the first bad entry.',
      cause: error,
    });
  }
  if (!isQuipuError(error) || error.code !== 'core.undecodable') return error;
  const path = String(error.facts['path']);
  if (error.facts['unknown_kind'] === true) {
    return new QuipuError('ledger.unknown_entry', `A journal entry at ${path}: ${error.message}.`, {
      next: 'Use the version of Quipu that wrote this journal, or a newer one.',
      facts: { path },
    });
  }
  const where = path === '' ? 'A journal entry' : `A journal entry at ${path}`;
  return new QuipuError('ledger.invalid_entry', `${where}: ${error.message}.`, {
    next: 'Run quipu journal verify to find the first bad entry.',
    facts: { path },
  });
}
