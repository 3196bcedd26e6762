import { money, price, quantity } from '../../src/core/decimal.ts';
import { type EpochMs, later, parseInstant } from '../../src/core/time.ts';
import type { BookConfig } from '../../src/engine/book-runner.ts';
import { derivedIds } from '../../src/engine/orders/identify.ts';
import { createEngine, type Engine, type EngineConfig } from '../../src/engine/engine.ts';
import type { Command, ControlEvent, EngineEvent, Outcome } from '../../src/engine/events.ts';
import type { Submission } from '../../src/engine/ports.ts';
import type { BrokerSnapshot, JournalEntry } from '../../src/ledger/journal.ts';
import { instrumentOf } from '../../src/market/instrument.ts';
import { type Ticker, ticker } from '../../src/market/symbol.ts';
import type { BrokerOrder, Evidence, ExecutionId, Fill } from '../../src/orders/event.ts';
import type { OrderState } from '../../src/orders/lifecycle.ts';
import {
  type BookId,
  type BrokerOrderId,
  type ClientOrderId,
  MANUAL_BOOK,
  type OrderTerms,
  type Side,
} from '../../src/orders/request.ts';
import {
  changeLimits,
  limitsText,
  type RiskLimitsChange,
  SIM_LIMITS,
} from '../../src/risk/limits.ts';
import { draft } from '../../src/strategy/intent.ts';

/** Default symbol. */
export const SPY: Ticker = ticker('SPY');
/** A morning in the core session of 2024-03-04. */
export const MORNING: EpochMs = parseInstant('2024-03-04T15:00:00Z');
/** Evidence of the broker on its stream. */
export const STREAM: Evidence = { source: 'stream', message: 'the broker said so' };
/** Evidence of a refusal by the broker. */
export const REFUSAL: Evidence = { source: 'response', status: 403, message: 'not so much' };

/** Order input of a test. */
export interface OrderInput {
  readonly key: string;
  readonly side?: Side;
  readonly shares?: number;
  readonly terms?: OrderTerms;
  readonly symbol?: Ticker;
  readonly book?: BookId;
}

/** Differences from an empty account of 100,000. */
export type StatementWords = Partial<Omit<BrokerSnapshot, 'account'>> & {
  readonly cash?: string;
  readonly buyingPower?: string;
};

/** Returns an execution of one of our orders. */
export function fillOf(order: string, shares: number, cumulative = shares, at = MORNING): Fill {
  return {
    id: `x-${order}-${cumulative}` as ExecutionId,
    order: order as ClientOrderId,
    symbol: SPY,
    instrument: instrumentOf(SPY),
    side: 'buy',
    quantity: quantity(shares),
    price: price(100),
    at,
    cumulative: quantity(cumulative),
  };
}

/** Returns an order as the broker reports it; terms as in `Rig.place`. */
export function brokerOrder(
  clientId: string,
  status: string,
  change: Partial<BrokerOrder> & { readonly shares?: number } = {},
): BrokerOrder {
  const { shares = 10, ...rest } = change;
  const filled = rest.fills?.at(-1)?.cumulative ?? quantity(0);
  return {
    id: `b-${clientId}` as BrokerOrderId,
    clientId,
    symbol: SPY,
    side: 'buy',
    status,
    filled,
    request: {
      symbol: SPY,
      instrument: instrumentOf(SPY),
      side: 'buy',
      size: { kind: 'quantity', quantity: quantity(shares) },
      terms: { type: 'market' },
      timeInForce: 'day',
      extendedHours: false,
      decidedAt: MORNING,
    },
    updatedAt: MORNING,
    replacedBy: null,
    fills: [],
    ...rest,
  };
}

/** Engine under test: manual events, visible entries and commands. */
export class Rig {
  readonly entries: JournalEntry[] = [];
  engine: Engine;
  at: EpochMs = MORNING;
  /** Milliseconds of the monotonic clock. */
  monotonic = 0;
  #commands: Command[] = [];
  readonly #asked: Command[] = [];
  /** When each command was given, on the monotonic clock. */
  readonly #askedAt = new Map<Command, number>();
  readonly #limits: RiskLimitsChange;
  readonly #books: readonly BookConfig[];
  readonly #more: Partial<EngineConfig>;

  /** @param more what else is different from an engine with the limits and books */
  constructor(
    limits: RiskLimitsChange = {},
    books: readonly BookConfig[] = [],
    more: Partial<EngineConfig> = {},
  ) {
    this.#limits = limits;
    this.#books = books;
    this.#more = more;
    this.engine = this.#boot();
  }

  /** Restarts on the same disk. */
  restart(): this {
    this.#commands = [];
    this.engine = this.#boot();
    return this;
  }

  /** Connects, books the opening balance, and sets a price. */
  ready(words: StatementWords = {}): this {
    this.connect();
    this.state(words);
    return this.quote(100);
  }

  connect(): this {
    this.handle({ from: 'broker', event: { kind: 'connected', at: this.at } });
    return this;
  }

  disconnect(): this {
    this.handle({ from: 'broker', event: { kind: 'disconnected', at: this.at } });
    return this;
  }

  /** Responds to the last requested statement, or to an older one. */
  state(words: StatementWords = {}, statement = this.lastStatement): this {
    const { cash = '100000', buyingPower = cash, ...rest } = words;
    const snapshot: BrokerSnapshot = {
      at: this.at,
      account: {
        id: 'test',
        status: 'ACTIVE',
        cash: money(cash),
        equity: money(cash),
        buyingPower: money(buyingPower),
        tradingBlocked: false,
      },
      positions: [],
      openOrders: [],
      fills: [],
      flows: [],
      ...rest,
    };
    this.handle({ from: 'answer', answer: { kind: 'snapshot', statement, snapshot } });
    return this;
  }

