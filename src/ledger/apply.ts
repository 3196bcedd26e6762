import { assert, unreachable } from '../core/assert.ts';
import { type Money, type Quantity, ZERO_QUANTITY } from '../core/decimal.ts';
import type { EpochMs } from '../core/time.ts';
import type { CorporateAction } from '../market/corporate-action.ts';
import { notional, plainStock } from '../market/instrument.ts';
import type { Ticker } from '../market/symbol.ts';
import type { Fill, OrderEvent } from '../orders/event.ts';
import {
  approvedOrder,
  hasFill,
  isIllegal,
  type OrderState,
  plannedOrder,
  transition,
} from '../orders/lifecycle.ts';
import { type BookId, MANUAL_BOOK } from '../orders/request.ts';
import { applySplit } from './split.ts';
import { growthAfter } from './growth.ts';
import type { CashFlow, JournalBody, JournalEntry } from './journal.ts';
import { bookFill, costOf, moveLots } from './lots.ts';
import { forgetBook, noteDenied, noteFilled, noteRefused, noteAccepted } from './refusals.ts';
import {
  actionKey,
  type Book,
  type BookOpen,
  bookOf,
  DAILY_LOSS,
  type FoldObserver,
  fileOrder,
  holding,
  type Portfolio,
  type Position,
  type SessionStanding,
} from './portfolio.ts';

const SILENT: FoldObserver = {};

/**
 * The one reducer: folds the next entry into the portfolio, in place, and returns it.
 *
 * The engine, recovery, every surface and the dashboard in the browser fold with this function, so
 * they cannot disagree.
 *
 * @throws AssertionError when the entry does not continue the sequence or contradicts the table of
 *   order states, which an engine never journals
 */
export function apply(
  portfolio: Portfolio,
  entry: JournalEntry,
  observer: FoldObserver = SILENT,
): Portfolio {
  fold(portfolio, entry, { at: entry.at, observer, judged: undefined });
  return portfolio;
}

/**
 * Folds an order event that {@link transition} has just checked, so that its result is not computed
 * a second time; otherwise the same as {@link apply}.
 *
 * @param known.judged the state that `transition` gave for the order and the event of the entry
 */
export function applyJudged(
  portfolio: Portfolio,
  entry: JournalEntry,
  known: { readonly observer: FoldObserver; readonly judged: OrderState },
): void {
  fold(portfolio, entry, { at: entry.at, observer: known.observer, judged: known.judged });
}

interface Fold {
  readonly at: EpochMs;
  readonly observer: FoldObserver;
  readonly judged: OrderState | undefined;
}

function fold(portfolio: Portfolio, entry: JournalEntry, parts: Fold): void {
  assert(entry.seq === portfolio.seq + 1, `entry ${entry.seq} follows ${portfolio.seq}`);
  portfolio.seq = entry.seq;
  portfolio.at = entry.at;
  applyBody(portfolio, entry.body, parts);
}

function applyBody(portfolio: Portfolio, body: JournalBody, fold: Fold): void {
  switch (body.kind) {
    case 'order_event':
      applyOrderEvent(portfolio, body.event, fold);
      return;
    case 'ordered':
      portfolio.orderCount += 1;
      fileOrder(portfolio, plannedOrder(body.order));
      return;
    case 'reviewed': {
      if (body.verdict === 'denied') return;
      const order = portfolio.orders.get(body.order);
      assert(order !== undefined, `a verdict names a journaled order, found ${body.order}`);
      // A later verdict is on sending the same request again; alone, it changes nothing.
      if (order.status === 'planned') fileOrder(portfolio, approvedOrder(order, fold.at));
      return;
    }
    case 'cash_moved':
      applyFlow(portfolio, body.flow);
      return;
    case 'book_funded':
      fund(portfolio, body.book, body.amount);
      return;
    case 'action_applied':
      applyAction(portfolio, body.action, fold);
      return;
    case 'adjusted':
      applyAdjustment(portfolio, body, fold);
      return;
    case 'external_order':
      portfolio.external.set(body.order.id, body.order);
      for (const fill of body.order.fills) applyExternalFill(portfolio, fill, fold);
      return;
    default:
      applyState(portfolio, body, fold.at);
  }
}

