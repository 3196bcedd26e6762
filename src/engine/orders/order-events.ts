import { isBooked } from '../../ledger/apply.ts';
import type { BrokerFlow, CashFlow } from '../../ledger/journal.ts';
import { COST_SCALE } from '../../ledger/lots.ts';
import { allocate } from '../../core/decimal.ts';
import type { EpochMs } from '../../core/time.ts';
import { holding } from '../../ledger/portfolio.ts';
import type { Ticker } from '../../market/symbol.ts';
import { type BrokerOrder, type Evidence, isWorking, type OrderEvent } from '../../orders/event.ts';
import {
  isIllegal,
  isTerminal,
  type OrderState,
  rejectedOnSubmit,
  transition,
} from '../../orders/lifecycle.ts';
import {
  type BookId,
  type ClientOrderId,
  isOwnOrderId,
  MANUAL_BOOK,
  parseClientOrderId,
} from '../../orders/request.ts';
import { sameTerms } from '../../orders/same-terms.ts';
import type { Answer } from '../events.ts';
import type { Recorder } from '../recorder.ts';

const ENDED: ReadonlySet<string> = new Set([
  'filled',
  'canceled',
  'expired',
  'rejected',
  'replaced',
]);

/**
 * Books what the broker reports about an order, from any source, exactly once.
 *
 * A repeated message changes nothing and leaves no entry; one that contradicts a proven state is
 * journaled as illegal and pauses its book, while everything else runs on.
 *
 * @returns whether an entry was made
 */
export function bookOrderEvent(recorder: Recorder, event: OrderEvent): boolean {
  const { portfolio } = recorder;
  const before = portfolio.orders.get(event.order);
  if (before === undefined) {
    // It carries our prefix and is not in our journal; it must be booked, whatever made it.
    if (!portfolio.forgetful) recorder.command({ kind: 'find', order: event.order });
    return false;
  }
  if (event.kind === 'filled' && isBooked(portfolio, event.fill)) return false;
  const after = transition(before, event);
  if (isIllegal(after)) {
    const book = portfolio.books.get(before.request.book);
    // The same contradiction reported again adds nothing.
    if (book?.state === 'error' && book.stateReason === after.found) return false;
    const cause = recorder.record({ kind: 'illegal_event', event, found: after.found });
    const body = {
      kind: 'book_state',
      book: before.request.book,
      state: 'error',
      reason: after.found,
    } as const;
    recorder.record(body, cause);
    return true;
  }
  if (after === before || tellsNothing(before, after, event)) return false;
  recorder.recordJudged(event, after);
  if (event.kind === 'filled') recorder.noteFilled(after.request);
  followUp(recorder, { before, after }, event);
  return true;
}

function tellsNothing(before: OrderState, after: OrderState, event: OrderEvent): boolean {
  if (event.kind === 'not_found') return true;
  if (event.kind !== 'accepted') return false;
  return (
    before.status === after.status &&
    before.brokerId === after.brokerId &&
    before.brokerStatus === after.brokerStatus
  );
}

function followUp(
  recorder: Recorder,
  { before, after }: { readonly before: OrderState; readonly after: OrderState },
  event: OrderEvent,
): void {
  const { id } = after.request;
  const { brokerId } = after;
  const appears = event.kind === 'accepted' || event.kind === 'filled';
  if (appears && !isTerminal(after.status)) {
    // The order is no longer wanted: it was abandoned and then appeared.
    const unwanted = before.status === 'abandoned' || rejectedOnSubmit(before);
    if (unwanted && after.cancel !== 'requested') {
      requestCancel(recorder, after, 'it was given up for lost and appeared after all');
    } else if (after.cancel === 'requested' && before.brokerId === null && brokerId !== null) {
      recorder.command({ kind: 'cancel', order: id, brokerId });
    }
  }
  if (event.kind === 'rejected' || event.kind === 'denied') failTogether(recorder, after);
  // If the answer to a query leaves the order open, query again later, not in a tight loop.
  if ('evidence' in event && event.evidence.source === 'query') return;
  if (event.kind === 'quarantined' || after.gap) recorder.command({ kind: 'find', order: id });
}

/** Cancels what is left of the orders that belong to one that the broker refused. */
function failTogether(recorder: Recorder, { request: { symbol, together, id } }: OrderState): void {
  for (const other of together ?? []) {
    const order = recorder.portfolio.open.get(other);
    if (other === id || order === undefined || isTerminal(order.status)) continue;
    if (order.cancel === 'requested') continue;
    requestCancel(recorder, order, `the order for ${symbol} that belongs to it was refused`);
  }
}

