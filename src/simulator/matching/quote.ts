import { price, type Price } from '../../core/decimal.ts';
import { isUsable, type Quote, type Trade } from '../../market/quote.ts';
import { execute } from '../execution.ts';
import { sweep, type OrderCell } from '../order-book.ts';
import { cancelOrder, trigger } from '../order-life.ts';
import { collared } from '../reservations.ts';
import { pricesOf, rememberQuote, type Venue } from '../venue.ts';

/**
 * Matches the resting orders of a symbol against the best bid and offer, oldest first.
 *
 * As Alpaca's paper trading does: a buy fills at the ask when it accepts that price, a sell at the
 * bid; the quoted size does not bound the fill. Nothing trades outside the core session, or on a
 * crossed or one-sided quote.
 */
export function matchQuote(venue: Venue, quote: Quote): void {
  rememberQuote(venue, quote);
  if (venue.book.count === 0 || !venue.open || !isUsable(quote)) return;
  const queue = venue.book.bySymbol.get(quote.symbol);
  if (queue === undefined || queue.length === 0) return;
  for (const cell of queue) {
    if (cell.resting && cell.state.createdAt <= quote.at) matchOne(venue, cell, quote);
  }
  sweep(venue.book, queue);
}

/** Elects stops on a market print. An elected order trades on the next quote. */
export function matchTrade(venue: Venue, trade: Trade): void {
  const last = pricesOf(venue, trade.symbol);
  last.trade = trade.price;
  if (venue.book.count === 0 || !venue.open || !(trade.price > 0)) return;
  const queue = venue.book.bySymbol.get(trade.symbol);
  if (queue === undefined) return;
  // A print outside the best bid and offer elects nothing, as at Alpaca.
  if (last.bid > 0 && (trade.price < last.bid || trade.price > last.ask)) return;
  for (const cell of queue) {
    const { state } = cell;
    if (Number.isNaN(cell.stop) || state.triggered || state.createdAt > trade.at) continue;
    const reached = state.side === 'buy' ? trade.price >= cell.stop : trade.price <= cell.stop;
    if (reached) trigger(venue, cell, trade.at);
  }
}

function matchOne(venue: Venue, cell: OrderCell, quote: Quote): void {
  const found = priceOnQuote(cell, quote);
  if (found !== undefined) execute(venue, cell, { price: found, at: quote.at });
  const { timeInForce } = cell.state;
  if (cell.resting && (timeInForce === 'ioc' || timeInForce === 'fok')) {
    cancelOrder(venue, cell, quote.at);
  }
}

function priceOnQuote(cell: OrderCell, quote: Quote): Price | undefined {
  const { side, terms, triggered } = cell.state;
  const buy = side === 'buy';
  const touch = buy ? quote.ask : quote.bid;
  switch (terms.type) {
    case 'market':
      return price(touch);
    case 'limit':
      return accepts(buy, touch, cell.limit) ? price(touch) : undefined;
    case 'stop':
      if (!triggered) return undefined;
      return !buy || touch <= collared(terms.stopPrice).toNumber() ? price(touch) : undefined;
    case 'stop_limit':
      return triggered && accepts(buy, touch, cell.limit) ? price(touch) : undefined;
  }
}

function accepts(buy: boolean, touch: number, limit: number): boolean {
  return buy ? touch <= limit : touch >= limit;
}
