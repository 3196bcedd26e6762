import { type Quantity, ZERO_QUANTITY } from '../core/decimal.ts';
import type { EpochMs } from '../core/time.ts';
import type { Sequence } from '../ledger/journal.ts';
import { holding, positionOf } from '../ledger/portfolio.ts';
import type { Ticker } from '../market/symbol.ts';
import { isTerminal, mayBeAlive, type OrderState } from '../orders/lifecycle.ts';
import {
  type BookId,
  type ClientOrderId,
  MANUAL_BOOK,
  type OrderRequest,
  type Side,
} from '../orders/request.ts';
import { review, type Verdict } from '../risk/gate.ts';
import type { RiskLimits } from '../risk/limits.ts';
import type { MarketView, RiskView } from '../risk/view.ts';
import type { Intent, OrderDraft } from '../strategy/intent.ts';
import { sizeTarget } from '../strategy/sizing.ts';
import type { BookRunner, Watcher } from './book-runner.ts';
import type { ControlEvent } from './events.ts';
import type { Markets } from './markets.ts';
import type { Recorder } from './recorder.ts';

/** Gives a decision its client order id. */
export type OrderIds = (decision: {
  readonly source: string;
  readonly key: string;
}) => ClientOrderId;

/** What the desk stands on. */
export interface DeskParts {
  readonly recorder: Recorder;
  readonly markets: Markets;
  readonly limits: RiskLimits;
  readonly orderIds: OrderIds;
  /** The engine's own state and equity, read at the moment of a review. */
  readonly standing: { readonly state: RiskView['engine']; readonly equity: number };
}

interface Decision {
  readonly draft: OrderDraft;
  readonly book: BookId;
  readonly id: ClientOrderId;
  readonly reason: string;
}

/**
 * Where intents become orders: sizes them, gives them their identity, has them reviewed, and asks
 * for them to be sent. Nothing else in the house makes a submit command.
 */
export class Desk implements RiskView {
  readonly #parts: DeskParts;
  readonly #recent: OrderRequest[] = [];
  /** How many decisions of one kind were made at the present instant. */
  #ordinals: Map<string, number> | undefined;
  #ordinalsAt: EpochMs | undefined;
  /** The broker's own word on buying power, when a snapshot brought it. */
  buyingPower: number | null = null;

  constructor(parts: DeskParts) {
    this.#parts = parts;
  }

  get at(): EpochMs {
    return this.#parts.recorder.now;
  }

  get engine(): RiskView['engine'] {
    return this.#parts.standing.state;
  }

  get equity(): number {
    return this.#parts.standing.equity;
  }

  get dayStartEquity(): number | null {
    const { session, contributed } = this.#parts.recorder.portfolio;
    if (session === null || session.openEquity === null) return null;
    return session.openEquity + contributed.minus(session.openContributed).toNumber();
  }

  get cash(): number {
    return this.#parts.recorder.portfolio.cash.toNumber();
  }

  get gross(): number {
    return this.#parts.markets.gross();
  }

  get open(): Iterable<OrderState> {
    return this.#parts.recorder.portfolio.open.values();
  }

  get recent(): readonly OrderRequest[] {
    return this.#recent;
  }

  get doubtful(): ReadonlySet<Ticker> {
    return this.#parts.recorder.portfolio.doubtful;
  }