function applyState(
  portfolio: Portfolio,
  body: Exclude<
    JournalBody,
    {
      kind:
        | 'order_event'
        | 'ordered'
        | 'reviewed'
        | 'cash_moved'
        | 'book_funded'
        | 'action_applied'
        | 'adjusted'
        | 'external_order';
    }
  >,
  at: EpochMs,
): void {
  switch (body.kind) {
    case 'run_started':
      portfolio.manifest = body.manifest;
      bookOf(portfolio, MANUAL_BOOK);
      for (const { book } of body.manifest.books) bookOf(portfolio, book);
      return;
    case 'session':
      portfolio.session = sessionAfter(portfolio, body);
      portfolio.growth = growthAfter(portfolio, body.equity);
      if (body.phase === 'open') portfolio.refusals.clear();
      return;
    case 'day_valued':
      portfolio.session = valuedSession(portfolio, body, at);
      portfolio.growth = growthAfter(portfolio, body.equity);
      return;
    case 'engine_state':
      stand(portfolio, body, at);
      return;
    case 'book_state': {
      forgetBook(portfolio.refusals, body.book);
      const book = bookOf(portfolio, body.book);
      book.state = body.state;
      book.stateReason = body.reason;
      return;
    }
    case 'remembered':
      bookOf(portfolio, body.book).memory = body.memory;
      return;
    case 'reconciled':
      portfolio.openedAt ??= body.asOf;
      for (const id of body.contained ?? []) portfolio.booked.add(`flow:${id}`);
      portfolio.reconciled = { at, drift: body.drift };
      portfolio.unreconciled.clear();
      for (const drift of body.drift) {
        if (drift.resolution === 'unexplained' && drift.symbol !== null) {
          portfolio.unreconciled.add(drift.symbol);
        }
      }
      return;
    case 'illegal_event':
      return;
    default:
      unreachable(body, 'every kind of entry has an effect');
  }
}

function sessionAfter(
  portfolio: Portfolio,
  { phase, date, equity, books }: JournalBody & { kind: 'session' },
): SessionStanding {
  const { session, contributed } = portfolio;
  if (phase === 'open') {
    const openBooks = opening(portfolio, books);
    return { date, phase, openEquity: equity, openContributed: contributed, openBooks };
  }
  return {
    date,
    phase,
    openEquity: session?.openEquity ?? null,
    openContributed: session?.openContributed ?? contributed,
    openBooks: session?.openBooks ?? null,
    ...(session?.valuedAt === undefined ? {} : { valuedAt: session.valuedAt }),
  };
}

function valuedSession(
  portfolio: Portfolio,
  { date, equity, books }: JournalBody & { kind: 'day_valued' },
  valuedAt: EpochMs,
): SessionStanding {
  const { session, contributed } = portfolio;
  assert(session !== null && session.date === date, `a trading day is open on ${date}`);
  const openBooks = opening(portfolio, books);
  return { ...session, openEquity: equity, openContributed: contributed, openBooks, valuedAt };
}

function opening(
  { books }: Portfolio,
  equities: Readonly<Record<string, number | null>> | undefined,
): ReadonlyMap<BookId, BookOpen> | null {
  if (equities === undefined) return null;
  const open = new Map<BookId, BookOpen>();
  for (const { id, contributed } of books.values()) {
    open.set(id, { equity: equities[id] ?? null, contributed });
  }
  return open;
}

function stand(
  portfolio: Portfolio,
  { state, by, reason }: JournalBody & { kind: 'engine_state' },
  at: EpochMs,
): void {
  portfolio.refusals.clear();
  const under = by === DAILY_LOSS ? portfolio.engine.under : state;
  portfolio.engine = { state, by, reason, at, under };
}

