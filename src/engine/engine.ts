import { assert, AssertionError } from '../core/assert.ts';
import { messageOf } from '../core/errors.ts';
import { DAY, type EpochMs, epochMs, HOUR, MINUTE } from '../core/time.ts';
import type { JournalEntry, RunManifest, Statement } from '../ledger/journal.ts';
import type { FoldObserver, Portfolio } from '../ledger/portfolio.ts';
import type { Bar, Timeframe } from '../market/bar.ts';
import { newYorkDate } from '../market/calendar.ts';
import type { CorporateAction } from '../market/corporate-action.ts';
import type { MarketEvent } from '../market/event.ts';
import type { Ticker } from '../market/symbol.ts';
import type { ClientOrderId } from '../orders/request.ts';
import type { RiskLimits } from '../risk/limits.ts';
import type { RiskView } from '../risk/view.ts';
import type { Intent } from '../strategy/intent.ts';
import { type BookConfig, BookRunner, type Watcher } from './book-runner.ts';
import { bookValue } from './book-value.ts';
import { Controls } from './controls.ts';
import { Desk, type OrderIds } from './desk.ts';
import type { Answer, EngineEvent, Outcome } from './events.ts';
import type { Difference } from './difference.ts';
import { LossGuard } from './loss-guard.ts';
import { type Instrument, Markets } from './markets.ts';
import {
  bookExternal,
  bookFlow,
  bookFound,
  bookOrderEvent,
  bookSubmission,
} from './order-events.ts';
import type { BrokerEvent } from './ports.ts';
import { type Comparison, Reconciler } from './reconcile.ts';
import { Recorder } from './recorder.ts';
import { FENCE_MS, Settler } from './settle.ts';

/**
 * How far back flows are asked for when cash differs: a dividend or a fee names a day and comes
 * days after it, over a long weekend four.
 */
const LATE_FLOWS_MS = 7 * DAY;

/** What an engine is made of. */
export interface EngineConfig {
  readonly manifest: Omit<RunManifest, 'books'>;
  readonly books: readonly BookConfig[];
  readonly limits: RiskLimits;
  /** Ids derived from decisions where a broker outlives us; plain ordinals in research. */
  readonly orderIds: OrderIds;
  /** Told of closed lots and positions as they are folded; for reports. */
  readonly observer?: FoldObserver;
  /** How often the broker's statement is compared, on the world's clock; 0 only on connecting. */
  readonly reconcileEveryMs?: number;
  /**
   * `full` for whoever keeps the journal; `totals` in research that does not: inputs of passed
   * controls are not written out and ended orders are forgotten, nothing is decided differently.
   */
  readonly records?: 'full' | 'totals';
  /** See {@link FENCE_MS}. */
  readonly fenceMs?: number;
}

/**
 * The engine: market and broker events in, journal entries and commands out.
 *
 * Synchronous, total and deterministic: the same events give the same entries to the byte. It
 * never asks for the time and never waits; drivers carry out its commands after its entries are
 * durable and bring back the answers as events.
 */
export interface Engine {
  handle(event: EngineEvent): Outcome;
  /** Folds entries of an earlier life; to be called before the first event. */
  restore(entry: JournalEntry): void;
  /** Begins this life: what was on its way when the last one ended is now unknown. */
  start(at: EpochMs): Outcome;
  /** Moves time forward, so that events that waited are seen to be old; an outcome is not made. */
  observe(at: EpochMs): void;
  /** Whether an order that was approved a moment ago may still be sent. */
  mayLeave(order: ClientOrderId): boolean;
  readonly portfolio: Portfolio;
  readonly markets: Markets;
  readonly runners: readonly BookRunner[];
  readonly limits: RiskLimits;
  /** Cash and holdings at the last marks; an estimate. */
  readonly equity: number;
  readonly state: RiskView['engine'];
  /** The broker's newest statement in this life; the journal keeps one only now and then. */
  readonly statement: Statement | undefined;
  /** What the broker has and the ledger lacks, unexplained; undefined while that is not sure. */
  readonly difference: Difference | undefined;
  /** The ledger beside the broker's newest statement; undefined before the first of this life. */
  readonly comparison: Comparison | undefined;
  /** The latest instant of the market that was seen. */
  readonly now: EpochMs;
}

/** Makes an engine; nothing happens until it is started and given events. */
export function createEngine(config: EngineConfig): Engine {
  return new OneEngine(config);
}

/** A symbol's last price and whoever watches it. */
interface Lane {
  readonly instrument: Instrument;
  readonly watchers: Watcher[];
}

