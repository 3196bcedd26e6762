import type { EpochMs } from '../core/time.ts';
import type { Quote } from '../market/quote.ts';
import { type Instrument, instrumentOf } from '../market/instrument.ts';
import type { Ticker } from '../market/symbol.ts';
import { emptyAccount, type Account } from './account.ts';
import type { ExchangeEvent } from './exchange.ts';
import { feeModel, type FeeModel } from './fees.ts';
import { idSequence, type IdSequence } from './ids.ts';
import { resolveOptions, type ExchangeOptions, type ResolvedOptions } from './options.ts';
import { emptyBook, type OrderBook, type OrderCell } from './order-book.ts';

/** Latest prices of a symbol; estimates, so binary floats, 0 when not seen. */
export interface LastPrices {
  bid: number;
  ask: number;
  trade: number;
}

/** A price of a bar and its instant: the open and its start, or the close and its end. */
export interface BarPrice {
  readonly price: number;
  readonly at: EpochMs;
}

/**
 * Full state of an exchange, in one mutable value: only this room's functions see and change it.
 */
export interface Venue {
  readonly options: ResolvedOptions;
  readonly fee: FeeModel;
  readonly account: Account;
  readonly book: OrderBook;
  /** Every order ever accepted, at its ordinal; a hole where one was forgotten. */
  readonly orders: (OrderCell | undefined)[];
  /** Ordinals of orders whose end the last drain reported, forgotten at the next one. */
  ended: number[];
  /** Ordinals of orders that ended since. */
  ending: number[];
  /** Ordinal by client id, as far as `indexed` says; see `findByClientId`. */
  readonly byClientId: Map<string, number>;
  indexed: number;
  readonly orderIds: IdSequence;
  readonly executionIds: IdSequence;
  /** Number of executions so far; the ordinal of the next. */
  executions: number;
  /** Whether the core session is open. */
  open: boolean;
  readonly prices: Map<Ticker, LastPrices>;
  /** Open of the last bar that resting orders of its symbol were matched against. */
  readonly opens: Map<Ticker, BarPrice>;
  /** Last close of each symbol; stored only if market orders fill at it. */
  readonly closes: Map<Ticker, BarPrice>;
  /** Ids of dividends and splits already applied. */
  readonly applied: Set<string>;
  /** The instant of the last split of each symbol; a bar that ends by then is in old shares. */
  readonly splits: Map<Ticker, EpochMs>;
  events: ExchangeEvent[];
}

/** Creates a new venue. */
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
    orderIds: idSequence(resolved.idsOf, 'order'),
    executionIds: idSequence(resolved.idsOf, 'execution'),
    executions: 0,
    open: session === 'open',
    prices: new Map(),
    opens: new Map(),
    closes: new Map(),
    applied: new Set(),
    splits: new Map(),
    events: [],
  };
}

/** Returns the instrument listed under a symbol, from its asset if known. */
export function listed({ options }: Venue, symbol: Ticker): Instrument {
  return instrumentOf(symbol, options.assets?.(symbol));
}

/** Returns the order with a client id. Updates the index here, not at every placing. */
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

/** Returns the order with an exchange id. */
export function findById(venue: Venue, id: string): OrderCell | undefined {
  const ordinal = venue.orderIds.ordinalOf(id);
  return ordinal < 0 ? undefined : venue.orders[ordinal];
}

/** Drains the pending events, and forgets the orders that ended before them. */
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

/** Marks an order as ended; the caller that walks its queue sweeps it afterwards. */
export function endOrder(venue: Venue, cell: OrderCell): void {
  cell.resting = false;
  if (venue.options.forgets) venue.ending.push(cell.ordinal);
}

/** Stores the best bid and offer; the feed may reuse the quote object. */
export function rememberQuote(venue: Venue, quote: Quote): void {
  const last = pricesOf(venue, quote.symbol);
  last.bid = quote.bid;
  last.ask = quote.ask;
}

/** Returns the mutable latest prices of a symbol. */
export function pricesOf(venue: Venue, symbol: Ticker): LastPrices {
  let last = venue.prices.get(symbol);
  if (last === undefined) {
    last = { bid: 0, ask: 0, trade: 0 };
    venue.prices.set(symbol, last);
  }
  return last;
}
