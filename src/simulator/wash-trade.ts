import type { Price } from '../core/decimal.ts';
import type { OrderTerms } from '../orders/request.ts';
import type { ExchangeOrder, Refusal } from './exchange.ts';
import { restingOf } from './order-book.ts';
import { refuseForbidden } from './refusals.ts';
import type { Venue } from './venue.ts';

/**
 * Refuses an order that could trade with an open one of the same account.
 *
 * Refuses any pair with a market or plain stop order on either side, and two limit orders only if
 * the buyer would pay the seller's price. Applies from acceptance on, whether or not the market is
 * open.
 */
export function washTrade(venue: Venue, order: ExchangeOrder): Refusal | undefined {
  for (const { state } of restingOf(venue.book, order.symbol)) {
    if (state.side === order.side) continue;
    const standing = limitOf(state.terms);
    const incoming = limitOf(order.terms);
    if (standing !== undefined && incoming !== undefined) {
      const buyer = order.side === 'buy' ? incoming : standing;
      const seller = order.side === 'buy' ? standing : incoming;
      if (buyer.lessThan(seller)) continue;
    }
    const what = standing === undefined ? 'market/stop' : 'limit';
    return refuseForbidden('potential wash trade detected. use complex orders', {
      existing_order_id: state.id,
      reject_reason: `opposite side ${what} order exists`,
    });
  }
  return undefined;
}

function limitOf(terms: OrderTerms): Price | undefined {
  return terms.type === 'limit' || terms.type === 'stop_limit' ? terms.limitPrice : undefined;
}
