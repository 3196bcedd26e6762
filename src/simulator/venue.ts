import type { EpochMs } from '../core/time.ts';
import type { Quote } from '../market/quote.ts';
import type { Ticker } from '../market/symbol.ts';
import { emptyAccount, type Account } from './account.ts';
import type { ExchangeEvent } from './exchange.ts';
import { feeModel, type FeeModel } from './fees.ts';
import { idSequence, type IdSequence } from './ids.ts';
import { resolveOptions, type ExchangeOptions, type ResolvedOptions } from './options.ts';
import { emptyBook, type OrderBook, type OrderCell } from './order-book.ts';

/** The last prices seen of a symbol; estimates, so binary floats, 0 when not seen. */
export interface LastPrices {
  bid: number;
  ask: number;
  trade: number;
}

/** The close of a bar and the instant at which that bar ended. */
export interface LastClose {
  readonly price: number;
  readonly at: EpochMs;
}

/**
 * Everything that an exchange is, in one mutable value: the functions of this room change it and
 * nobody else ever sees it.
 */
export interface Venue {
  readonly options: ResolvedOptions;
  readonly fee: FeeModel;
  readonly account: Account;
  readonly book: OrderBook;
  /** Every order ever taken, at its ordinal; a hole where one was forgotten. */
  readonly orders: (OrderCell | undefined)[];
  /** Ordinals of orders whose end was told by the last drain, to be forgotten at the next. */
  ended: number[];
  /** Ordinals of orders that ended since. */
  ending: number[];
  /** Ordinal by client id, as far as `indexed` says; see `findByClientId`. */
  readonly byClientId: Map<string, number>;
  indexed: number;
  readonly orderIds: IdSequence;
  readonly executionIds: IdSequence;
  /** How many executions there have been; the ordinal of the next. */
  executions: number;
  /** Whether the core session runs. */
  open: boolean;
  readonly prices: Map<Ticker, LastPrices>;
  /** The last close of each symbol; kept only where market orders fill at it. */
  readonly closes: Map<Ticker, LastClose>;
  /** Ids of dividends and splits already applied. */
  readonly applied: Set<string>;
  events: ExchangeEvent[];
}

/** A venue on which nothing has happened yet. */
export function emptyVenue(options: ExchangeOptions): Venue {
  const resolved = resolveOptions(options);
  const session = options.session ?? (resolved.rules === 'research' ? 'open' : 'closed');
  return {
    options: resolved,
    fee: feeModel(resolved.fees),
    account: emptyAccount(),
    book: emptyBook(),
    orders: [],
    ended: [],
    ending: [],
    byClientId: new Map(),
    indexed: 0,
    orderIds: idSequence(resolved.seed, 'order'),
    executionIds: idSequence(resolved.seed, 'execution'),
    executions: 0,
    open: session === 'open',
    prices: new Map(),
    closes: new Map(),
    applied: new Set(),
    events: [],
  };
}

/** The order with a client id. The index is brought up to date here, not at every placing. */
export function findByClientId(venue: Venue, clientId: string): OrderCell | undefined {
  const { orders, byClientId } = venue;
  for (; venue.indexed < orders.length; venue.indexed += 1) {
    const cell = orders[venue.indexed];
    if (cell !== undefined && !byClientId.has(cell.state.clientId)) {
      byClientId.set(cell.state.clientId, venue.indexed);
    }
  }
  const ordinal = byClientId.get(clientId);
  return ordinal === undefined ? undefined : orders[ordinal];
}

/** The order with an id of the exchange's. */
export function findById(venue: Venue, id: string): OrderCell | undefined {
  const ordinal = venue.orderIds.ordinalOf(id);
  return ordinal < 0 ? undefined : venue.orders[ordinal];
}

/** Takes the events that nobody has seen yet, and forgets the orders that ended before them. */
export function takeEvents(venue: Venue): readonly ExchangeEvent[] {
  const { events } = venue;
  venue.events = [];
  if (venue.options.forgets) {
    for (const ordinal of venue.ended) venue.orders[ordinal] = undefined;
    venue.ended = venue.ending;
    venue.ending = [];
  }
  return events;
}

/** Notes that an order trades no more; whoever walks its queue sweeps it afterwards. */
export function endOrder(venue: Venue, cell: OrderCell): void {
  cell.resting = false;
  if (venue.options.forgets) venue.ending.push(cell.ordinal);
}

/** Remembers the best bid and offer; the quote itself may be reused by its feed. */
export function rememberQuote(venue: Venue, quote: Quote): void {
  const last = pricesOf(venue, quote.symbol);
  last.bid = quote.bid;
  last.ask = quote.ask;
}

/** The last prices of a symbol, to be written to. */
export function pricesOf(venue: Venue, symbol: Ticker): LastPrices {
  let last = venue.prices.get(symbol);
  if (last === undefined) {
    last = { bid: 0, ask: 0, trade: 0 };
    venue.prices.set(symbol, last);
  }
  return last;
}