class OneEngine implements Engine {
  readonly limits: RiskLimits;
  readonly markets = new Markets();
  readonly runners: readonly BookRunner[];
  readonly #config: EngineConfig;
  readonly #recorder: Recorder;
  readonly #desk: Desk;
  readonly #settler: Settler;
  readonly #reconciler: Reconciler;
  readonly #controls: Controls;
  readonly #guard: LossGuard;
  readonly #lanes = new Map<Ticker, Lane>();
  /** The lane of the last bar: mostly the next one's, too. */
  #lane: Lane | undefined;
  #phase: 'starting' | 'recovering' | 'ready' = 'starting';
  #cash = 0;
  #cashUnits: Portfolio['cash'] | undefined = undefined;
  #lookAgainAt: number | undefined;
  #reconciledWall = 0;
  #connected = false;
  /** The last statement that was asked for, and the first one that says what a gap hid. */
  #statement = 0;
  #needed = 1;
  /** Whether ledger and broker differed, which a flow that was told late may explain. */
  #differs = false;

  constructor(config: EngineConfig) {
    this.#config = config;
    this.limits = config.limits;
    const observer: FoldObserver = {
      onClosed: (...closed) => config.observer?.onClosed?.(...closed),
      onPosition: (book, symbol) => {
        const held = this.portfolio.holdings.get(symbol)?.toNumber() ?? 0;
        this.markets.setHeld(symbol, held);
        for (const runner of this.runners) if (runner.id === book) runner.onPosition(symbol);
        config.observer?.onPosition?.(book, symbol);
      },
    };
    this.#recorder = new Recorder(observer, config.records === 'totals');
    const recorder = this.#recorder;
    const { markets, limits } = this;
    this.runners = config.books.map((book) => new BookRunner(book, this.portfolio, markets));
    for (const runner of this.runners) {
      for (const [symbol, watcher] of runner.watchers) {
        this.#laneOf(symbol).watchers.push(watcher);
      }
    }
    const { orderIds } = config;
    const detail = config.records === 'totals' ? 'denials' : 'all';
    const desk = new Desk({ recorder, markets, limits, orderIds, detail, standing: this });
    this.#desk = desk;
    this.#settler = new Settler({ recorder, desk, fenceMs: config.fenceMs ?? FENCE_MS });
    this.#reconciler = new Reconciler({ recorder, markets, runners: this.runners });
    this.#controls = new Controls({ recorder, desk, reconciler: this.#reconciler });
    this.#guard = new LossGuard({ recorder, desk, limits });
  }

  get portfolio(): Portfolio {
    return this.#recorder.portfolio;
  }

  get now(): EpochMs {
    return this.#recorder.now;
  }

  get equity(): number {
    const { cash } = this.portfolio;
    if (cash !== this.#cashUnits) {
      this.#cashUnits = cash;
      this.#cash = cash.toNumber();
    }
    return this.#cash + this.markets.positionsValue;
  }

  get statement(): Statement | undefined {
    return this.#desk.statement;
  }

  get difference(): Difference | undefined {
    return this.#reconciler.difference;
  }

  get comparison(): Comparison | undefined {
    return this.#reconciler.comparison;
  }

