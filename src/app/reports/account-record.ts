import type { RoundTrip } from '../../analysis/performance/input.ts';
import { ZERO_MONEY } from '../../core/decimal.ts';
import type { EpochMs, IsoDate } from '../../core/time.ts';
import { plainTrips, TradeCollector } from '../../research/record/round-trips.ts';
import { apply } from '../../ledger/apply.ts';
import type { CashFlow, JournalEntry } from '../../ledger/journal.ts';
import type { ClosedLot } from '../../ledger/lots.ts';
import {
  emptyPortfolio,
  type FoldObserver,
  instrumentHeld,
  type Portfolio,
} from '../../ledger/portfolio.ts';
import { marketValue } from '../../market/instrument.ts';
import type { Ticker } from '../../market/symbol.ts';
import type { Fill } from '../../orders/event.ts';
import type { BookId, ClientOrderId } from '../../orders/request.ts';

/** An account at the end of a trading day, or at the last entry of a day that has not ended. */
export interface AccountDay {
  readonly date: IsoDate;
  /** Dollars, an estimate: as journaled at the close, else at the last known prices. */
  equity: number;
  /** Whether the journal has the close, so that `equity` is the journaled value. */
  closed: boolean;
  /** Net deposits (deposits minus withdrawals), from the first entry until now. */
  contributed: number;
  cash: number;
  fees: number;
  income: number;
  /** Notional of the day's executions, dollars. */
  traded: number;
  /** Cost of the positions by symbol, dollars; negative for a short position. */
  held: ReadonlyMap<Ticker, number>;
}

/** An execution compared with the price that the risk gate saw when the order was decided. */
export interface Slippage {
  readonly at: EpochMs;
  readonly symbol: string;
  /** Basis points of the decision price, positive for a loss. */
  readonly bps: number;
  /** Dollars, positive for a loss. */
  readonly cost: number;
}

/** Current values of a running engine that are not in the journal. */
export interface AccountNow {
  readonly equity: number;
  /** The last price of a symbol, NaN where there is none. */
  readonly price: (symbol: Ticker) => number;
}

/**
 * Collects from a journal what an account report needs, with the one reducer.
 *
 * A journal holds no market data except the equity at the open and close of each day. A day without
 * a close is valued at the last journaled price of each holding, from an execution or a review.
 */
export class AccountRecord implements FoldObserver {
  readonly portfolio: Portfolio = emptyPortfolio();
  readonly days: AccountDay[] = [];
  readonly denials: { readonly at: EpochMs; readonly code: string }[] = [];
  readonly slippages: Slippage[] = [];
  /** Equity when the account was first known, dollars; undefined before. */
  opening: { readonly equity: number; readonly contributed: number } | undefined;
  entries = 0;
  readonly #trades = new TradeCollector();
  readonly #prices = new Map<Ticker, number>();
  readonly #decided = new Map<ClientOrderId, number>();
  readonly #fees: { readonly at: EpochMs; readonly flow: CashFlow }[] = [];
  #day: AccountDay | undefined;

  onClosed(closed: ClosedLot, _book: BookId, symbol: Ticker, at: EpochMs): void {
    this.#trades.onClosed(closed, symbol, at);
  }

  /** Applies the next entry. */
  note(entry: JournalEntry): void {
    const { body } = entry;
    this.entries += 1;
    if (body.kind === 'session' && body.phase === 'open') this.#start(body.date);
    apply(this.portfolio, entry, this);
    this.#see(entry);
    this.#open();
    const day = this.#day;
    if (body.kind !== 'session' || body.phase !== 'close' || day?.date !== body.date) return;
    if (day.closed || body.equity === null || !isWorth(body.equity)) return;
    this.#settle(day, body.equity);
    day.closed = true;
  }