  get lastStatement(): number {
    const asked = this.#asked.filter((command) => command.kind === 'snapshot');
    return asked.at(-1)?.statement ?? 0;
  }

  quote(middle: number, symbol: Ticker = SPY): this {
    const bid = middle - 0.01;
    const ask = middle + 0.01;
    const quote = { symbol, at: this.at, bid, ask, bidSize: 100, askSize: 100 };
    this.handle({ from: 'market', event: { kind: 'quote', at: this.at, quote } });
    return this;
  }

  bar(close: number, symbol: Ticker = SPY, at: EpochMs = this.at): this {
    const start = later(at, -60_000);
    const bar = { symbol, start, open: close, high: close, low: close, close, volume: 100 };
    this.handle({ from: 'market', event: { kind: 'bar', at, bar, timeframe: '1Min' } });
    return this;
  }

  session(phase: 'open' | 'close'): this {
    this.handle({ from: 'market', event: { kind: 'session', at: this.at, phase } });
    return this;
  }

  /** Places a user's order; returns its id. */
  place({ key, side = 'buy', shares = 10, terms, symbol = SPY, book }: OrderInput): ClientOrderId {
    const words = { symbol, side, quantity: shares };
    this.operate({
      kind: 'place',
      draft: draft(terms === undefined ? words : { ...words, terms }),
      ...(book === undefined ? {} : { book }),
      key,
      reason: 'a test',
    });
    return derivedIds('test')({ source: MANUAL_BOOK, key });
  }

  operate(event: DistributiveOmit<ControlEvent, 'at' | 'by'>): this {
    this.handle({ from: 'operator', event: { at: this.at, by: 'a person', ...event } });
    return this;
  }

  /** Delivers the broker's response to a submission. */
  answer(order: ClientOrderId, kind: Submission['kind'], evidence: Evidence = STREAM): this {
    const { at } = this;
    const attempt = this.order(order).attempts;
    const submission: Submission =
      kind === 'acknowledged'
        ? { kind, brokerId: `b-${order}` as BrokerOrderId, status: 'new', at, evidence }
        : { kind, at, evidence };
    this.handle({ from: 'answer', answer: { kind: 'submission', order, attempt, submission } });
    return this;
  }

  /** Delivers the broker's response to a lookup by client order id. */
  found(order: ClientOrderId, found?: BrokerOrder): this {
    const asked = this.#asked.findLast((one) => one.kind === 'find' && one.order === order);
    const askedAt = asked === undefined ? this.monotonic : this.#askedAt.get(asked)!;
    const answer = { kind: 'found', at: this.at, askedAt, order, found } as const;
    this.handle({ from: 'answer', answer });
    return this;
  }

  /** The broker answers one certain question, which may be an old one, with "not found". */
  notFound(question: Command): this {
    if (question.kind !== 'find') throw new Error(`expected a find, found ${question.kind}`);
    const askedAt = this.#askedAt.get(question)!;
    const answer = { kind: 'found', at: this.at, askedAt, order: question.order } as const;
    this.handle({ from: 'answer', answer: { ...answer, found: undefined } });
    return this;
  }

  /** Advances world time, tick by tick. */
  pass(ms: number, stepMs = 250): this {
    for (let passed = 0; passed < ms; passed += stepMs) {
      this.monotonic += stepMs;
      this.handle({ from: 'clock', at: this.at, monotonic: this.monotonic, wallJumpMs: 0 });
    }
    return this;
  }

  handle(event: EngineEvent): Outcome {
    return this.#keep(this.engine.handle(event));
  }

  /** Returns the commands since the last call as text: `submit`, `find`, `cancel`, … */
  commands(): readonly string[] {
    return this.taken().map(({ kind }) => kind);
  }

  /** Returns the commands since the last call. */
  taken(): readonly Command[] {
    const taken = this.#commands;
    this.#commands = [];
    return taken;
  }

  order(id: ClientOrderId): OrderState {
    const order = this.engine.portfolio.orders.get(id);
    if (order === undefined) throw new Error(`there is no order ${id}`);
    return order;
  }

  /** Returns the kinds of the entries after the first `from`; for order events, the event kinds. */
  kinds(from = 0): readonly string[] {
    return this.entries
      .slice(from)
      .map(({ body }) => (body.kind === 'order_event' ? body.event.kind : body.kind));
  }

  #boot(): Engine {
    const limits = changeLimits(SIM_LIMITS, this.#limits);
    const engine = createEngine({
      manifest: {
        version: 'test',
        mode: 'sim',
        account: 'test',
        limits: limitsText(limits),
        data: '',
        seed: null,
      },
      books: this.#books,
      limits,
      orderIds: derivedIds('test'),
      ...this.#more,
    });
    for (const entry of this.entries) engine.restore(entry);
    this.#keep(engine.start(this.at));
    return engine;
  }

  #keep(outcome: Outcome): Outcome {
    this.entries.push(...outcome.entries);
    this.#commands.push(...outcome.commands);
    this.#asked.push(...outcome.commands);
    for (const command of outcome.commands) this.#askedAt.set(command, this.monotonic);
    return outcome;
  }
}

type DistributiveOmit<T, K extends PropertyKey> = T extends unknown ? Omit<T, K> : never;
