import { type Quantity, ZERO_QUANTITY } from '../core/decimal.ts';
import { type EpochMs, MINUTE } from '../core/time.ts';
import { dayStart } from '../ledger/day.ts';
import type { Sequence, Statement } from '../ledger/journal.ts';
import { cashDrift, holding, positionOf } from '../ledger/portfolio.ts';
import { type BrokerRefusal, isToldAlready, refusalOf } from '../ledger/refusals.ts';
import type { Ticker } from '../market/symbol.ts';
import type { BrokerOrder, Denial, WorkingStatus } from '../orders/event.ts';
import { isTerminal, mayBeAlive, type OrderState, plannedOrder } from '../orders/lifecycle.ts';
import {
  type BookId,
  type ClientOrderId,
  clientOrderId,
  MANUAL_BOOK,
  type OrderRequest,
  type Side,
} from '../orders/request.ts';
import { doubtfulSymbol } from '../risk/controls/doubtful-symbol.ts';
import { type Detail, review, type Verdict } from '../risk/gate.ts';
import type { RiskLimits } from '../risk/limits.ts';
import { type MarketView, orderFacts, type RiskView } from '../risk/view.ts';
import type { Intent, OrderDraft } from '../strategy/intent.ts';
import { sizeTarget } from '../strategy/sizing.ts';
import type { BookRunner, Watcher } from './book-runner.ts';
import type { ControlEvent } from './events.ts';
import type { Markets } from './markets.ts';
import { isOpen, isResting } from './order-events.ts';
import type { Recorder } from './recorder.ts';

/** Gives a decision its client order id. */
export type OrderIds = (decision: Identity) => ClientOrderId;

/** What makes a strategy's decision this one and no other. */
export interface StrategyDecision {
  readonly source: BookId;
  /** The end of the bar that it was made at. */
  readonly at: EpochMs;
  readonly symbol: Ticker;
  readonly side: Side;
  /** Which one of its kind at this instant, from 0. */
  readonly ordinal: number;
}

/** A decision: a strategy's, or a person's by the key that the caller minted. */
export type Identity = StrategyDecision | { readonly source: BookId; readonly key: string };

/** Ids derived from decisions, the same for ever; for brokers that outlive us. */
export function derivedIds(account: string): OrderIds {
  return (decision) => {
    const key =
      'key' in decision
        ? decision.key
        : `${decision.at}|${decision.symbol}|${decision.side}|${decision.ordinal}`;
    return clientOrderId({ account, source: decision.source, key });
  };
}

/** What the desk stands on. */
export interface DeskParts {
  readonly recorder: Recorder;
  readonly markets: Markets;
  readonly limits: RiskLimits;
  readonly orderIds: OrderIds;
  readonly detail: Detail;
  /** The engine's own state and equity, read at the moment of a review. */
  readonly standing: { readonly state: RiskView['engine']; readonly equity: number };
}