function applyOrderEvent(portfolio: Portfolio, event: OrderEvent, fold: Fold): void {
  const before = portfolio.orders.get(event.order);
  assert(before !== undefined, `an event names a journaled order, found ${event.order}`);
  const after = fold.judged ?? transition(before, event);
  assert(!isIllegal(after), isIllegal(after) ? after.found : 'legal');
  if (after === before) return;
  if (event.kind === 'filled') {
    noteFilled(portfolio.refusals, before.request);
    portfolio.fillCount += 1;
    applyFill(portfolio, { fill: event.fill, book: before.request.book }, fold);
  } else if (event.kind === 'denied') {
    portfolio.deniedCount += 1;
    noteDenied(portfolio.refusals, before.request, { denials: event.denials, at: fold.at });
  } else if (event.kind === 'rejected') {
    noteRefused(portfolio.refusals, before.request, { evidence: event.evidence, at: fold.at });
  } else if (event.kind === 'accepted' && before.brokerId === null) {
    noteAccepted(portfolio.refusals, before.request);
  }
  fileOrder(portfolio, after);
}

function applyExternalFill(portfolio: Portfolio, fill: Fill, fold: Fold): void {
  // What was executed before the opening balance was taken is in it already.
  if (portfolio.openedAt === null || fill.at <= portfolio.openedAt) return;
  const key = `fill:${fill.order}:${fill.cumulative.toString()}`;
  if (portfolio.booked.has(key)) return;
  portfolio.booked.add(key);
  portfolio.fillCount += 1;
  applyFill(portfolio, { fill, book: MANUAL_BOOK }, fold);
}

function applyFill(
  portfolio: Portfolio,
  { fill, book: bookId }: { readonly fill: Fill; readonly book: BookId },
  { observer }: Fold,
): void {
  const book = bookOf(portfolio, bookId);
  const value = notional(fill.instrument, fill.price, fill.quantity);
  const cash = fill.side === 'buy' ? value.negated() : value;
  book.cash = book.cash.plus(cash);
  portfolio.cash = portfolio.cash.plus(cash);
  const position = book.positions.get(fill.symbol);
  const change = bookFill(position?.lots ?? [], fill);
  for (const closed of change.closed) {
    book.realized = book.realized.plus(closed.realized);
    portfolio.realized = portfolio.realized.plus(closed.realized);
    observer.onClosed?.(closed, bookId, fill.symbol, fill.at);
  }
  const signed = fill.side === 'buy' ? fill.quantity : fill.quantity.negated();
  moveHolding(portfolio, fill.symbol, signed);
  if (change.lots.length === 0) {
    book.positions.delete(fill.symbol);
  } else if (position === undefined) {
    book.positions.set(fill.symbol, {
      symbol: fill.symbol,
      instrument: fill.instrument,
      quantity: signed,
      cost: costOf(change.lots),
      lots: change.lots,
      openedAt: fill.at,
    });
  } else {
    const flipped = position.quantity.sign() !== change.lots[0]!.quantity.sign();
    position.quantity = position.quantity.plus(signed);
    position.cost = costOf(change.lots);
    position.lots = change.lots;
    if (flipped) position.openedAt = fill.at;
  }
  observer.onPosition?.(bookId, fill.symbol, fill.instrument);
}

function moveHolding(portfolio: Portfolio, symbol: Ticker, signed: Quantity): void {
  const after = holding(portfolio, symbol).plus(signed);
  if (after.isZero()) portfolio.holdings.delete(symbol);
  else portfolio.holdings.set(symbol, after);
}

function applyFlow(portfolio: Portfolio, flow: CashFlow): void {
  if (!portfolio.forgetful) {
    const key = `flow:${flow.id}`;
    if (portfolio.booked.has(key)) return;
    portfolio.booked.add(key);
  }
  const book = bookOf(portfolio, flow.book);
  book.cash = book.cash.plus(flow.amount);
  portfolio.cash = portfolio.cash.plus(flow.amount);
  switch (flow.kind) {
    case 'deposit':
    case 'withdrawal':
      book.contributed = book.contributed.plus(flow.amount);
      portfolio.contributed = portfolio.contributed.plus(flow.amount);
      return;
    case 'fee':
      book.fees = book.fees.minus(flow.amount);
      portfolio.fees = portfolio.fees.minus(flow.amount);
      return;
    case 'dividend':
    case 'interest':
      book.income = book.income.plus(flow.amount);
      portfolio.income = portfolio.income.plus(flow.amount);
  }
}