/** Requests a cancel of an order; journaled first. Its broker id may not be known yet. */
function requestCancel(
  recorder: Recorder,
  { request: { id: order }, brokerId }: Pick<OrderState, 'request' | 'brokerId'>,
  reason: string,
): void {
  const event = { kind: 'cancel_requested', at: recorder.now, order, reason } as const;
  recorder.record({ kind: 'order_event', event });
  if (brokerId !== null) recorder.command({ kind: 'cancel', order, brokerId });
}

/** Books the answer to a submission. */
export function bookSubmission(
  recorder: Recorder,
  { order, attempt, submission }: Answer & { kind: 'submission' },
): void {
  const { evidence, at } = submission;
  recorder.observe(at);
  switch (submission.kind) {
    case 'acknowledged': {
      const { brokerId, status } = submission;
      bookOrderEvent(recorder, { kind: 'accepted', at, order, brokerId, status, evidence });
      return;
    }
    case 'refused':
      bookOrderEvent(recorder, { kind: 'rejected', at, order, evidence });
      return;
    case 'withheld':
      bookWithheld(recorder, { order, attempt, at, evidence });
      return;
    case 'duplicate':
    case 'unknown':
      // Either way the broker must be asked; a duplicate is there already, by an earlier attempt.
      bookOrderEvent(recorder, { kind: 'outcome_unknown', at, order, attempt, evidence });
      if (submission.kind === 'duplicate') recorder.command({ kind: 'find', order });
  }
}

/** An order that never left is denied; a repeat that never left leaves the first one unknown. */
function bookWithheld(
  recorder: Recorder,
  parts: {
    readonly order: ClientOrderId;
    readonly attempt: number;
    readonly at: EpochMs;
    readonly evidence: Evidence;
  },
): void {
  const { order, attempt, at, evidence } = parts;
  const status = recorder.portfolio.orders.get(order)?.status;
  if (attempt === 1 && (status === 'intent' || status === 'in_flight')) {
    const denials = [{ code: 'risk.withheld', message: evidence.message }];
    bookOrderEvent(recorder, { kind: 'denied', at, order, denials });
  } else {
    bookOrderEvent(recorder, { kind: 'outcome_unknown', at, order, attempt, evidence });
  }
}

/**
 * Books an order as the broker describes it when asked: missing executions first, then its state.
 */
export function bookFound(recorder: Recorder, found: BrokerOrder): void {
  const order = parseClientOrderId(found.clientId);
  const at = recorder.now;
  const evidence: Evidence = { source: 'query', message: `status ${found.status}` };
  for (const fill of found.fills) {
    const complete = found.status === 'filled' && fill.cumulative.equals(found.filled);
    bookOrderEvent(recorder, { kind: 'filled', at: fill.at, order, fill, complete, evidence });
  }
  const { id: brokerId, status } = found;
  if (isAnother(recorder, found)) return;
  if (status === 'partially_filled' || status === 'filled' || isWorking(status)) {
    const resting = isWorking(status) ? status : 'new';
    // The broker's own instant: an answer may have been overtaken by what the stream said.
    const stated = { at: found.updatedAt, status: resting, evidence };
    bookOrderEvent(recorder, { kind: 'accepted', order, brokerId, ...stated });
  }
  const known = recorder.portfolio.orders.get(order);
  if (known !== undefined && known.filled.lessThan(found.filled)) {
    bookOrderEvent(recorder, { kind: 'fill_gap', at, order, cumulative: found.filled, evidence });
  }
  if (status === 'canceled' || status === 'expired' || status === 'rejected') {
    bookOrderEvent(recorder, { kind: status, at, order, evidence });
  } else if (status === 'replaced') {
    bookOrderEvent(recorder, {
      kind: 'replaced',
      at,
      order,
      by: found.replacedBy ?? '',
      evidence,
    });
  } else if (status !== 'filled' && status !== 'partially_filled' && !isWorking(status)) {
    bookOrderEvent(recorder, { kind: 'quarantined', at, order, evidence });
  }
}

/**
 * Whether a quarantined order works at the broker on terms other than ours. It stays in
 * quarantine and is canceled, and the engine halts: the order sent was not the one approved.
 */
function isAnother(recorder: Recorder, found: BrokerOrder): boolean {
  const { orders, engine } = recorder.portfolio;
  const known = orders.get(parseClientOrderId(found.clientId));
  if (known?.status !== 'quarantined' || !isOpenAtBroker(found)) return false;
  if (sameTerms(known.request, found.request)) return false;
  const reason = `the broker works order ${found.clientId} in other terms than were approved`;
  if (known.cancel !== 'requested') {
    requestCancel(recorder, { request: known.request, brokerId: found.id }, reason);
  }
  if (engine.state !== 'halted') {
    recorder.record({ kind: 'engine_state', state: 'halted', by: 'R-34 egress', reason });
  }
  return true;
}