  holding(symbol: Ticker): number {
    return holding(this.#parts.recorder.portfolio, symbol).toNumber();
  }

  market(symbol: Ticker): MarketView | undefined {
    const instrument = this.#parts.markets.instruments.get(symbol);
    return instrument === undefined || Number.isNaN(instrument.price) ? undefined : instrument;
  }

  /** Carries out what a strategy wants at the end of a bar. */
  decide(watcher: Watcher, intents: readonly Intent[]): void {
    const { runner } = watcher;
    for (const intent of intents) {
      if (intent.kind === 'cancel') {
        this.cancel(intent.order, intent.reason);
        continue;
      }
      const draft = intent.kind === 'order' ? intent.order : this.#size(runner, intent);
      if (draft === undefined) continue;
      const { symbol, side } = draft;
      const ordinal = this.#ordinal(runner.id, symbol, side);
      const key = `${watcher.at}|${symbol}|${side}|${ordinal}`;
      const id = this.#parts.orderIds({ source: runner.id, key });
      this.#propose({ draft, book: runner.id, id, reason: intent.reason }, null);
    }
  }

  /** Places what a person asked for; the same key a second time changes nothing. */
  place(event: ControlEvent & { kind: 'place' }): void {
    const id = this.#parts.orderIds({ source: MANUAL_BOOK, key: event.key });
    const reason = `${event.by}: ${event.reason}`;
    this.#propose({ draft: event.draft, book: MANUAL_BOOK, id, reason }, null);
  }

  /** Asks the broker to withdraw an order; journaled before it is sent. */
  cancel(id: ClientOrderId, reason: string): void {
    const { recorder } = this.#parts;
    const order = recorder.portfolio.orders.get(id);
    if (order === undefined || isTerminal(order.status)) return;
    const event = { kind: 'cancel_requested', at: recorder.now, order: id, reason } as const;
    if (order.cancel !== 'requested') recorder.record({ kind: 'order_event', event });
    // Without the broker's id there is nothing to cancel yet; the acknowledgment brings it.
    if (order.brokerId !== null) {
      recorder.command({ kind: 'cancel', order: id, brokerId: order.brokerId });
    }
  }

  /** Withdraws every working order that would add to a position; what reduces stays. */
  withdrawEntries(reason: string): void {
    for (const [id, { request, status }] of this.#parts.recorder.portfolio.open) {
      if (isTerminal(status)) continue;
      const held = this.holding(request.symbol);
      const reduces = request.side === 'sell' ? held > 0 : held < 0;
      if (!reduces) this.cancel(id, reason);
    }
  }

  /** Reviews again an order whose fate is unknown, to see whether it is still wanted. */
  reviewAgain(order: OrderState): Verdict {
    return review(order.request, this, this.#parts.limits);
  }

  #propose({ draft, book, id, reason }: Decision, cause: Sequence | null): void {
    const { recorder } = this.#parts;
    // The same decision made again, after a restart or by an impatient caller, is the same order.
    if (recorder.portfolio.orders.has(id)) return;
    const request: OrderRequest = {
      id,
      book,
      symbol: draft.symbol,
      side: draft.side,
      size: { kind: 'quantity', quantity: draft.quantity },
      terms: draft.terms,
      timeInForce: draft.timeInForce,
      extendedHours: draft.extendedHours,
      reason,
      decidedAt: recorder.now,
    };
    const ordered = recorder.record({ kind: 'ordered', order: request }, cause);
    this.#forget(recorder.now);
    const verdict = review(request, this, this.#parts.limits);
    this.#recent.push(request);
    const { controls } = verdict;
    const body = { kind: 'reviewed', order: id, verdict: verdict.verdict, controls } as const;
    const reviewed = recorder.record(body, ordered);
    if (verdict.verdict === 'approved') {
      recorder.command({ kind: 'submit', order: verdict.order, attempt: 1 });
      return;
    }
    const { denials } = verdict;
    const event = { kind: 'denied', at: recorder.now, order: id, denials } as const;
    recorder.record({ kind: 'order_event', event }, reviewed);
  }

  #size(
    runner: BookRunner,
    intent: Intent & { kind: 'target' | 'target_quantity' },
  ): OrderDraft | undefined {
    const { recorder, markets, limits } = this.#parts;
    const { portfolio } = recorder;
    let pending: Quantity = ZERO_QUANTITY;
    let free = runner.cash;
    for (const { request, status, filled } of portfolio.open.values()) {
      if (request.book !== runner.id || !mayBeAlive(status)) continue;
      if (request.size.kind !== 'quantity') continue;
      const left = request.size.quantity.minus(filled);
      const value = left.toNumber() * markets.get(request.symbol).price;
      if (request.side === 'buy') free -= value;
      else if (limits.spendProceeds && request.terms.type === 'market') free += value;
      if (request.symbol !== intent.symbol) continue;
      pending = request.side === 'buy' ? pending.plus(left) : pending.minus(left);
    }
    return sizeTarget(intent, {
      equity: runner.equity,
      cash: free,
      price: markets.get(intent.symbol).price,
      held: positionOf(portfolio, runner.id, intent.symbol)?.quantity ?? ZERO_QUANTITY,
      pending,
      fractional: runner.strategy.fractional,
      cashBuffer: limits.cashBuffer,
    });
  }

  #ordinal(book: BookId, symbol: Ticker, side: Side): number {
    const { now } = this.#parts.recorder;
    if (this.#ordinalsAt !== now) {
      this.#ordinalsAt = now;
      this.#ordinals = undefined;
    }
    this.#ordinals ??= new Map();
    const key = `${book}|${symbol}|${side}`;
    const ordinal = this.#ordinals.get(key) ?? 0;
    this.#ordinals.set(key, ordinal + 1);
    return ordinal;
  }

  #forget(now: EpochMs): void {
    const oldest = now - this.#parts.limits.duplicateWindowMs;
    while (this.#recent.length > 0 && this.#recent[0]!.decidedAt < oldest) this.#recent.shift();
  }
}
