import type { EpochMs } from '../../core/time.ts';
import { marketValue } from '../../market/instrument.ts';
import type { Ticker } from '../../market/symbol.ts';
import type { OrderState } from '../../orders/lifecycle.ts';
import type { BookId, ClientOrderId, OrderRequest } from '../../orders/request.ts';
import { type Holder, type MarketView, type RiskView, sharesOf } from '../../risk/view.ts';

/** What is taken as done when an order that waits for it is reviewed. */
export interface Assumption {
  /** Orders that will have ended. */
  readonly ended: ReadonlySet<ClientOrderId>;
  /** Orders that will be filled completely, at the last price. */
  readonly filled: readonly OrderRequest[];
  /** Orders that will be working, because they are sent together with it. */
  readonly working: readonly OrderState[];
}

/**
 * The account as it will be when an order is sent that waits for others: their cancels done, and
 * the orders before it filled at the last prices.
 */
export class AssumedView implements RiskView {
  readonly #now: RiskView;
  readonly #assumed: Assumption;
  readonly cash: number;
  readonly gross: number;
  readonly buyingPower: number | null;

  constructor(now: RiskView, assumed: Assumption) {
    this.#now = now;
    this.#assumed = assumed;
    let { cash, gross } = now;
    let power = now.buyingPower;
    for (const order of assumed.filled) {
      const price = now.market(order.symbol)?.price ?? Number.NaN;
      const value = marketValue(order.instrument, price, sharesOf(order, price));
      cash += order.side === 'sell' ? value : -value;
      // A filled close frees what it closed; nothing else is assumed to be filled.
      gross -= value;
      power = power === null ? null : power + value;
    }
    this.cash = cash;
    this.gross = gross;
    this.buyingPower = power;
  }

  get at(): EpochMs {
    return this.#now.at;
  }

  get engine(): RiskView['engine'] {
    return this.#now.engine;
  }

  get equity(): number {
    return this.#now.equity;
  }

  get dayStartEquity(): number | null {
    return this.#now.dayStartEquity;
  }

  get drawdown(): number {
    return this.#now.drawdown;
  }

  get open(): Iterable<OrderState> {
    return this.#stillOpen();
  }

  *#stillOpen(): Generator<OrderState> {
    for (const order of this.#now.open) {
      if (!this.#assumed.ended.has(order.request.id)) yield order;
    }
    yield* this.#assumed.working;
  }

  get recent(): readonly OrderRequest[] {
    return this.#now.recent;
  }

  get unreconciled(): ReadonlySet<Ticker> {
    return this.#now.unreconciled;
  }

  get cashDrift(): number {
    return this.#now.cashDrift;
  }

  refusal(order: OrderRequest): ReturnType<RiskView['refusal']> {
    return this.#now.refusal(order);
  }

  holding(symbol: Ticker): number {
    let held = this.#now.holding(symbol);
    for (const order of this.#assumed.filled) {
      if (order.symbol !== symbol) continue;
      const shares = sharesOf(order, this.#now.market(symbol)?.price ?? Number.NaN);
      held += order.side === 'buy' ? shares : -shares;
    }
    return held;
  }

  *holders(symbol: Ticker): Generator<Holder> {
    for (const { book, held } of this.#now.holders(symbol)) {
      yield { book, held: held + this.#filledIn(symbol, book) };
    }
  }

  /** Shares that a book will have more of, negative when fewer. */
  #filledIn(symbol: Ticker, book: BookId): number {
    const price = this.#now.market(symbol)?.price ?? Number.NaN;
    let shares = 0;
    for (const order of this.#assumed.filled) {
      if (order.symbol !== symbol || order.book !== book) continue;
      shares += order.side === 'buy' ? sharesOf(order, price) : -sharesOf(order, price);
    }
    return shares;
  }

  market(symbol: Ticker): MarketView | undefined {
    return this.#now.market(symbol);
  }
}