/** Whether the broker may still execute an order, as far as its status tells. */
export function isOpenAtBroker({ status }: Pick<BrokerOrder, 'status'>): boolean {
  return !ENDED.has(status);
}

/** Whether a status of the broker is one in which an order rests or waits as usual. */
export function isResting({ status }: Pick<BrokerOrder, 'status'>): boolean {
  return status === 'partially_filled' || isWorking(status);
}

/** Whether a description of an order was made before another one. */
function isOlder(order: BrokerOrder, than: BrokerOrder): boolean {
  if (isOpenAtBroker(order) !== isOpenAtBroker(than)) return isOpenAtBroker(order);
  if (!order.filled.equals(than.filled)) return order.filled.lessThan(than.filled);
  return order.updatedAt < than.updatedAt;
}

/** Books an order that we did not make: counted, never canceled by us. */
export function bookExternal(recorder: Recorder, told: BrokerOrder): void {
  const known = recorder.portfolio.external.get(told.id);
  // Of a description that is older than what is known only its executions count.
  const late = known !== undefined && isOlder(told, known);
  const order = late ? { ...known, fills: told.fills } : told;
  const same =
    known !== undefined && known.status === order.status && known.filled.equals(order.filled);
  if (same && order.fills.every((fill) => isBooked(recorder.portfolio, fill))) return;
  const cause = recorder.record({ kind: 'external_order', order });
  const { engine } = recorder.portfolio;
  if (!isOwnOrderId(order.clientId) || engine.under !== 'running') return;
  const reason =
    `Order ${order.clientId} carries our prefix but is not in this journal: ` +
    'another engine trades this account, or the journal is an old copy.';
  const body = {
    kind: 'engine_state',
    state: engine.state === 'halted' ? 'halted' : 'reduce_only',
    by: 'reconciliation',
    reason,
  } as const;
  recorder.record(body, cause);
}

/** Books cash that moved without a trade, to the books it belongs to, once per id. */
export function bookFlow(recorder: Recorder, flow: BrokerFlow): void {
  const { portfolio } = recorder;
  const { order, at } = flow;
  if (portfolio.openedAt === null) return;
  // What moved before the opening balance was taken is in it already; of what has a day and no
  // instant the first statement says by id what it contains.
  if (!flow.dateOnly && at <= portfolio.openedAt) return;
  const { symbol } = flow;
  if (flow.kind === 'dividend' && symbol !== undefined) {
    bookDividend(recorder, { ...flow, symbol });
    return;
  }
  if (!portfolio.forgetful && portfolio.booked.has(`flow:${flow.id}`)) return;
  const { kind, amount, id, note } = flow;
  const book = bookOfFlow(recorder, order === null ? null : parseClientOrderId(order));
  const booked: CashFlow =
    symbol === undefined
      ? { kind, amount, book, id, note }
      : { kind, amount, book, symbol, id, note };
  recorder.record({ kind: 'cash_moved', flow: booked });
}

/** A fee belongs to the book of its order, which may have ended with the last execution. */
function bookOfFlow(recorder: Recorder, order: ClientOrderId | null): BookId {
  if (order === null) return MANUAL_BOOK;
  const request = recorder.justFilled(order) ?? recorder.portfolio.orders.get(order)?.request;
  return request?.book ?? MANUAL_BOOK;
}

/** A dividend goes to the books by the shares they hold; the last one takes the remainder. */
function bookDividend(recorder: Recorder, flow: BrokerFlow & { symbol: Ticker }): void {
  const { portfolio } = recorder;
  const { kind, symbol, note } = flow;
  if (portfolio.booked.has(`flow:${flow.id}`)) return;
  const holders: BookId[] = [];
  const whole = holding(portfolio, symbol);
  // Books that are long and short by the same have no part in what the account was paid.
  for (const book of whole.isZero() ? [] : portfolio.books.values()) {
    if (book.positions.has(symbol)) holders.push(book.id);
  }
  if (holders.length === 0) holders.push(MANUAL_BOOK);
  let left = flow.amount;
  holders.forEach((book, index) => {
    const part = portfolio.books.get(book)?.positions.get(symbol)?.quantity;
    const last = index === holders.length - 1;
    const amount =
      last || part === undefined ? left : allocate(flow.amount, { part, whole, scale: COST_SCALE });
    left = left.minus(amount);
    // The first share carries the broker's own id, by which a repeat is known.
    const id = index === 0 ? flow.id : `${flow.id}:${book}`;
    recorder.record({ kind: 'cash_moved', flow: { kind, amount, book, symbol, id, note } });
  });
}
