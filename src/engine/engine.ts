import { assert } from '../core/assert.ts';
import type { EpochMs } from '../core/time.ts';
import type { JournalEntry, Statement } from '../ledger/journal.ts';
import { type FoldObserver, type Portfolio, isActionApplied } from '../ledger/portfolio.ts';
import { newYorkDate } from '../market/calendar.ts';
import type { CorporateAction } from '../market/corporate-action.ts';
import type { FeedEvent } from '../market/event.ts';
import type { Instrument } from '../market/instrument.ts';
import type { Ticker } from '../market/symbol.ts';
import type { ClientOrderId } from '../orders/request.ts';
import type { RiskLimits } from '../risk/limits.ts';
import type { RiskView, UsageView } from '../risk/view.ts';
import type { BookConfig, BookRunner } from './book-runner.ts';
import { bookValue } from './book-value.ts';
import { Connection } from './connection.ts';
import { StrategyHost } from './strategy-host.ts';
import { type StrategyBar, Markets } from './markets.ts';
import { Controls } from './control/controls.ts';
import type { OrderIds } from './orders/identify.ts';
import { Orders } from './orders/orders.ts';
import type { Answer, EngineEvent, Outcome } from './events.ts';
import type { Difference } from './account/difference.ts';
import { KnownInstruments } from './account/known-instruments.ts';
import { LossGuard } from './control/loss-guard.ts';
import { manifestOf, type RunIdentity } from './manifest.ts';
import {
  bookExternal,
  bookFlow,
  bookFound,
  bookOrderEvent,
  bookSubmission,
} from './orders/order-events.ts';
import type { BrokerEvent } from './ports.ts';
import { type Comparison, Reconciler } from './account/reconcile.ts';
import { StatementSchedule } from './account/statement-schedule.ts';
import { Recorder } from './recorder.ts';
import { FENCE_MS, Settler } from './orders/settle.ts';

/** Parts and settings of an engine. */
export interface EngineConfig {
  readonly manifest: RunIdentity;
  /**
   * What a symbol stands for, from its asset; by the form of the symbol when absent. The same
   * symbol always gives the same object.
   */
  readonly instruments?: (symbol: Ticker) => Instrument;
  readonly books: readonly BookConfig[];
  readonly limits: RiskLimits;
  /** Ids derived from decisions where a broker outlives us; plain ordinals in research. */
  readonly orderIds: OrderIds;
  /** Receives closed lots and positions as they are folded; for reports. */
  readonly observer?: FoldObserver;
  /** Interval between comparisons with the broker, in real time; 0 compares only on connect. */
  readonly reconcileEveryMs?: number;
  /**
   * `full` for runs that save the journal; `totals` for research that does not: inputs of passed
   * controls are not written out and ended orders are forgotten, but no decision differs.
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
  /** Folds entries of an earlier life; must be called before the first event. */
  restore(entry: JournalEntry): void;
  /** Begins this life: orders in flight when the last one ended are now unknown. */
  start(at: EpochMs): Outcome;
  /** Moves time forward, so that queued events count as old; produces no outcome. */
  observe(at: EpochMs): void;
  /**
   * Whether an order that was approved a moment ago may still be sent.
   *
   * @param trusted false while an event that makes the account unknown waits to be handled: then
   *   only what reduces a position may leave; true by default
   */
  canStillSend(order: ClientOrderId, trusted?: boolean): boolean;
  readonly portfolio: Portfolio;
  readonly markets: Markets;
  readonly runners: readonly BookRunner[];
  readonly limits: RiskLimits;
  /** Cash and holdings at the last marks; an estimate. */
  readonly equity: number;
  readonly state: RiskView['engine'];
  /** The account as the risk controls see it. */
  readonly risk: UsageView;
  /** The broker's newest statement in this life; the journal stores only some of them. */
  readonly statement: Statement | undefined;
  /** What the broker has and the ledger lacks, unexplained; undefined while that is not sure. */
  readonly difference: Difference | undefined;
  /** The ledger against the broker's newest statement; undefined before this life's first. */
  readonly comparison: Comparison | undefined;
  /** The latest instant of the market that was seen. */
  readonly now: EpochMs;
}

/** Makes an engine; nothing happens until it is started and given events. */
export function createEngine(config: EngineConfig): Engine {
  return new OneEngine(config);
}

/** A wall clock that moves this much more or less than time was set, or the machine slept. */
export const WALL_JUMP_MS = 2_000;

class OneEngine implements Engine {
  readonly limits: RiskLimits;
  readonly risk: UsageView;
  readonly markets: Markets;
  readonly runners: readonly BookRunner[];
  readonly #config: EngineConfig;
  readonly #recorder: Recorder;
  readonly #orders: Orders;
  readonly #settler: Settler;
  readonly #statements: StatementSchedule;
  readonly #reconciler: Reconciler;
  readonly #controls: Controls;
  readonly #guard: LossGuard;
  readonly #host: StrategyHost;
  readonly #connection: Connection;
  readonly #instruments: KnownInstruments;
  #cash = 0;
  #cashUnits: Portfolio['cash'] | undefined = undefined;