  get state(): RiskView['engine'] {
    const { state } = this.portfolio.engine;
    if (this.#phase === 'ready' || state === 'halted') return state;
    return this.#phase;
  }

  restore(entry: JournalEntry): void {
    assert(this.#phase === 'starting', 'entries are restored before the engine starts');
    this.#recorder.replay(entry);
    if (entry.body.kind === 'ordered') this.#desk.recall(entry.body.order);
  }

  observe(at: EpochMs): void {
    this.#recorder.observe(at);
  }

  mayLeave(order: ClientOrderId): boolean {
    return this.#desk.mayLeave(order);
  }

  start(at: EpochMs): Outcome {
    assert(this.#phase === 'starting', 'an engine starts once');
    const { portfolio } = this;
    this.#recorder.observe(at);
    const books = this.runners.map(({ id, strategy, params, symbols, capital }) => ({
      book: id,
      strategy: strategy.name,
      params: params as Readonly<Record<string, string | number | boolean>>,
      symbols,
      capital,
    }));
    this.#recorder.record({ kind: 'run_started', manifest: { ...this.#config.manifest, books } });
    for (const runner of this.runners) runner.recall(runner.state.memory);
    for (const [order, { status, attempts: attempt, cancel, brokerId }] of portfolio.open) {
      if (cancel !== 'none' && cancel !== 'refused' && brokerId !== null) {
        // It may have been journaled and never sent.
        this.#recorder.command({ kind: 'cancel', order, brokerId });
      }
      if (status !== 'intent' && status !== 'in_flight') continue;
      const message = 'the engine stopped before the broker answered';
      const evidence = { source: 'own_decision', message } as const;
      const event = {
        kind: 'outcome_unknown',
        at: this.now,
        order,
        attempt,
        evidence,
      } as const;
      bookOrderEvent(this.#recorder, event);
    }
    this.#phase = 'recovering';
    return this.#recorder.take();
  }

  handle(event: EngineEvent): Outcome {
    assert(this.#phase !== 'starting', 'an engine is started before its first event');
    switch (event.from) {
      case 'market':
        this.#onMarket(event.event);
        break;
      case 'broker':
        this.#onBroker(event.event);
        break;
      case 'answer':
        this.#onAnswer(event.answer);
        break;
      case 'operator':
        this.#recorder.observe(event.event.at);
        this.#controls.handle(event.event);
        // Whether it is explained now is for the broker to say.
        if (event.event.kind === 'adjust') this.#askForStatement();
        break;
      case 'clock':
        this.#onClock(event.at, event.wall);
    }
    return this.#recorder.take();
  }

  #onMarket(event: MarketEvent): void {
    this.#recorder.observe(event.at);
    switch (event.kind) {
      case 'bar':
        this.#onBar(event.bar, event.at, event.timeframe);
        return;
      case 'quote':
        this.markets.onQuote(event.quote);
        this.#checkLoss();
        return;
      case 'session':
        this.#onSession(event.phase, event.at);
        return;
      case 'action':
        this.#onAction(event.action);
        return;
      case 'trade':
      case 'gap':
    }
  }

  #onBar(bar: Bar, at: EpochMs, timeframe: Timeframe): void {
    const { instrument, watchers } = this.#laneOf(bar.symbol);
    this.markets.onBar(instrument, bar, at, timeframe);
    this.#checkLoss();
    for (let index = 0; index < watchers.length; index += 1) {
      const watcher = watchers[index]!;
      const { runner } = watcher;
      // A bar that was seen already, in this life or in the history, is not decided on twice.
      if (runner.strategy.timeframe !== timeframe || at <= watcher.at) continue;
      if (!watcher.step(bar, at)) continue;
      if (this.#phase === 'ready' && runner.state.state === 'running') this.#ask(watcher);
    }
  }

  /** A loss is not measured while something is held that has no price: it would seem lost. */
  #checkLoss(): void {
    if (this.markets.unpriced === 0) this.#guard.check(this.equity);
  }

  #laneOf(symbol: Ticker): Lane {
    let lane = this.#lane;
    if (lane !== undefined && lane.instrument.symbol === symbol) return lane;
    lane = this.#lanes.get(symbol);
    if (lane === undefined) {
      lane = { instrument: this.markets.get(symbol), watchers: [] };
      this.#lanes.set(symbol, lane);
    }
    this.#lane = lane;
    return lane;
  }

  #ask(watcher: Watcher): void {
    const { runner } = watcher;
    let intents: readonly Intent[] | undefined;
    let memory: string | undefined;
    try {
      intents = runner.ask(watcher);
      memory = runner.changedMemory();
    } catch (error) {
      this.#fail(runner, error);
      return;
    }
    try {
      if (intents !== undefined) this.#desk.decide(watcher, intents);
    } catch (error) {
      this.#fail(runner, error);
    }
    if (memory !== undefined) {
      this.#recorder.record({ kind: 'remembered', book: runner.id, memory });
    }
  }

  /** A strategy that fails stops itself; the others and the account go on. */
  #fail({ id: book }: BookRunner, error: unknown): void {
    // A broken promise of the house is nobody's slip.
    if (error instanceof AssertionError) throw error;
    const reason = `the strategy failed at its bar: ${messageOf(error)}`;
    this.#recorder.record({ kind: 'book_state', book, state: 'error', reason });
  }

  #onSession(phase: 'open' | 'close', at: EpochMs): void {
    this.markets.revalue();
    const date = newYorkDate(at);
    const { session } = this.portfolio;
    // A feed that starts again may repeat where the day stands.
    if (session?.date === date && session.phase === phase) return;
    const { equity } = this;
    const books = phase === 'open' ? { books: this.#bookValues() } : undefined;
    this.#recorder.record({ kind: 'session', phase, date, equity, ...books });
    if (phase === 'open') this.#guard.newDay();
  }

