import type { Quantity } from '../../core/decimal.ts';
import type { EpochMs } from '../../core/time.ts';
import type { Sequence } from '../../ledger/journal.ts';
import { positionOf } from '../../ledger/portfolio.ts';
import { isRepeatedDenial } from '../../ledger/refusals.ts';
import type { Ticker } from '../../market/symbol.ts';
import type { Denial } from '../../orders/event.ts';
import { isTerminal, isWaiting, type OrderState } from '../../orders/lifecycle.ts';
import {
  type BookId,
  type ClientOrderId,
  MANUAL_BOOK,
  type OrderRequest,
  type Side,
} from '../../orders/request.ts';
import { unreconciledSymbol } from '../../risk/controls/reconciliation/unreconciled-symbol.ts';
import type { Detail } from '../../risk/evaluate.ts';
import { review, type Verdict } from '../../risk/gate.ts';
import type { RiskLimits } from '../../risk/limits.ts';
import { orderFacts, type RiskView } from '../../risk/view.ts';
import type { Intent, OrderDraft, SingleIntent } from '../../strategy/intent.ts';
import { affordableUnits, sizeTarget, wantedUnits } from '../../strategy/sizing.ts';
import type { BookRunner } from '../book-runner.ts';
import type { ControlEvent } from '../events.ts';
import type { Markets } from '../markets.ts';
import type { Recorder } from '../recorder.ts';
import { flatten } from './flatten.ts';
import { immediateExit, PAST_MARKET } from './immediate-exit.ts';
import { type ALL_BARS, decisionOf, type OrderIds } from './identify.ts';
import { planOrder } from './plan-order.ts';
import { asStep, needsPlan, planTarget, type TargetPlan } from './plan-target.ts';
import { type PlannedDecision, type PlanReviewParts, reviewPlans } from './review-plans.ts';
import { AccountRiskView } from './risk-view.ts';
import { targetFacts } from './size.ts';
import { restKey, WaitingOrders } from './waiting.ts';

/** What the orders of an engine are made from. */
export interface OrdersParts {
  readonly recorder: Recorder;
  readonly markets: Markets;
  readonly limits: RiskLimits;
  readonly orderIds: OrderIds;
  readonly detail: Detail;
  /** The engine's own state and equity, read at the moment of a review. */
  readonly standing: { readonly state: RiskView['engine']; readonly equity: number };
}

/** A strategy's call: its book, and the instant and symbol of the bar that it was called for. */
export interface Moment {
  readonly runner: BookRunner;
  readonly at: EpochMs;
  readonly bar: Ticker | typeof ALL_BARS;
}

interface Decision {
  readonly draft: OrderDraft;
  readonly book: BookId;
  readonly id: ClientOrderId;
  readonly reason: string;
  readonly waits?: OrderRequest['waits'];
  readonly together?: OrderRequest['together'];
}

/**
 * Turns intents into orders: sizes them, gives them their identity, has them reviewed, and commands
 * their submission. Nothing else in Quipu makes a submit command.
 */
export class Orders {
  readonly #parts: OrdersParts;
  readonly view: AccountRiskView;
  readonly waiting: WaitingOrders;

  constructor(parts: OrdersParts) {
    this.#parts = parts;
    const { recorder, markets, limits, standing } = parts;
    const { duplicateWindowMs } = limits;
    this.view = new AccountRiskView({ recorder, markets, duplicateWindowMs, standing });
    this.waiting = new WaitingOrders({
      recorder,
      markets,
      review: (order) => this.reviewAgain(order),
      cancel: (order, reason) => this.cancel(order, reason),
      // The rest of an exit is another order, with an id that follows from its own.
      again: (order, quantity) => this.#orderRest(order, quantity),
    });
  }