  constructor(config: EngineConfig) {
    this.#config = config;
    this.limits = config.limits;
    this.markets = new Markets(config.instruments);
    this.#instruments = new KnownInstruments(config.instruments);
    const observer: FoldObserver = {
      onClosed: (...closed) => config.observer?.onClosed?.(...closed),
      onPosition: (book, symbol, instrument) => {
        const held = this.portfolio.holdings.get(symbol)?.toNumber() ?? 0;
        this.markets.setHeld(instrument, held);
        this.#host.onPosition(book, symbol);
        config.observer?.onPosition?.(book, symbol, instrument);
      },
    };
    this.#recorder = new Recorder(observer, config.records === 'totals');
    const recorder = this.#recorder;
    const { markets, limits } = this;
    const { books } = config;
    this.#host = new StrategyHost({ books, portfolio: this.portfolio, markets, recorder });
    this.runners = this.#host.runners;
    const { orderIds } = config;
    const detail = config.records === 'totals' ? 'denials' : 'all';
    const orders = new Orders({ recorder, markets, limits, orderIds, detail, standing: this });
    this.#orders = orders;
    this.risk = this.#orders.view;
    this.#settler = new Settler({ recorder, orders, fenceMs: config.fenceMs ?? FENCE_MS });
    const everyMs = config.reconcileEveryMs ?? 0;
    this.#statements = new StatementSchedule({ recorder, everyMs });
    this.#connection = new Connection(this.#statements);
    this.#reconciler = new Reconciler({ recorder, markets, runners: this.runners });
    this.#controls = new Controls({ recorder, orders, reconciler: this.#reconciler });
    this.#guard = new LossGuard({ recorder, orders, limits });
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
    return this.#orders.view.statement;
  }

  get difference(): Difference | undefined {
    return this.#reconciler.difference;
  }

  get comparison(): Comparison | undefined {
    return this.#reconciler.comparison;
  }

  get state(): RiskView['engine'] {
    const { state } = this.portfolio.engine;
    const { phase } = this.#connection;
    return phase === 'ready' || state === 'halted' ? state : phase;
  }