  /** Ends the record; a running day is valued at `now` if the engine runs. */
  finish(now?: AccountNow): void {
    if (now !== undefined) {
      for (const symbol of this.portfolio.holdings.keys()) {
        const price = now.price(symbol);
        if (Number.isFinite(price)) this.#prices.set(symbol, price);
      }
      if (this.#day !== undefined && !this.#day.closed && isWorth(now.equity)) {
        this.#settle(this.#day, now.equity);
        this.days.push(this.#day);
        this.#day = undefined;
      }
    }
    this.#seal();
  }

  /** Returns the last journaled price of a symbol; its average cost if there is none. */
  priceOf(symbol: Ticker): number {
    const known = this.#prices.get(symbol);
    if (known !== undefined) return known;
    const shares = this.portfolio.holdings.get(symbol)?.toNumber() ?? 0;
    const each = marketValue(instrumentHeld(this.portfolio, symbol), 1, shares);
    return shares === 0 ? Number.NaN : (this.#held().get(symbol) ?? 0) / each;
  }

  /** Returns the exact cost of a symbol's open lots over all books, as a decimal string. */
  costOf(symbol: Ticker): string {
    let cost = ZERO_MONEY;
    for (const book of this.portfolio.books.values()) {
      cost = cost.plus(book.positions.get(symbol)?.cost ?? ZERO_MONEY);
    }
    return cost.toString();
  }

  /**
   * Returns every round trip; a fee belongs to the last trip of its symbol that closed before it.
   */
  trips(): readonly RoundTrip[] {
    const trips = [...plainTrips(this.#trades.views())];
    for (const { at, flow } of this.#fees) {
      const row = trips.findLastIndex(
        ({ symbol, closedAt }) => symbol === flow.symbol && closedAt <= at,
      );
      const trip = trips[row];
      if (trip === undefined) continue;
      const fee = -flow.amount.toNumber();
      trips[row] = { ...trip, fees: trip.fees + fee, pnl: trip.pnl - fee };
    }
    return trips;
  }

  #see({ at, body }: JournalEntry): void {
    if (body.kind === 'reviewed') {
      const market = body.controls.find(({ control }) => control === 'R-05')?.inputs['market'];
      if (typeof market === 'number' && market > 0) this.#decided.set(body.order, market);
    } else if (body.kind === 'order_event' && body.event.kind === 'filled') {
      this.#fill(body.event.fill, at);
    } else if (body.kind === 'order_event' && body.event.kind === 'denied') {
      for (const { code } of body.event.denials) this.denials.push({ at, code });
    } else if (body.kind === 'cash_moved' && body.flow.kind === 'fee') {
      this.#fees.push({ at, flow: body.flow });
    } else if (body.kind === 'action_applied' && body.action.kind === 'split') {
      // A price from before a split says nothing about the shares after it.
      this.#prices.delete(body.action.symbol);
    }
  }

  #fill(fill: Fill, at: EpochMs): void {
    this.#trades.onFill(fill);
    const price = fill.price.toNumber();
    const shares = fill.quantity.toNumber();
    const value = (each: number): number => marketValue(fill.instrument, each, shares);
    if (this.#day !== undefined) this.#day.traded += value(price);
    this.#prices.set(fill.symbol, price);
    const decided = this.#decided.get(fill.order);
    if (decided === undefined) return;
    const away = (fill.side === 'buy' ? 1 : -1) * (price - decided);
    const bps = (away / decided) * 10_000;
    this.slippages.push({ at, symbol: fill.symbol, bps, cost: value(away) });
  }

  /** Records the value of the account at its first balance. */
  #open(): void {
    if (this.opening !== undefined) return;
    const equity = this.#worth();
    if (!isWorth(equity)) return;
    this.opening = { equity, contributed: this.portfolio.contributed.toNumber() };
  }

  #start(date: IsoDate): void {
    if (this.#day?.date === date) return;
    this.#seal();
    const nothing = { equity: 0, contributed: 0, cash: 0, fees: 0, income: 0 };
    this.#day = { date, closed: false, traded: 0, held: new Map(), ...nothing };
  }

  #seal(): void {
    const day = this.#day;
    this.#day = undefined;
    if (day === undefined) return;
    if (!day.closed) this.#settle(day, this.#worth());
    if (isWorth(day.equity)) this.days.push(day);
  }

  #settle(day: AccountDay, equity: number): void {
    const { portfolio } = this;
    day.equity = equity;
    day.contributed = portfolio.contributed.toNumber();
    day.cash = portfolio.cash.toNumber();
    day.fees = portfolio.fees.toNumber();
    day.income = portfolio.income.toNumber();
    day.held = this.#held();
  }

  #held(): Map<Ticker, number> {
    const held = new Map<Ticker, number>();
    for (const book of this.portfolio.books.values()) {
      for (const { symbol, cost } of book.positions.values()) {
        held.set(symbol, (held.get(symbol) ?? 0) + cost.toNumber());
      }
    }
    return held;
  }

  #worth(): number {
    let total = this.portfolio.cash.toNumber();
    for (const [symbol, quantity] of this.portfolio.holdings) {
      const instrument = instrumentHeld(this.portfolio, symbol);
      total += marketValue(instrument, this.priceOf(symbol), quantity.toNumber());
    }
    return total;
  }
}

/** Before its first balance an account has no equity, which is not a point of its curve. */
function isWorth(equity: number): boolean {
  return Number.isFinite(equity) && equity !== 0;
}
