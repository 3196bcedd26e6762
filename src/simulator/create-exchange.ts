import type { MarketEvent } from '../market/event.ts';
import { moveCash } from './account.ts';
import { cancelById, replaceById } from './change.ts';
import { applyAction } from './corporate-actions.ts';
import type { Exchange, ExchangeEvent, ExchangeSnapshot } from './exchange.ts';
import { matchBar } from './matching/bar.ts';
import { matchQuote, matchTrade } from './matching/quote.ts';
import type { ExchangeOptions } from './options.ts';
import { placeOrder } from './place.ts';
import { closeSession, openSession } from './session.ts';
import { takeSnapshot, venueOf } from './snapshot.ts';
import { viewAccount } from './statement.ts';
import { emptyVenue, findByClientId, findById, takeEvents, type Venue } from './venue.ts';

/**
 * Creates a self-contained exchange with one account.
 *
 * Pure and synchronous: the same options and calls always give the same orders, fills and ids.
 *
 * @param snapshot taken from an exchange with the same options; the new one makes no deposit
 * @throws QuipuError `core.undecodable` when `snapshot` is not a valid snapshot
 */
export function createExchange(
  options: ExchangeOptions = {},
  snapshot?: ExchangeSnapshot,
): Exchange {
  if (snapshot !== undefined) return exchangeOver(venueOf(options, snapshot));
  const venue = emptyVenue(options);
  if (options.deposit !== undefined) deposit(venue, options.deposit);
  return exchangeOver(venue);
}

function deposit(venue: Venue, { amount, at }: NonNullable<ExchangeOptions['deposit']>): void {
  if (amount.sign() <= 0) return;
  moveCash(venue.account, amount);
  venue.events.push({
    kind: 'cash',
    flow: 'deposit',
    at,
    symbol: null,
    amount,
    id: 'deposit-0',
    note: 'Opening deposit',
    order: null,
  });
}

const NOTHING: readonly ExchangeEvent[] = Object.freeze([]);

/** Creates the public interface of an exchange over its state. */
export function exchangeOver(venue: Venue): Exchange {
  const { book, splits } = venue;
  const closes = venue.options.fillAt === 'close';
  return {
    place: (order, at) => placeOrder(venue, order, at),
    cancel: (id, at) => cancelById(venue, id, at),
    replace: (id, change, at) => replaceById(venue, id, { change, at }),
    observe(event) {
      // The hot path: a bar, and usually no resting order.
      if (event.kind === 'bar') {
        // A bar that ends as a split happens comes after it, and tells prices of old shares.
        if (splits.size !== 0 && event.at <= (splits.get(event.bar.symbol) ?? 0)) return;
        if (closes) venue.closes.set(event.bar.symbol, { price: event.bar.close, at: event.at });
        if (book.count !== 0) matchBar(venue, event.bar);
        return;
      }
      observeOther(venue, event);
    },
    drain() {
      return venue.events.length === 0 ? NOTHING : takeEvents(venue);
    },
    get restingCount() {
      return book.count;
    },
    order: (id) => findById(venue, id)?.state,
    orderByClientId: (clientId) => findByClientId(venue, clientId)?.state,
    *orders() {
      for (const cell of venue.orders) if (cell !== undefined) yield cell.state;
    },
    account: () => viewAccount(venue),
    snapshot: () => takeSnapshot(venue),
  };
}

function observeOther(venue: Venue, event: Exclude<MarketEvent, { kind: 'bar' }>): void {
  switch (event.kind) {
    case 'quote':
      matchQuote(venue, event.quote);
      return;
    case 'trade':
      matchTrade(venue, event.trade);
      return;
    case 'session':
      if (event.phase === 'open') openSession(venue, event.at);
      else closeSession(venue, event.at);
      return;
    case 'action':
      applyAction(venue, event.action);
      return;
    case 'gap':
      return;
  }
}