  restore(entry: JournalEntry): void {
    assert(this.#connection.phase === 'starting', 'entries are restored before the engine starts');
    this.#recorder.replay(entry);
    if (entry.body.kind === 'ordered') this.#orders.recall(entry.body.order);
  }

  observe(at: EpochMs): void {
    this.#recorder.observe(at);
  }

  canStillSend(order: ClientOrderId, trusted = true): boolean {
    return this.#orders.canStillSend(order, trusted);
  }

  start(at: EpochMs): Outcome {
    assert(this.#connection.phase === 'starting', 'an engine starts once');
    const { portfolio } = this;
    this.#recorder.observe(at);
    const manifest = manifestOf(this.#config.manifest, this.runners, this.markets);
    this.#recorder.record({ kind: 'run_started', manifest });
    this.#host.recall();
    for (const [order, state] of portfolio.open) {
      const { request, status, attempts: attempt, cancel, brokerId } = state;
      if (cancel !== 'none' && cancel !== 'refused' && brokerId !== null) {
        // It may have been journaled and never sent.
        this.#recorder.command({ kind: 'cancel', order, brokerId });
      }
      if (status !== 'intent' && status !== 'in_flight') continue;
      if (request.waits !== undefined && status === 'intent') {
        this.#orders.waiting.recall(request.id);
        continue;
      }
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
    this.#connection.begin();
    return this.#recorder.take();
  }

  handle(event: EngineEvent): Outcome {
    assert(this.#connection.phase !== 'starting', 'an engine is started before its first event');
    switch (event.from) {
      case 'market':
        this.#onMarket(event.event);
        break;
      case 'broker':
        this.#onBroker(this.#instruments.inEvent(event.event));
        break;
      case 'answer':
        this.#onAnswer(this.#instruments.inAnswer(event.answer));
        break;
      case 'operator':
        this.#recorder.observe(event.event.at);
        this.#controls.handle(event.event);
        // Only a broker statement can show whether it is explained now.
        if (event.event.kind === 'adjust') this.#statements.request();
        break;
      case 'clock':
        this.#onClock(event);
    }
    const { waiting } = this.#orders;
    if (waiting.some && this.#connection.phase === 'ready') waiting.release();
    return this.#recorder.take();
  }

  #onMarket(event: FeedEvent): void {
    this.#recorder.observe(event.at);
    switch (event.kind) {
      case 'bar':
        this.#onBar(event);
        this.#decide();
        return;
      case 'bars':
        for (let index = 0; index < event.bars.length; index += 1) {
          this.#onBar(event.bars[index]!);
        }
        this.#decide();
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

  #onBar(reported: StrategyBar): void {
    const lane = this.#host.laneOf(reported.bar.symbol);
    const bar = this.markets.inTodaysShares(lane.market, reported);
    this.markets.onBar(lane.market, bar.bar, bar.at, bar.timeframe);
    this.#host.onBar(lane, bar);
  }

  /** Calls the strategies once every bar of the instant is applied, so that none is yesterday's. */
  #decide(): void {
    this.#checkLoss();
    this.#host.decide(this.#connection.phase === 'ready' ? this.#orders : undefined);
  }

  /** A loss is not measured while a holding has no price: its value would look lost. */
  #checkLoss(): void {
    if (this.markets.unpriced > 0) return;
    if (this.portfolio.session?.openEquity === null && this.#isValued) this.#valueDay();
    this.#guard.check(this.equity);
  }

  /** Whether equity is complete: the account has been read, and all that it holds has a price. */
  get #isValued(): boolean {
    return this.markets.unpriced === 0 && this.#connection.hasRead;
  }

  /** Records the first complete valuation of a day: its loss is measured from it. */
  #valueDay(): void {
    this.markets.revalue();
    const { equity } = this;
    const { date } = this.portfolio.session!;
    this.#recorder.record({ kind: 'day_valued', date, equity, books: this.#bookValues() });
    this.#guard.rebase();
  }

  #onSession(phase: 'open' | 'close', at: EpochMs): void {
    this.markets.revalue();
    const date = newYorkDate(at);
    const { session } = this.portfolio;
    // A restarted feed may repeat the state of the trading day.
    if (session?.date === date && session.phase === phase) return;
    const equity = this.#isValued ? this.equity : null;
    const books = phase === 'open' ? { books: this.#bookValues() } : undefined;
    this.#recorder.record({ kind: 'session', phase, date, equity, ...books });
    if (phase === 'open') this.#guard.newDay();
  }

  #bookValues(): Record<string, number | null> {
    const values: Record<string, number | null> = {};
    for (const book of this.portfolio.books.values()) {
      const symbols = [...book.positions.keys()];
      const isPriced = symbols.every((symbol) => this.markets.get(symbol).isPriced);
      values[book.id] = isPriced ? bookValue(book, this.markets) : null;
    }
    return values;
  }

  #onAction(action: CorporateAction): void {
    // A restarted feed may repeat the day's corporate actions.
    if (isActionApplied(this.portfolio, action)) return;
    this.#recorder.record({ kind: 'action_applied', action });
    if (action.kind !== 'split') return;
    const factor = action.to.toNumber() / action.from.toNumber();
    this.#orders.waiting.onSplit(action.symbol);
    this.markets.split(action.symbol, { at: action.at, factor });
    this.#host.requestHistory(action.symbol, action.at);
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
        this.#connection.onConnected();
        return;
      case 'disconnected':
        this.#connection.onDisconnected();
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
        if (this.#statements.isOvertaken(statement, snapshot.at)) {
          this.#reconciler.takeFacts(snapshot);
          this.#statements.failed(statement);
          return;
        }
        this.#orders.view.take(snapshot);
        const result = this.#reconciler.reconcile(snapshot);
        this.#connection.onStatement(statement, result);
        if (result !== 'recheck') this.#checkLoss();
        return;
      }
      case 'cancel':
        this.#onCancelAnswer(answer);
        return;
      case 'history':
        // History requested before the last split is in old shares.
        if (answer.at < this.markets.get(answer.symbol).splitAt) return;
        this.#host.warm(answer.symbol, answer.timeframe, answer.bars);
        return;
      case 'failed':
        this.#onFailed(answer);
    }
  }

  #onFailed({ command, at, message }: Answer & { kind: 'failed' }): void {
    if (command.kind === 'snapshot') this.#statements.failed(command.statement);
    if (command.kind !== 'cancel') return;
    const evidence = { source: 'own_decision', message } as const;
    const { order } = command;
    bookOrderEvent(this.#recorder, { kind: 'cancel_unknown', at, order, evidence });
  }

  #onFound({ order, found, at, askedAt }: Answer & { kind: 'found' }): void {
    this.#recorder.observe(at);
    if (found === undefined) this.#settler.notFound(order, askedAt);
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

  #onClock({ at, monotonic, wallJumpMs }: EngineEvent & { from: 'clock' }): void {
    this.#recorder.observe(at);
    this.#settler.tick(monotonic);
    if (Math.abs(wallJumpMs) >= WALL_JUMP_MS) {
      this.#connection.onWallJump(monotonic);
      return;
    }
    if (this.#statements.isDue(monotonic)) this.#statements.request();
  }
}
