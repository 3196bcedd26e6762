import type { EpochMs } from '../core/time.ts';
import type { Ticker } from '../market/symbol.ts';
import type { BrokerOrderId } from '../orders/request.ts';
import type { ExchangeOrderState, ExchangeStatus } from './exchange.ts';

/** Order with the exchange's internal data; `state` is replaced, never mutated. */
export interface OrderCell {
  state: ExchangeOrderState;
  /** Whether it may still trade. */
  resting: boolean;
  /** Index among all orders ever accepted, from 0. */
  readonly ordinal: number;
  /** Limit price as the nearest double, to compare with market prices; NaN without one. */
  readonly limit: number;
  /** Stop price as the nearest double; NaN without one. */
  readonly stop: number;
}

/** Creates the cell of an open order. */
export function orderCell(state: ExchangeOrderState, ordinal: number): OrderCell {
  const { terms } = state;
  const limited = terms.type === 'limit' || terms.type === 'stop_limit';
  const stopped = terms.type === 'stop' || terms.type === 'stop_limit';
  return {
    state,
    resting: true,
    ordinal,
    limit: limited ? terms.limitPrice.toNumber() : Number.NaN,
    stop: stopped ? terms.stopPrice.toNumber() : Number.NaN,
  };
}

/** Whether an order with this status has ended. */
export function hasEnded(status: ExchangeStatus): boolean {
  return (
    status === 'filled' ||
    status === 'canceled' ||
    status === 'expired' ||
    status === 'rejected' ||
    status === 'replaced'
  );
}

/** Fields of an order that change over its lifetime. */
export interface OrderProgress {
  readonly status: ExchangeStatus;
  readonly filled?: ExchangeOrderState['filled'];
  readonly filledValue?: ExchangeOrderState['filledValue'];
  readonly replacedBy?: BrokerOrderId;
  readonly triggered?: boolean;
}

/** Returns the order after a change. Copied field by field: this is on the hot path. */
export function progressed(
  state: ExchangeOrderState,
  progress: OrderProgress,
  at: EpochMs,
): ExchangeOrderState {
  return {
    clientId: state.clientId,
    symbol: state.symbol,
    instrument: state.instrument,
    side: state.side,
    size: state.size,
    terms: state.terms,
    timeInForce: state.timeInForce,
    extendedHours: state.extendedHours,
    id: state.id,
    status: progress.status,
    filled: progress.filled ?? state.filled,
    filledValue: progress.filledValue ?? state.filledValue,
    createdAt: state.createdAt,
    updatedAt: at,
    replaces: state.replaces,
    replacedBy: progress.replacedBy ?? state.replacedBy,
    triggered: progress.triggered ?? state.triggered,
  };
}

/**
 * Open orders by symbol, oldest first within each.
 *
 * `count` is maintained, so that a bar without orders costs one comparison.
 */
export interface OrderBook {
  count: number;
  readonly bySymbol: Map<Ticker, OrderCell[]>;
}

/** Creates an empty book. */
export function emptyBook(): OrderBook {
  return { count: 0, bySymbol: new Map() };
}

/** Puts an order at the end of its symbol's queue. */
export function enter(book: OrderBook, cell: OrderCell): void {
  const { symbol } = cell.state;
  const queue = book.bySymbol.get(symbol);
  if (queue === undefined) book.bySymbol.set(symbol, [cell]);
  else queue.push(cell);
  book.count += 1;
}

/** Removes ended orders from a queue, keeping the order of the rest. */
export function sweep(book: OrderBook, queue: OrderCell[]): void {
  let kept = 0;
  for (const cell of queue) {
    if (!cell.resting) continue;
    queue[kept] = cell;
    kept += 1;
  }
  book.count -= queue.length - kept;
  queue.length = kept;
}

/** Removes one order from the book. */
export function leave(book: OrderBook, cell: OrderCell): void {
  cell.resting = false;
  const queue = book.bySymbol.get(cell.state.symbol);
  if (queue !== undefined) sweep(book, queue);
}

/** Returns every resting order of a symbol, oldest first. */
export function restingOf(book: OrderBook, symbol: Ticker): readonly OrderCell[] {
  return book.bySymbol.get(symbol) ?? NONE;
}

const NONE: readonly OrderCell[] = [];