  /**
   * Carries out a strategy's intents: cancels first, then targets that sell, then the rest in the
   * order of the answer, so that a target counts on the proceeds of a sell wherever it is named.
   */
  decide(moment: Moment, answer: readonly Intent[]): void {
    this.view.beginAnswer();
    const [first] = answer;
    if (answer.length === 1 && first!.kind !== 'together') {
      this.#carryOut(moment, [first!], { place: 0 });
      return;
    }
    const { intents, groups } = flatten(answer);
    const left: number[] = [];
    // A target counts on the explicit orders that are named before it.
    const ordered = new Set<Ticker>();
    for (const intent of intents) {
      if (intent.kind === 'cancel') this.cancel(intent.order, intent.reason);
    }
    for (const [place, intent] of intents.entries()) {
      if (intent.kind === 'cancel' || groups.has(place)) continue;
      if (intent.kind === 'order') ordered.add(intent.order.symbol);
      const isFirst = intent.kind !== 'order' && !ordered.has(intent.symbol);
      const isSold = isFirst && this.#carryOut(moment, intents, { place, only: 'sell' });
      if (!isSold) left.push(place);
    }
    for (const legs of new Set(groups.values())) this.#carryOutTogether(moment, intents, legs);
    for (const place of left) this.#carryOut(moment, intents, { place });
  }

