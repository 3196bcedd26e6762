import { type Money, type Quantity, ZERO_MONEY, ZERO_QUANTITY } from '../core/decimal.ts';
import { ShortMap } from '../core/short-map.ts';
import type { EpochMs, IsoDate } from '../core/time.ts';
import { type Instrument, plainStock } from '../market/instrument.ts';
import type { CorporateAction } from '../market/corporate-action.ts';
import type { Ticker } from '../market/symbol.ts';
import type { BrokerOrder } from '../orders/event.ts';
import { isTerminal, type OrderState } from '../orders/lifecycle.ts';
import type { BookId, ClientOrderId } from '../orders/request.ts';
import type { Growth } from './growth.ts';
import type { Refusals } from './refusals.ts';
import type { Drift, EngineState, RunManifest } from './journal.ts';
import type { ClosedLot, Lot } from './lots.ts';

/** What a book holds of one symbol. */
export interface Position {
  readonly symbol: Ticker;
  readonly instrument: Instrument;
  quantity: Quantity;
  /** Total cost of the open lots, signed like the quantity. */
  cost: Money;
  lots: readonly Lot[];
  openedAt: EpochMs;
}

/** One strategy's share of the account: its own cash, positions and results. */
export interface Book {
  readonly id: BookId;
  cash: Money;
  /** Net deposits. */
  contributed: Money;
  /** Result of closed lots, before fees. */
  realized: Money;
  fees: Money;
  income: Money;
  readonly positions: ShortMap<Ticker, Position>;
  state: 'running' | 'paused' | 'error';
  stateReason: string;
  /** The strategy's scratch memory, canonical JSON; empty when it has none. */
  memory: string;
}

/** Who closes the engine when the drawdown passes its limit; only a user opens it again. */
export const DRAWDOWN = 'R-18 drawdown';

/** Who closes the engine when the day's loss passes a limit, and may open it the next day. */
export const DAILY_LOSS = 'R-17 daily loss';

/** The state of the engine's permission to trade, with who set it and why. */
export interface TradingState {
  readonly state: EngineState;
  readonly by: string;
  readonly reason: string;
  readonly at: EpochMs;
  /** The state apart from {@link DAILY_LOSS}; equal to `state` unless that guard has acted. */
  readonly under: EngineState;
}

/** The current trading day, or the last one. */
export interface SessionStanding {
  readonly date: IsoDate;
  readonly phase: 'open' | 'close';
  /**
   * Equity at the day's first complete valuation, which is its open in most cases; null before it.
   * An estimate.
   */
  readonly openEquity: number | null;
  /** When that was, if it was after the open. */
  readonly valuedAt?: EpochMs;
  /** Net deposits by then, so that a deposit does not count as a gain. */
  readonly openContributed: Money;
  /** The same of each book that there was then; null where the journal does not say. */
  readonly openBooks: ReadonlyMap<BookId, BookOpen> | null;
}

/** A book when the trading day opened, or at the day's first complete valuation. */
export interface BookOpen {
  /** An estimate; null when something it held had no price. */
  readonly equity: number | null;
  readonly contributed: Money;
}

/**
 * The account as the journal tells it: the fold of every entry so far.
 *
 * It belongs to the code that folds. `apply` changes it in place, because an engine folds millions
 * of entries. Other code gets copies through views, never this object.
 */
export interface Portfolio {
  seq: number;
  at: EpochMs;
  manifest: RunManifest | null;
  cash: Money;
  contributed: Money;
  realized: Money;
  fees: Money;
  income: Money;
  readonly books: Map<BookId, Book>;
  /** Shares per symbol over all books; what the broker calls the position. */
  readonly holdings: ShortMap<Ticker, Quantity>;
  readonly orders: Map<ClientOrderId, OrderState> | ShortMap<ClientOrderId, OrderState>;
  /** Orders that may be alive, in the order they were decided. */
  readonly open: ShortMap<ClientOrderId, OrderState>;
  /** Orders at the broker that we did not make, by the broker's id. */
  readonly external: Map<string, BrokerOrder>;
  /** Keys of executions of external orders, of cash flows and of actions already booked. */
  readonly booked: Set<string>;
  engine: TradingState;
  session: SessionStanding | null;
  /** Null before the first valuation of a trading day. */
  growth: Growth | null;
  /** The broker's instant of the statement that is the opening balance; null before. */
  openedAt: EpochMs | null;
  /** The last comparison with the broker. */
  reconciled: { readonly at: EpochMs; readonly drift: readonly Drift[] };
  /** Symbols with an unexplained position difference to the broker. */
  readonly unreconciled: Set<Ticker>;
  /** What blocks orders of strategies, so that it is reported once. */
  readonly refusals: Refusals;
  /** Whether ended orders and booked ids are dropped, as research without a journal may. */
  readonly forgetful: boolean;
  orderCount: number;
  fillCount: number;
  deniedCount: number;
}