function fund(portfolio: Portfolio, id: BookId, amount: Money): void {
  const manual = bookOf(portfolio, MANUAL_BOOK);
  const book = bookOf(portfolio, id);
  manual.cash = manual.cash.minus(amount);
  manual.contributed = manual.contributed.minus(amount);
  book.cash = book.cash.plus(amount);
  book.contributed = book.contributed.plus(amount);
}

function applyAction(portfolio: Portfolio, action: CorporateAction, fold: Fold): void {
  const { observer } = fold;
  portfolio.booked.add(actionKey(action));
  if (action.kind === 'ended') {
    closeEnded(portfolio, action, fold);
    return;
  }
  // A dividend's cash is a separate flow: what the broker paid, not what we think it owes.
  if (action.kind === 'dividend') return;
  const held: (readonly [BookId, Position])[] = [];
  for (const book of portfolio.books.values()) {
    const position = book.positions.get(action.symbol);
    // A company splits its shares; a contract is adjusted by the exchange, under a new symbol.
    if (position?.instrument.assetClass === 'us_equity') held.push([book.id, position]);
  }
  const positions = held.map(([, position]) => position);
  moveHolding(portfolio, action.symbol, applySplit(positions, action));
  for (const [book, { instrument }] of held) {
    observer.onPosition?.(book, action.symbol, instrument);
  }
}

/** Closes every position of a symbol that has ended, at its price, with its realized P&L. */
function closeEnded(
  portfolio: Portfolio,
  { symbol, at, price, exDate }: CorporateAction & { readonly kind: 'ended' },
  fold: Fold,
): void {
  for (const { id: book, positions } of portfolio.books.values()) {
    const position = positions.get(symbol);
    if (position === undefined) continue;
    const { instrument } = position;
    const isLong = position.quantity.sign() > 0;
    const quantity = isLong ? position.quantity : position.quantity.negated();
    const id = `ended-${symbol}-${exDate}`;
    const fill: Fill = {
      id: id as Fill['id'],
      order: id as Fill['order'],
      symbol,
      instrument,
      side: isLong ? 'sell' : 'buy',
      quantity,
      price,
      at,
      cumulative: quantity,
    };
    applyFill(portfolio, { fill, book }, fold);
  }
}

function applyAdjustment(
  portfolio: Portfolio,
  body: JournalBody & { kind: 'adjusted' },
  { at, observer }: Fold,
): void {
  const book: Book = bookOf(portfolio, body.book);
  book.cash = book.cash.plus(body.cash);
  portfolio.cash = portfolio.cash.plus(body.cash);
  const brought = body.cash.plus(body.cost);
  book.contributed = book.contributed.plus(brought);
  portfolio.contributed = portfolio.contributed.plus(brought);
  const { symbol } = body;
  if (symbol === null) return;
  const position = book.positions.get(symbol);
  const instrument = position?.instrument ?? body.instrument ?? plainStock(symbol);
  const moved = { quantity: body.quantity, value: body.cost, at };
  const { lots, realized } = moveLots(position?.lots ?? [], moved);
  book.realized = book.realized.plus(realized);
  portfolio.realized = portfolio.realized.plus(realized);
  moveHolding(portfolio, symbol, body.quantity);
  if (lots.length === 0) {
    book.positions.delete(symbol);
  } else {
    const quantity = (position?.quantity ?? ZERO_QUANTITY).plus(body.quantity);
    const openedAt = position?.openedAt ?? at;
    const cost = costOf(lots);
    book.positions.set(symbol, { symbol, instrument, quantity, cost, lots, openedAt });
  }
  observer.onPosition?.(body.book, symbol, instrument);
}

/**
 * Whether an execution is already in the portfolio, wherever its order came from: booked, or part
 * of the opening balance.
 */
export function isBooked(portfolio: Portfolio, fill: Fill): boolean {
  const order = portfolio.orders.get(fill.order);
  if (order !== undefined) return hasFill(order, fill);
  if (portfolio.openedAt !== null && fill.at <= portfolio.openedAt) return true;
  return portfolio.booked.has(`fill:${fill.order}:${fill.cumulative.toString()}`);
}