  /** Carries out the legs of a group: all of them, or none. */
  #carryOutTogether(
    moment: Moment,
    intents: readonly SingleIntent[],
    legs: readonly number[],
  ): void {
    const { orderIds } = this.#parts;
    const { runner } = moment;
    const plans: PlannedDecision[] = [];
    for (const place of legs) {
      const intent = intents[place]!;
      const found = intent.kind === 'cancel' ? undefined : this.#found(runner, intent);
      if (found === undefined) continue;
      const decision = decisionOf(moment, intents, place);
      const { symbol } = decision;
      const idOf = (step: number): ClientOrderId => orderIds({ ...decision, step });
      const plan = 'steps' in found ? found : { cancels: [], steps: [asStep(found)] };
      plans.push({ plan, book: runner.id, symbol, reason: intent.reason, idOf });
    }
    if (plans.length > 0) this.#proposePlans(plans);
  }

  /** What an intent comes to: an order, a plan, or nothing where it is so already. */
  #found(
    runner: BookRunner,
    intent: Exclude<SingleIntent, { kind: 'cancel' }>,
  ): OrderDraft | TargetPlan | undefined {
    return intent.kind === 'order' ? this.#meant(runner, intent) : this.#way(runner, intent);
  }

  /** Carries out one intent; returns whether it did, which a side may prevent. */
  #carryOut(
    moment: Moment,
    intents: readonly SingleIntent[],
    { place, only }: { readonly place: number; readonly only?: Side },
  ): boolean {
    const { orderIds } = this.#parts;
    const { runner } = moment;
    const intent = intents[place]!;
    if (intent.kind === 'cancel') {
      this.cancel(intent.order, intent.reason);
      return true;
    }
    const found = this.#found(runner, intent);
    if (found === undefined) return false;
    const decision = decisionOf(moment, intents, place);
    const { symbol } = decision;
    const isExit = intent.kind === 'order' && found !== intent.order && 'side' in found;
    const reason = isExit ? `${intent.reason}${PAST_MARKET}` : intent.reason;
    if ('steps' in found) {
      if (only !== undefined && found.steps[0]?.side !== only) return false;
      const idOf = (step: number): ClientOrderId => orderIds({ ...decision, step });
      this.#proposePlans([{ plan: found, book: runner.id, symbol, reason, idOf }]);
      return true;
    }
    if (only !== undefined && found.side !== only) return false;
    this.#propose({ draft: found, book: runner.id, id: orderIds(decision), reason }, null);
    return true;
  }

  /** What leads a book to a target: one order, or a plan where its own orders are in the way. */
  #way(
    runner: BookRunner,
    intent: Intent & { kind: 'target' | 'target_quantity' },
  ): OrderDraft | TargetPlan | undefined {
    const { recorder, markets, limits } = this.#parts;
    const facts = { portfolio: recorder.portfolio, markets, limits };
    const { view, orders } = targetFacts(runner, intent, facts);
    const wanted = wantedUnits(intent, view);
    if (wanted === undefined) return undefined;
    const { held } = view;
    if (!needsPlan(orders, held, wanted)) return sizeTarget(intent, view);
    const isFresh = (id: ClientOrderId): boolean => this.view.isOfThisAnswer(id);
    return planTarget({ orders, held, wanted, affordable: affordableUnits(view), isFresh });
  }

  /** What an explicit order means: itself, mostly; see {@link planOrder} for the rest. */
  #meant(runner: BookRunner, { order }: Intent & { kind: 'order' }): OrderDraft | TargetPlan {
    const { portfolio } = this.#parts.recorder;
    const held = positionOf(portfolio, runner.id, order.symbol)?.quantity;
    if (held === undefined) return order;
    const exit = this.#immediateExit(order, held);
    if (exit !== undefined) return exit;
    const plan = planOrder(order, {
      held,
      allowShort: this.#parts.limits.allowShort,
      open: portfolio.open.values(),
      book: runner.id,
    });
    return plan ?? order;
  }

  #immediateExit(order: OrderDraft, held: Quantity): OrderDraft | undefined {
    const { instrument, price } = this.#parts.markets.get(order.symbol);
    return immediateExit(order, { held, instrument, price, limits: this.#parts.limits });
  }

  /** Places a user's order; the same key a second time changes nothing. */
  place(event: ControlEvent & { kind: 'place' }): void {
    this.view.beginAnswer();
    const id = this.#parts.orderIds({ source: MANUAL_BOOK, key: event.key });
    const { draft, book = MANUAL_BOOK } = event;
    const { portfolio } = this.#parts.recorder;
    const held = positionOf(portfolio, book, draft.symbol)?.quantity;
    const exit = held === undefined ? undefined : this.#immediateExit(draft, held);
    const reason = `${event.by}: ${event.reason}${exit === undefined ? '' : PAST_MARKET}`;
    this.#propose({ draft: exit ?? draft, book, id, reason }, null);
  }

  /** Requests the cancel of an order; journaled before it is sent. */
  cancel(id: ClientOrderId, reason: string): void {
    const { recorder } = this.#parts;
    const order = recorder.portfolio.orders.get(id);
    if (order === undefined || isTerminal(order.status)) return;
    if (isWaiting(order)) {
      this.waiting.withdraw(order, reason);
      return;
    }
    const event = { kind: 'cancel_requested', at: recorder.now, order: id, reason } as const;
    if (order.cancel !== 'requested') recorder.record({ kind: 'order_event', event });
    // Without the broker's id there is nothing to cancel yet; the acknowledgment brings it.
    if (order.brokerId !== null) {
      recorder.command({ kind: 'cancel', order: id, brokerId: order.brokerId });
    }
  }

  /** Cancels every open order that would increase a position; exit orders stay open. */
  cancelIncreasing(reason: string): void {
    for (const [id, { request, status }] of this.#parts.recorder.portfolio.open) {
      if (isTerminal(status)) continue;
      const held = this.view.holding(request.symbol);
      const reduces = request.side === 'sell' ? held > 0 : held < 0;
      if (!reduces) this.cancel(id, reason);
    }
  }

  /**
   * Reviews an order of unknown outcome again, to see whether it is still wanted; journaled.
   *
   * @returns undefined, and nothing is journaled, while only another doubt stands in its way: that
   *   one is being settled, and this one may wait for it
   */
  reviewAgain({ request }: OrderState): Verdict | undefined {
    const verdict = this.#review(request);
    const { controls } = verdict;
    if (verdict.verdict === 'denied' && verdict.denials.every(isUnreconciled)) return undefined;
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
  canStillSend(id: ClientOrderId, trusted: boolean): boolean {
    const order = this.#parts.recorder.portfolio.orders.get(id);
    if (order === undefined || isTerminal(order.status) || order.cancel !== 'none') return false;
    if (this.view.engine === 'running' && trusted) return true;
    if (this.view.engine === 'halted' || this.view.engine === 'starting') return false;
    return orderFacts(order.request, this.view).reduces;
  }

  /** Registers an order of an earlier life, which counts as a recent decision. */
  recall(order: OrderRequest): void {
    this.view.forget(order.decidedAt);
    this.view.remember(order);
  }

  #review(order: OrderRequest): Verdict {
    const { limits, detail } = this.#parts;
    return review(order, { view: this.view, limits, detail });
  }

  /**
   * Carries out plans that pass or fail together: all of their orders are journaled and sent, or
   * the one that was denied is journaled and nothing is sent.
   */
  #proposePlans(plans: readonly PlannedDecision[]): void {
    const { recorder, limits, detail } = this.#parts;
    const { orders } = recorder.portfolio;
    const isDecided = plans.some(({ plan, idOf }) => plan.steps.length > 0 && orders.has(idOf(0)));
    if (isDecided) return;
    const request: PlanReviewParts['request'] = (draft, decision) =>
      this.#request({ draft, ...decision });
    const reviewed = reviewPlans(plans, { view: this.view, limits, detail, request });
    const last = reviewed.at(-1);
    if (last?.verdict.verdict === 'denied') {
      for (const one of reviewed.slice(0, -1)) this.#failTogether(one.request, last.request);
      this.#record(last.request, last.verdict, null);
      return;
    }
    for (const { plan, reason } of plans) for (const id of plan.cancels) this.cancel(id, reason);
    for (const one of reviewed) this.#record(one.request, one.verdict, null);
  }

  /** Journals an order that is not sent because another one of its answer was denied. */
  #failTogether(request: OrderRequest, denied: OrderRequest): void {
    if (request.together === undefined) return;
    const message = `the ${denied.side} order for ${denied.symbol} that belongs to it was denied`;
    const denials = [{ code: 'risk.together', message }];
    this.#record(request, { verdict: 'denied', denials, controls: [] }, null);
  }

  #orderRest(order: OrderRequest, quantity: Quantity): void {
    const { book, symbol, side, terms, timeInForce, extendedHours, reason } = order;
    const draft = { symbol, side, quantity, terms, timeInForce, extendedHours };
    const id = this.#parts.orderIds({ source: book, key: restKey(order.id) });
    this.#propose({ draft, book, id, reason }, null);
  }

  #propose(decision: Decision, cause: Sequence | null): void {
    // The same decision made again, after a restart or by an impatient caller, is the same order.
    if (this.#parts.recorder.portfolio.orders.has(decision.id)) return;
    const request = this.#request(decision);
    this.view.forget(request.decidedAt);
    this.#record(request, this.#review(request), cause);
  }

  #request({ draft, book, id, reason, waits, together }: Decision): OrderRequest {
    const { recorder, markets } = this.#parts;
    const request: OrderRequest = {
      id,
      book,
      symbol: draft.symbol,
      instrument: markets.get(draft.symbol).instrument,
      side: draft.side,
      size: { kind: 'quantity', quantity: draft.quantity },
      terms: draft.terms,
      timeInForce: draft.timeInForce,
      extendedHours: draft.extendedHours,
      reason,
      decidedAt: recorder.now,
    };
    if (waits === undefined && together === undefined) return request;
    const bound = together === undefined ? request : { ...request, together };
    return waits === undefined ? bound : { ...bound, waits };
  }

  /** Journals an order and its verdict; sends it if it was approved and waits for nothing. */
  #record(request: OrderRequest, verdict: Verdict, cause: Sequence | null): void {
    const { recorder } = this.#parts;
    const { id } = request;
    if (verdict.verdict === 'denied') {
      // A strategy asks again at every bar; the same answer for the same cause stands in the
      // journal once. The gate was asked, so it passes the moment that nothing speaks against it.
      if (isRepeatedDenial(recorder.portfolio.refusals, request, verdict.denials)) return;
    }
    const ordered = recorder.record({ kind: 'ordered', order: request }, cause);
    this.view.remember(request);
    const { controls } = verdict;
    const body = { kind: 'reviewed', order: id, verdict: verdict.verdict, controls } as const;
    const reviewed = recorder.record(body, ordered);
    if (verdict.verdict === 'approved') {
      if (request.waits !== undefined) this.waiting.add(verdict.order);
      else recorder.command({ kind: 'submit', order: verdict.order, attempt: 1 });
      return;
    }
    const { denials } = verdict;
    const event = { kind: 'denied', at: recorder.now, order: id, denials } as const;
    recorder.record({ kind: 'order_event', event }, reviewed);
  }
}

const isUnreconciled = ({ code }: Denial): boolean => code === unreconciledSymbol.code;
