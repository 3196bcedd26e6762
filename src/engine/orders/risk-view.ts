import { type EpochMs, MINUTE } from '../../core/time.ts';
import { dayStart } from '../../ledger/day.ts';
import { drawdownOf } from '../../ledger/growth.ts';
import type { Statement } from '../../ledger/journal.ts';
import { cashDrift, holding } from '../../ledger/portfolio.ts';
import { type BrokerRefusal, refusalOf } from '../../ledger/refusals.ts';
import type { Ticker } from '../../market/symbol.ts';
import type { BrokerOrder, WorkingStatus } from '../../orders/event.ts';
import { type OrderState, plannedOrder } from '../../orders/lifecycle.ts';
import {
  type ClientOrderId,
  MANUAL_BOOK,
  type OrderRequest,
  parseClientOrderId,
} from '../../orders/request.ts';
import type { HeldSymbol, Holder, MarketView, RiskView, UsageView } from '../../risk/view.ts';
import type { Markets } from '../markets.ts';
import type { Recorder } from '../recorder.ts';
import { isOpenAtBroker, isResting } from './order-events.ts';

/** What the risk view reads from. */
export interface RiskViewParts {
  readonly recorder: Recorder;
  readonly markets: Markets;
  readonly duplicateWindowMs: number;
  /** The engine's own state and equity, read at the moment of a review. */
  readonly standing: { readonly state: RiskView['engine']; readonly equity: number };
}

/** Age at which the broker's buying power is stale, and only our own reservations count. */
const POWER_FRESH_MS = MINUTE;

/** The account, market and recent decisions as the risk controls see them, always current. */
export class AccountRiskView implements UsageView {
  readonly #parts: RiskViewParts;
  readonly #recent: OrderRequest[] = [];
  /** Orders of the answer that is being carried out: two of one answer are no duplicates. */
  #answer: OrderRequest[] = [];
  #statement: Statement | undefined;

  constructor(parts: RiskViewParts) {
    this.#parts = parts;
  }

  get at(): EpochMs {
    return this.#parts.recorder.now;
  }

  get engine(): RiskView['engine'] {
    return this.#parts.standing.state;
  }

  get equity(): number {
    const { markets, standing } = this.#parts;
    return markets.unpriced === 0 ? standing.equity : Number.NaN;
  }

  get dayStartEquity(): number | null {
    return dayStart(this.#parts.recorder.portfolio);
  }

  get drawdown(): number {
    return drawdownOf(this.#parts.recorder.portfolio, this.equity);
  }

  get cash(): number {
    return this.#parts.recorder.portfolio.cash.toNumber();
  }

  /** The broker's reported buying power while it is fresh; null when it is not. */
  get buyingPower(): number | null {
    const statement = this.#statement;
    if (statement === undefined || this.at - statement.at > POWER_FRESH_MS) return null;
    return statement.account.buyingPower.toNumber();
  }

  get statement(): Statement | undefined {
    return this.#statement;
  }

  /** Stores the broker's newest account report. */
  take({ at, account }: Statement): void {
    this.#statement = { at, account };
  }

  get gross(): number {
    return this.#parts.markets.gross();
  }

  get open(): Iterable<OrderState> {
    const { open, external } = this.#parts.recorder.portfolio;
    return external.size === 0 ? open.values() : withExternal(open.values(), external.values());
  }

  get positions(): Iterable<HeldSymbol> {
    return this.#parts.markets.states.values();
  }

  get recent(): readonly OrderRequest[] {
    return this.#recent;
  }

  get unreconciled(): ReadonlySet<Ticker> {
    return this.#parts.recorder.portfolio.unreconciled;
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

  holders(symbol: Ticker): readonly Holder[] {
    const found: Holder[] = [];
    for (const [book, { positions }] of this.#parts.recorder.portfolio.books) {
      const held = positions.get(symbol)?.quantity.toNumber() ?? 0;
      if (held !== 0) found.push({ book, held });
    }
    return found;
  }

  market(symbol: Ticker): MarketView | undefined {
    const state = this.#parts.markets.states.get(symbol);
    return state === undefined || Number.isNaN(state.price) ? undefined : state;
  }

  /** Adds a decision, which is a recent one for the answers after this one. */
  remember(order: OrderRequest): void {
    this.#answer.push(order);
  }

  isOfThisAnswer(id: ClientOrderId): boolean {
    return this.#answer.some((order) => order.id === id);
  }

  /** Begins the next answer of a strategy or a user. */
  beginAnswer(): void {
    if (this.#answer.length === 0) return;
    this.#recent.push(...this.#answer);
    this.#answer = [];
  }

  /** Drops decisions that are older than the duplicate window. */
  forget(now: EpochMs): void {
    const oldest = now - this.#parts.duplicateWindowMs;
    while (this.#recent.length > 0 && this.#recent[0]!.decidedAt < oldest) this.#recent.shift();
  }
}

/** Our open orders and external ones at the same broker, each at its worst case. */
function* withExternal(
  ours: Iterable<OrderState>,
  external: Iterable<BrokerOrder>,
): Generator<OrderState> {
  yield* ours;
  for (const order of external) {
    if (!isOpenAtBroker(order)) continue;
    const id = parseClientOrderId(order.clientId);
    const request = { ...order.request, id, book: MANUAL_BOOK, reason: '' };
    const status = isResting(order) ? 'working' : 'quarantined';
    // Others' orders may be held as a part of something larger, such as the far leg of a bracket.
    const stuck = order.status === 'suspended' || order.status === 'pending_review';
    const brokerStatus = stuck ? (order.status as WorkingStatus) : null;
    yield { ...plannedOrder(request), status, brokerStatus, filled: order.filled };
  }
}