/** How long the broker's buying power says more than our own reservations do. */
const POWER_FRESH_MS = MINUTE;

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
  /** Decisions of the present instant, to count those of one kind. */
  #present: StrategyDecision[] = [];
  #statement: Statement | undefined;

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
    return dayStart(this.#parts.recorder.portfolio);
  }

  get cash(): number {
    return this.#parts.recorder.portfolio.cash.toNumber();
  }

  /** The broker's own word on buying power while it is fresh; null when it is not. */
  get buyingPower(): number | null {
    const statement = this.#statement;
    if (statement === undefined || this.at - statement.at > POWER_FRESH_MS) return null;
    return statement.account.buyingPower.toNumber();
  }

  get statement(): Statement | undefined {
    return this.#statement;
  }

  /** Takes the broker's word on the account; one that was under way for longer does not count. */
  take({ at, account }: Statement): void {
    if (this.#statement === undefined || at >= this.#statement.at)
      this.#statement = { at, account };
  }

  get gross(): number {
    return this.#parts.markets.gross();
  }

  get open(): Iterable<OrderState> {
    const { open, external } = this.#parts.recorder.portfolio;
    return external.size === 0 ? open.values() : withExternal(open.values(), external.values());
  }

  get recent(): readonly OrderRequest[] {
    return this.#recent;
  }

  get doubtful(): ReadonlySet<Ticker> {
    return this.#parts.recorder.portfolio.doubtful;
  }

  get cashDrift(): number {
    return cashDrift(this.#parts.recorder.portfolio);
  }

  refusal(order: OrderRequest): BrokerRefusal | null {
    return refusalOf(this.#parts.recorder.portfolio.refusals, order)?.broker ?? null;
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
      const id = this.#identify({ source: runner.id, at: watcher.at, symbol, side });
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

  /**
   * Reviews again an order whose fate is unknown, to see whether it is still wanted; journaled.
   *
   * @returns undefined, and nothing is journaled, while only another doubt stands in its way: that
   *   one is being settled, and this one may wait for it
   */
  reviewAgain({ request }: OrderState): Verdict | undefined {
    const verdict = this.#review(request);
    const { controls } = verdict;
    if (verdict.verdict === 'denied' && verdict.denials.every(isDoubt)) return undefined;
    const body = {
      kind: 'reviewed',
      order: request.id,
      verdict: verdict.verdict,
      controls,
    } as const;
    this.#parts.recorder.record(body);
    return verdict;
  }

  /** Whether an approved order may still leave: the engine's state may have changed since. */
  mayLeave(id: ClientOrderId): boolean {
    const order = this.#parts.recorder.portfolio.orders.get(id);
    if (order === undefined || isTerminal(order.status) || order.cancel !== 'none') return false;
    if (this.engine === 'running') return true;
    if (this.engine === 'halted' || this.engine === 'starting') return false;
    return orderFacts(order.request, this).reduces;
  }

  /** Takes in an order of an earlier life, which counts as a decision made lately. */
  recall(order: OrderRequest): void {
    this.#forget(order.decidedAt);
    this.#recent.push(order);
  }

  #review(order: OrderRequest): Verdict {
    const { limits, detail } = this.#parts;
    return review(order, { view: this, limits, detail });
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
    this.#forget(recorder.now);
    const verdict = this.#review(request);
    if (verdict.verdict === 'denied') {
      // A strategy asks again at every bar; the same answer for the same cause stands in the
      // journal once. The gate was asked, so it passes the moment that nothing speaks against it.
      if (isToldAlready(recorder.portfolio.refusals, request, verdict.denials)) return;
    }
    const ordered = recorder.record({ kind: 'ordered', order: request }, cause);
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
    let buying: Quantity = ZERO_QUANTITY;
    let selling: Quantity = ZERO_QUANTITY;
    let free = runner.cash;
    for (const { request, status, filled } of portfolio.open.values()) {
      if (request.book !== runner.id || !mayBeAlive(status)) continue;
      if (request.size.kind !== 'quantity') continue;
      const left = request.size.quantity.minus(filled);
      const value = left.toNumber() * markets.get(request.symbol).price;
      if (request.side === 'buy') free -= value;
      else if (limits.spendProceeds && request.terms.type === 'market') free += value;
      if (request.symbol !== intent.symbol) continue;
      if (request.side === 'buy') buying = buying.plus(left);
      else selling = selling.plus(left);
    }
    return sizeTarget(intent, {
      equity: runner.equity,
      cash: free,
      price: markets.get(intent.symbol).price,
      held: positionOf(portfolio, runner.id, intent.symbol)?.quantity ?? ZERO_QUANTITY,
      buying,
      selling,
      fractional: runner.strategy.fractional,
      cashBuffer: limits.cashBuffer,
    });
  }

  #identify(decision: Omit<StrategyDecision, 'ordinal'>): ClientOrderId {
    const present = this.#present;
    let ordinal = 0;
    for (const made of present) {
      if (made.at !== decision.at) {
        this.#present = [];
        break;
      }
      const { source, symbol, side } = made;
      const alike = source === decision.source && symbol === decision.symbol;
      if (alike && side === decision.side) ordinal += 1;
    }
    const identity = { ...decision, ordinal };
    if (this.#present.length === 0) this.#present = [identity];
    else this.#present.push(identity);
    return this.#parts.orderIds(identity);
  }

  #forget(now: EpochMs): void {
    const oldest = now - this.#parts.limits.duplicateWindowMs;
    while (this.#recent.length > 0 && this.#recent[0]!.decidedAt < oldest) this.#recent.shift();
  }
}

const isDoubt = ({ code }: Denial): boolean => code === doubtfulSymbol.code;

/** Our open orders and those that somebody else has at the same broker, all at their worst. */
function* withExternal(
  ours: Iterable<OrderState>,
  external: Iterable<BrokerOrder>,
): Generator<OrderState> {
  yield* ours;
  for (const order of external) {
    if (!isOpen(order)) continue;
    const id = order.clientId as ClientOrderId;
    const request = { ...order.request, id, book: MANUAL_BOOK, reason: '' };
    const status = isResting(order) ? 'working' : 'quarantined';
    // Others' orders may be held as a part of something larger, such as the far leg of a bracket.
    const stuck = order.status === 'suspended' || order.status === 'pending_review';
    const brokerStatus = stuck ? (order.status as WorkingStatus) : null;
    yield { ...plannedOrder(request), status, brokerStatus, filled: order.filled };
  }
}