/** Callbacks of a fold while it applies an entry; all optional. */
export interface FoldObserver {
  /** An execution closed a lot or a part of one. */
  onClosed?(closed: ClosedLot, book: BookId, symbol: Ticker, at: EpochMs): void;
  /** Shares or cash of a book changed. */
  onPosition?(book: BookId, symbol: Ticker, instrument: Instrument): void;
}

/** An account with nothing in it and nothing known. */
export function emptyPortfolio(forgetful = false): Portfolio {
  const at = 0 as EpochMs;
  const open = new ShortMap<ClientOrderId, OrderState>();
  return {
    seq: 0,
    at,
    manifest: null,
    cash: ZERO_MONEY,
    contributed: ZERO_MONEY,
    realized: ZERO_MONEY,
    fees: ZERO_MONEY,
    income: ZERO_MONEY,
    books: new Map(),
    holdings: new ShortMap(),
    // A portfolio that forgets ended orders knows open ones only.
    orders: forgetful ? open : new Map<ClientOrderId, OrderState>(),
    open,
    external: new Map(),
    booked: new Set(),
    engine: {
      state: 'running',
      by: 'default',
      reason: 'nothing has stopped it',
      at,
      under: 'running',
    },
    session: null,
    growth: null,
    openedAt: null,
    reconciled: { at, drift: [] },
    unreconciled: new Set(),
    refusals: new Map(),
    forgetful,
    orderCount: 0,
    fillCount: 0,
    deniedCount: 0,
  };
}

/** The book of that id, made empty when it is first named. */
export function bookOf(portfolio: Portfolio, id: BookId): Book {
  let book = portfolio.books.get(id);
  if (book === undefined) {
    book = {
      id,
      cash: ZERO_MONEY,
      contributed: ZERO_MONEY,
      realized: ZERO_MONEY,
      fees: ZERO_MONEY,
      income: ZERO_MONEY,
      positions: new ShortMap(),
      state: 'running',
      stateReason: '',
      memory: '',
    };
    portfolio.books.set(id, book);
  }
  return book;
}

/** The account's shares of a symbol, over all books; zero when none. */
export function holding(portfolio: Portfolio, symbol: Ticker): Quantity {
  return portfolio.holdings.get(symbol) ?? ZERO_QUANTITY;
}

/** Dollars by which the broker's cash differs from ours, unexplained and without sign. */
export function cashDrift({ reconciled }: Portfolio): number {
  for (const { what, resolution, ours, theirs } of reconciled.drift) {
    if (what !== 'cash' || resolution !== 'unexplained') continue;
    return Math.abs(Number(ours) - Number(theirs));
  }
  return 0;
}

/** Whether a split or a dividend was already applied, however often it is reported. */
export function isActionApplied({ booked }: Portfolio, action: CorporateAction): boolean {
  return booked.has(actionKey(action));
}

/** The key under which an action that was applied is kept among what is booked. */
export function actionKey({ kind, symbol, exDate }: CorporateAction): string {
  return `action:${kind}:${symbol}:${exDate}`;
}

/** A book's position in a symbol, undefined when it is flat. */
export function positionOf(
  portfolio: Portfolio,
  book: BookId,
  symbol: Ticker,
): Position | undefined {
  return portfolio.books.get(book)?.positions.get(symbol);
}

/** What a held symbol stands for, from the positions; an ordinary stock where nothing is held. */
export function instrumentHeld({ books }: Portfolio, symbol: Ticker): Instrument {
  for (const { positions } of books.values()) {
    const position = positions.get(symbol);
    if (position !== undefined) return position.instrument;
  }
  return plainStock(symbol);
}

/** Files an order's new state under open or not, and counts it once. */
export function fileOrder(portfolio: Portfolio, order: OrderState): void {
  const { id } = order.request;
  // An ended order with missing executions stays open here until they are found.
  const ended = isTerminal(order.status) && !order.gap;
  if (ended) portfolio.open.delete(id);
  else portfolio.open.set(id, order);
  if (!portfolio.forgetful) portfolio.orders.set(id, order);
}