  #bookValues(): Record<string, number | null> {
    const values: Record<string, number | null> = {};
    for (const book of this.portfolio.books.values()) {
      const value = bookValue(book, this.markets);
      values[book.id] = Number.isFinite(value) ? value : null;
    }
    return values;
  }

  #onAction(action: CorporateAction): void {
    this.#recorder.record({ kind: 'action_applied', action });
    if (action.kind !== 'split') return;
    const factor = action.to.toNumber() / action.from.toNumber();
    this.markets.rescale(action.symbol, factor);
    for (const watcher of this.#laneOf(action.symbol).watchers) {
      this.#recorder.command({
        kind: 'history',
        symbol: action.symbol,
        timeframe: watcher.runner.strategy.timeframe,
        bars: Number.MAX_SAFE_INTEGER,
        until: action.at,
      });
    }
  }

  #onBroker(event: BrokerEvent): void {
    switch (event.kind) {
      case 'order':
        this.#recorder.observe(event.event.at);
        bookOrderEvent(this.#recorder, event.event);
        return;
      case 'flow':
        this.#recorder.observe(event.at);
        bookFlow(this.#recorder, event.flow);
        return;
      case 'external':
        bookExternal(this.#recorder, event.order);
        return;
      case 'connected':
        this.#recorder.observe(event.at);
        this.#phase = 'recovering';
        this.#connected = true;
        this.#needed = this.#askForStatement();
        return;
      case 'disconnected':
        // What happens now may be missed, so nothing is added until there is a connection again
        // and the account was read after that.
        this.#phase = 'recovering';
        this.#connected = false;
    }
  }

  #onAnswer(answer: Answer): void {
    switch (answer.kind) {
      case 'submission':
        bookSubmission(this.#recorder, answer);
        return;
      case 'found':
        this.#onFound(answer);
        return;
      case 'snapshot': {
        const { snapshot, statement } = answer;
        this.#desk.take(snapshot);
        const result = this.#reconciler.reconcile(snapshot);
        this.#differs = result !== 'agreed';
        const current = this.#connected && statement >= this.#needed;
        if (result !== 'look_again' && current) this.#phase = 'ready';
        this.#lookAgainAt = result === 'look_again' ? this.#reconciledWall : undefined;
        return;
      }
      case 'cancel':
        this.#onCancelAnswer(answer);
        return;
      case 'history':
        for (const watcher of this.#laneOf(answer.symbol).watchers) {
          if (watcher.runner.strategy.timeframe === answer.timeframe) watcher.warm(answer.bars);
        }
        return;
      case 'failed':
        this.#onFailed(answer);
    }
  }

  #onFailed({ command, at, message }: Answer & { kind: 'failed' }): void {
    if (command.kind === 'snapshot') this.#lookAgainAt = this.#reconciledWall;
    if (command.kind !== 'cancel') return;
    const evidence = { source: 'own_decision', message } as const;
    const { order } = command;
    bookOrderEvent(this.#recorder, { kind: 'cancel_unknown', at, order, evidence });
  }

  #onFound({ order, found, at }: Answer & { kind: 'found' }): void {
    this.#recorder.observe(at);
    if (found === undefined) this.#settler.notFound(order);
    else if (this.portfolio.orders.has(order)) bookFound(this.#recorder, found);
    else bookExternal(this.#recorder, found);
  }

  #onCancelAnswer({ order, answer, at }: Answer & { kind: 'cancel' }): void {
    if (answer.kind === 'requested') return;
    const { evidence } = answer;
    const kind = answer.kind === 'refused' ? 'cancel_refused' : 'cancel_unknown';
    bookOrderEvent(this.#recorder, { kind, at, order, evidence });
    this.#recorder.command({ kind: 'find', order });
  }

  #onClock(at: EpochMs, wall: EpochMs): void {
    this.#recorder.observe(at);
    this.#settler.tick(wall);
    const every = this.#config.reconcileEveryMs ?? 0;
    const due = every > 0 && wall - this.#reconciledWall >= every;
    const again = this.#lookAgainAt !== undefined && wall - this.#lookAgainAt >= 1_000;
    if (due || again) {
      this.#reconciledWall = wall;
      this.#askForStatement();
    }
  }

  #askForStatement(): number {
    this.#lookAgainAt = undefined;
    // The overlap takes in what was reported late; what is booked already is dropped by its id.
    const { openedAt, reconciled } = this.portfolio;
    const opened = openedAt ?? this.now;
    const fills = epochMs(Math.max(opened - MINUTE, reconciled.at - HOUR));
    const deep = openedAt === null || this.#differs;
    const flows = deep ? epochMs(Math.max(opened, reconciled.at) - LATE_FLOWS_MS) : fills;
    this.#statement += 1;
    const statement = this.#statement;
    this.#recorder.command({ kind: 'snapshot', statement, since: { fills, flows } });
    return statement;
  }
}
